"""The evidence of an answer has a schema that anybody can read, and that says what the service says."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.renderers import JSONRenderer

from requests_app.api.evidence import EvidenceField, json_schema
from requests_app.law.evidence import missing_evidence
from requests_app.law.evidence_form import sections
from requests_app.law.evidence_types import FieldKind
from requests_app.law.rights import Right as LegalRight
from tests.requests_app.law.samples import COMPLETE, SEARCHED, VENUE, deletion

URL = "/api/v1/schemas/evidence"


def validator():
    checks = FormatChecker(formats=["date"])
    return Draft202012Validator(json_schema("en"), format_checker=checks)


def faults(evidence):
    return sorted(fault.json_path for fault in validator().iter_errors(evidence))


# --- at its address ---------------------------------------------------------------------------


@pytest.mark.django_db
def test_anybody_reads_it_and_asks_again_for_nothing(api):
    read = api().get(URL)
    assert read["Content-Type"] == "application/schema+json"
    assert read["Cache-Control"] == "public, max-age=3600"
    assert read.json()["$id"].endswith(URL)
    Draft202012Validator.check_schema(read.json())
    again = api().get(URL, headers={"if-none-match": read["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_who_asks_for_plain_json_gets_it(api):
    read = api().get(URL, headers={"accept": "application/json"})
    assert read["Content-Type"] == "application/json"


def test_it_rests_on_nothing_outside():
    written = json.loads(JSONRenderer().render(json_schema("en")))
    refers = list(_values(written, "$ref"))
    assert refers
    assert {one for one in refers if not one.startswith("#/$defs/")} == set()
    assert {one.rpartition("/")[2] for one in refers} == set(written["$defs"])


def _values(part, key):
    if isinstance(part, dict):
        yield from ([part[key]] if key in part else [])
        for inner in part.values():
            yield from _values(inner, key)
    elif isinstance(part, list):
        for inner in part:
            yield from _values(inner, key)


def test_its_labels_are_in_the_callers_language():
    assert json_schema("zh-hans")["properties"]["done_on"]["description"] == "完成日期"


def test_it_says_for_which_decisions_a_section_is_needed():
    contact = json_schema("en")["properties"]["contact"]["x-needed-for"]
    assert [(one["when"], one["rights"]) for one in contact] == [
        ("contact_first", ["consent_withdrawal", "deletion", "opt_out"])
    ]
    assert json_schema("en")["properties"]["refusals"]["x-needed-for"] == []


# --- what it takes ----------------------------------------------------------------------------


@pytest.mark.parametrize("right", LegalRight)
def test_what_a_careful_venue_sends_is_valid(right):
    assert missing_evidence(right, "fulfilled", COMPLETE[right]) == []
    assert faults(COMPLETE[right]) == []
    assert faults(SEARCHED) == []


@pytest.mark.parametrize("name", sections())
def test_an_unknown_value_is_not(name):
    many = sections()[name].kind is FieldKind.ITEMS
    given = {name: [{"x": 1}] if many else {"x": 1}}
    plain = sections()[name].kind is FieldKind.DATE
    because = {fault.validator for fault in validator().iter_errors(given)}
    assert ("type" if plain else "additionalProperties") in because
    assert faults({name: 7}) == [f"$.{name}"]


def test_an_unknown_section_is_not():
    assert faults({"venues": VENUE}) == ["$"]


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"backups": {"held": True}}, "$.backups"),
        ({"backups": {}}, "$.backups"),
        ({"done_on": "20.11.2026"}, "$.done_on"),
        ({"recipients": {"shared": True}}, "$.recipients"),
        ({"recipients": {"shared": True, "told": [{"name": "A"}]}}, "$.recipients.told[0]"),
        (
            {"inventory": [{"kind": "face", "store": "cloud", "result": "held"}]},
            "$.inventory[0].kind",
        ),
        ({"inventory": [{"kind": "log", "store": "cloud", "result": "erased"}]}, "$.inventory[0]"),
    ],
)
def test_what_the_service_finds_lacking_it_finds_too(changed, at):
    evidence = deletion(**changed)
    assert missing_evidence("deletion", "fulfilled", evidence)
    assert at in faults(evidence)


def test_what_is_asked_for_on_a_condition_is_not_without_it():
    assert faults({"backups": {"held": False}}) == []
    assert faults({"contact": {"told_by": "none_on_file"}}) == []
    assert faults({"contact": {"told_by": "post"}}) == ["$.contact", "$.contact"]


# --- what is read again -------------------------------------------------------------------------


def test_what_says_nothing_is_not_read_again():
    """A typed program would take null for an object."""
    stored = {"venue": {"legal_name": "A", "contact": None}, "kept": [], "search": {"on": ""}}
    assert EvidenceField().to_representation(stored) == {"venue": {"legal_name": "A"}}
    kept = {"backups": {"held": False}, "records": [{"reference": "0"}]}
    assert EvidenceField().to_representation(kept) == kept
