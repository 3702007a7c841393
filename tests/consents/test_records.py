"""Consent records and receipts: every field that ISO/IEC TS 27560 asks for, true to what was agreed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker

from accounts.core.actors import SYSTEM
from consents import records
from consents.models import Purpose
from consents.notices import notice_text
from consents.records.terms import CONTEXT, TERMS
from consents.services import publish_notice, withdraw_consent

SCHEMA = json.loads(
    (Path(records.__file__).parent / "consent-record.schema.json").read_text("utf-8")
)
FORMAT = Draft202012Validator(SCHEMA, format_checker=FormatChecker())
DOCS = Path(__file__).parents[2] / "docs" / "consent-records.md"

pytestmark = pytest.mark.django_db


def record(api, user, act, kind="record"):
    answer = api(user).get(f"/api/v1/consents/{act.pk}/{kind}", HTTP_ACCEPT="application/ld+json")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/ld+json"
    return json.loads(answer.content)


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize("kind", ["record", "receipt"])
def test_it_follows_the_published_schema(api, resident, consent_of, purpose, kind):
    found = record(api, resident, consent_of(resident, purpose), kind)
    assert [error.message for error in FORMAT.iter_errors(found)] == []


def test_it_says_what_was_agreed_to_by_whom_under_which_words(api, resident, consent_of, notices):
    act = consent_of(resident)
    found = record(api, resident, act)
    notice, process = found["dpv:hasNotice"], found["dpv:hasProcess"]

    assert found["@type"] == "dpv:ConsentRecord"
    assert found["dct:conformsTo"] == "https://w3id.org/dpv/schema/dpv-27560#record"
    assert found["dpv:hasDataSubject"]["dct:identifier"] == str(resident.pk)
    assert notice["spdx:checksum"]["spdx:checksumValue"] == notices["face_comparison"].digest
    assert notice["dct:hasVersion"] == "1"
    assert "pd:FacialPrint" in process["dpv:hasPersonalData"]["@type"]
    assert "dpv:SensitivePersonalData" in process["dpv:hasPersonalData"]["@type"]
    assert process["ai:hasCapability"] == "ai:FaceRecognition"
    assert process["dpv:hasStorageCondition"][1]["dpv:hasDuration"] == "PT24H"
    assert [event["@type"] for event in found["dpv:hasConsentStatus"]] == ["dpv:ConsentGiven"]


def test_a_withdrawal_is_the_second_event_of_the_same_record(api, resident, consent_of):
    given = consent_of(resident)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        withdrawn = withdraw_consent(
            resident=resident, purpose=Purpose.FACE_COMPARISON, language="en"
        )
    found = record(api, resident, given)

    assert found == record(api, resident, withdrawn)
    first, second = found["dpv:hasConsentStatus"]
    assert (first["@type"], second["@type"]) == ("dpv:ConsentGiven", "dpv:ConsentWithdrawn")
    assert first["dct:date"] < second["dct:date"] == found["dct:modified"]
    assert FORMAT.is_valid(found)


def test_giving_it_again_begins_a_record_of_its_own(api, resident, consent_of):
    first = consent_of(resident)
    withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    again = consent_of(resident)

    old, new = record(api, resident, first), record(api, resident, again)
    assert old["dct:identifier"] != new["dct:identifier"]
    assert len(old["dpv:hasConsentStatus"]) == 2
    assert len(new["dpv:hasConsentStatus"]) == 1


def test_new_words_end_it(api, resident, consent_of):
    act = consent_of(resident)
    publish_notice(purpose=Purpose.FACE_COMPARISON, text_zh_hans="新", text_en="new", by=SYSTEM)
    found = record(api, resident, act)

    assert found["dpv:hasConsentStatus"][-1]["@type"] == "dpv:ConsentExpired"
    assert FORMAT.is_valid(found)


def test_a_receipt_is_a_copy_of_the_record(api, resident, consent_of):
    act = consent_of(resident)
    receipt, whole = record(api, resident, act, "receipt"), record(api, resident, act)
    del whole["@context"]

    assert receipt["dpv:hasRecordOfActivity"] == whole
    assert receipt["dct:identifier"] != whole["dct:identifier"]
    assert receipt["schema:recipient"] == f"urn:uuid:{resident.pk}"


def test_a_record_is_its_persons_alone(api, resident, stranger, operator, consent_of):
    address = f"/api/v1/consents/{consent_of(resident).pk}/record"
    assert api(stranger).get(address).status_code == 404
    assert api(operator).get(address).status_code == 404
    assert api().get(address).status_code == 401


def test_it_names_neither_address_nor_name_of_the_person(api, resident, consent_of):
    text = json.dumps(record(api, resident, consent_of(resident), "receipt"))
    assert resident.email not in text
    assert resident.display_name not in text


def test_a_field_left_out_breaks_the_schema(api, resident, consent_of):
    whole = record(api, resident, consent_of(resident))
    for name in set(whole) - {"@context"}:
        assert not FORMAT.is_valid({key: value for key, value in whole.items() if key != name}), (
            name
        )


def test_every_prefix_in_use_is_in_the_context(api, resident, consent_of):
    text = json.dumps(record(api, resident, consent_of(resident), "receipt"))
    used = set(re.findall(r'"([a-z]+):[A-Za-z]+"', text))
    assert used <= set(CONTEXT)


def test_every_purpose_has_its_terms_and_they_say_what_the_notice_says():
    assert set(TERMS) == set(Purpose)
    words = notice_text(Purpose.FACE_COMPARISON, "en", contact="x@example.test")
    assert "never later than 24 hours" in words
    assert "Up to thirty small pictures" in words
    assert "A photograph that is sent is not accepted" in words
    assert "up to thirty pictures" in TERMS[Purpose.FACE_COMPARISON].data_kind


def test_every_field_is_explained(api, resident, consent_of):
    explained = DOCS.read_text("utf-8")
    found = record(api, resident, consent_of(resident))
    names = {*found, *found["dpv:hasProcess"], *found["dpv:hasNotice"]} - {
        "@context",
        "@id",
        "@type",
    }
    assert [name for name in sorted(names) if f"`{name}`" not in explained] == []


def test_the_page_of_consents_leads_to_the_record(signed_in, resident, consent_of):
    act = consent_of(resident)
    page = signed_in(resident).get("/consents/").content.decode()
    assert f"/api/v1/consents/{act.pk}/receipt" in page
