"""After “delete my account for real” nothing of the person is left in any column of any table."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import AuditEvent, Dependant, User
from accounts.models.user import BirthBand
from accounts.services.erasure import erase_account
from accounts.services.people import (
    PeopleProblem,
    add_dependant,
    remove_dependant,
    update_profile,
)
from accounts.services.takeout import take_out
from biometrics.models import Disclosure, Verification
from biometrics.vault import blobs
from consents.models import Consent, HowCaptured, Venue
from consents.models.venue import VenueFacts
from consents.services import record_holding, report_venue
from consents.services.holdings import HoldingFacts
from requests_app import receipts, states
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.models import Event, Message, Notification, Receipt, RightsRequest
from requests_app.receipts import chain
from requests_app.services import answers, filing, identity, lifecycle, messages, replies
from tests.factories import VenueFactory
from tests.guards.job import RESIDENT, STRANGER, disclose
from tests.guards.walking import places_of

EMAIL = "wenqi.zhao@example.test"
NAME = "Zhao Wenqi"
CHILD = "Zhao Xiaomi"
WORDS = "the-persons-own-words"
WORDS_OF_OTHERS = "words-about-the-person"


@pytest.fixture
def zhao(resident) -> User:
    resident.email, resident.display_name = EMAIL, NAME
    resident.save()
    return resident


@pytest.fixture
def child_of_zhao(zhao) -> Dependant:
    return add_dependant(display_name=CHILD, birth_band=BirthBand.UNDER_14, by=zhao)


def file(zhao, venue, **claim) -> RightsRequest:
    rights = claim.pop("rights", [Right.DELETION])
    return filing.file_request(
        claim=filing.Claim(
            venue=venue,
            rights=rights,
            claimant_name=NAME,
            claim_details=WORDS,
            language="en",
            **claim,
        ),
        by=zhao,
    )


@pytest.fixture
def life(zhao, child_of_zhao, venue, operator, moderator, signed_in, consent_of, committed):
    """An account that has used everything; its cases by name."""
    session = signed_in(zhao, mfa=True).session
    UserSession.objects.create(user=zhao, session_key=session.session_key, ip="192.0.2.7")
    consent_of(zhao)
    facts = HoldingFacts(how=HowCaptured.MADE_TO, evidence=WORDS)
    holding = record_holding(resident=zhao, venue=venue, facts=facts)
    record_holding(resident=zhao, venue=venue, facts=facts, dependant=child_of_zhao)
    report_venue(
        facts=VenueFacts(name="Corner Shop", kind="retail_payment", jurisdiction="CN", city="Wuxi"),
        purpose="pays",
        text=WORDS,
        by=zhao,
    )
    draft = filing.open_draft(
        claim=filing.Claim(venue=venue, rights=[Right.ACCESS], claimant_name=NAME), by=zhao
    )
    face = file(zhao, venue, holding=holding)
    messages.write(case=face, body=WORDS, by=zhao)
    messages.write(case=face, body=WORDS_OF_OTHERS, by=operator, as_operator=True)
    disclose(face, operator, committed, [RESIDENT, STRANGER])
    for_child = file(zhao, venue, dependant=child_of_zhao)
    identity.issue_code(case=for_child, by=operator)
    answered = refuse(file(zhao, venue, rights=[Right.ACCESS]), operator)
    for person in (zhao, child_of_zhao):
        LogEntry.objects.create(
            user=moderator,
            content_type=ContentType.objects.get_for_model(person),
            object_id=str(person.pk),
            object_repr=str(person),
            change_message=NAME,
            action_flag=CHANGE,
        )
    return {"draft": draft, "face": face, "for_child": for_child, "answered": answered}


def refuse(request, operator) -> RightsRequest:
    """The venue refuses, in words about the person."""
    verdict = replies.Verdict(
        right=Right(request.rights.get().right),
        decision=Decision.REFUSED,
        refusal_code="CN-ABUSE",
        reason=WORDS_OF_OTHERS,
    )
    reply = replies.Reply(
        verdicts=[verdict],
        text=WORDS_OF_OTHERS,
        evidence={"venue": {"legal_name": "Gate Ltd", "person_in_charge": WORDS_OF_OTHERS}},
    )
    answers.answer(case=request, reply=reply, by=operator)
    return request


def test_no_column_of_any_table_contains_the_person(life, zhao):
    assert places_of(EMAIL, NAME, CHILD, WORDS, WORDS_OF_OTHERS), "the walk sees what is there"
    erase_account(user=zhao)
    assert places_of(EMAIL, NAME, CHILD, WORDS, WORDS_OF_OTHERS) == []
    assert not User.objects.filter(pk=zhao.pk).exists()
    assert not Consent.objects.exists()
    assert not Session.objects.exists()


def test_open_requests_are_withdrawn_with_event_receipt_and_word_to_the_venue(life, zhao):
    erase_account(user=zhao)
    case = RightsRequest.objects.get(pk=life["face"].pk)
    assert (case.workflow, case.outcome) == ("closed", "withdrawn")
    assert (case.resident_id, case.dependant_id, case.holding_id) == (None, None, None)
    event = Event.objects.get(request=case, kind="withdraw")
    assert receipts.check(event.receipt.jws, receipts.published_keys()["keys"]).is_genuine
    assert Notification.objects.filter(event=event, audience="venue").exists()
    assert not Notification.objects.filter(audience="resident").exists()


def test_answered_requests_are_closed_and_drafts_deleted(life, zhao):
    erase_account(user=zhao)
    answered = RightsRequest.objects.get(pk=life["answered"].pk)
    assert (answered.workflow, answered.outcome) == ("closed", "refused")
    assert not RightsRequest.objects.filter(pk=life["draft"].pk).exists()


def test_events_and_receipts_stay_and_still_prove_what_happened(life, zhao):
    before = set(Receipt.objects.values_list("pk", flat=True))
    erase_account(user=zhao)
    assert before <= set(Receipt.objects.values_list("pk", flat=True))
    for case in RightsRequest.objects.all():
        assert chain.first_break(lifecycle.links_of(case)) is None


def test_faces_are_destroyed(life, zhao, committed):
    with committed():
        erase_account(user=zhao)
    assert set(Disclosure.objects.values_list("state", "wrapped_key")) == {("destroyed", None)}
    later = timezone.now() + timedelta(days=1)
    assert not Verification.objects.filter(subject__isnull=False).exists()
    assert Disclosure.objects.get().blocks.count() == 0
    assert [*blobs.older_than("probes", later), *blobs.older_than("disclosures", later)] == []


def test_consents_go_and_the_audit_log_still_proves_them(life, zhao):
    given = Consent.objects.get(resident=zhao)
    erase_account(user=zhao)
    proof = AuditEvent.objects.get(kind="consent.given", actor_id=zhao.pk)
    assert proof.data == {"purpose": given.purpose, "notice": str(given.notice_id)}
    assert AuditEvent.objects.filter(kind="consent.withdrawn", actor_id=zhao.pk).exists()
    assert AuditEvent.objects.filter(kind="account.erased", target_id=str(zhao.pk)).exists()


def test_what_others_own_stays(life, zhao, venue, operator):
    erase_account(user=zhao)
    assert Venue.objects.filter(pk=venue.pk).exists()
    assert Venue.objects.get(name="Corner Shop").reported_by is None
    assert User.objects.filter(pk=operator.pk).exists()


def test_an_erasure_that_fails_half_way_leaves_everything(life, zhao, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the log is full")

    monkeypatch.setattr("accounts.services.erasure.audit.record", broken)
    before = Message.objects.filter(body=WORDS).count()
    with pytest.raises(RuntimeError):
        erase_account(user=zhao)
    zhao.refresh_from_db()
    assert Message.objects.filter(body=WORDS).count() == before > 0
    assert RightsRequest.objects.get(pk=life["face"].pk).workflow != states.Workflow.CLOSED


def test_an_operator_who_leaves_takes_no_case_along(life, zhao, operator):
    erase_account(user=operator)
    assert RightsRequest.objects.filter(resident=zhao).count() == 4
    assert Message.objects.get(body=WORDS_OF_OTHERS).author is None
    assert places_of("operator@example.test") == []


def test_removing_a_child_ends_its_cases_and_no_others(life, zhao, child_of_zhao):
    remove_dependant(dependant=child_of_zhao, by=zhao)
    assert places_of(CHILD) == []
    assert RightsRequest.objects.get(pk=life["for_child"].pk).outcome == "withdrawn"
    face = RightsRequest.objects.get(pk=life["face"].pk)
    assert face.workflow != states.Workflow.CLOSED
    assert face.claimant_name == NAME


def test_a_child_of_somebody_else_cannot_be_removed(child_of_zhao, stranger):
    with pytest.raises(PeopleProblem, match="your own"):
        remove_dependant(dependant=child_of_zhao, by=stranger)


# --- the download -----------------------------------------------------------------------------


def test_the_download_holds_what_the_person_wrote_and_was_answered(life, zhao):
    text = json.dumps(take_out(user=zhao), ensure_ascii=False)
    for wanted in (EMAIL, NAME, CHILD, WORDS, WORDS_OF_OTHERS, "Corner Shop"):
        assert wanted in text
    for jws in Receipt.objects.filter(request__resident=zhao).values_list("jws", flat=True):
        assert jws in text


def test_the_download_holds_no_key_no_face_and_nobody_else(life, zhao, stranger, other_venue):
    file(stranger, other_venue)
    rows = take_out(user=zhao)["tables"]
    assert "biometrics.DisclosedItem" not in rows
    assert "biometrics.Disclosure" not in rows
    assert "data" not in rows["mfa.Authenticator"]["rows"][0]
    assert "password" not in rows["accounts.User"]["rows"][0]
    assert {row["venue__name"] for row in rows["requests_app.RightsRequest"]["rows"]} == {
        "Compound Gate"
    }
    assert stranger.email not in json.dumps(rows)


def test_the_download_asks_the_database_once_a_table(life, zhao, django_assert_max_num_queries):
    from accounts.kit.inventory import tables

    owned = sum(1 for table in tables() if table.owner)
    with django_assert_max_num_queries(owned + 4):  # and savepoint, audit event, release
        take_out(user=zhao)


# --- the person's own entry -------------------------------------------------------------------


def test_a_person_changes_name_language_and_age(resident):
    update_profile(by=resident, display_name=" Lin L. ", locale="zh-hans", birth_band="14_to_17")
    resident.refresh_from_db()
    assert (resident.display_name, resident.locale) == ("Lin L.", "zh-hans")
    with pytest.raises(PeopleProblem, match="guardian"):
        update_profile(by=resident, display_name="Lin", locale="en", birth_band="under_14")


@pytest.mark.parametrize(("name", "band"), [("", "under_14"), ("Somebody", "adult")])
def test_a_child_needs_a_name_and_is_no_adult(guardian, name, band):
    with pytest.raises(PeopleProblem):
        add_dependant(display_name=name, birth_band=band, by=guardian)


def test_a_minor_acts_for_nobody(resident):
    resident.birth_band = BirthBand.FOURTEEN_TO_17
    with pytest.raises(PeopleProblem, match="adult"):
        add_dependant(display_name="Child", birth_band=BirthBand.UNDER_14, by=resident)


def test_another_venue_is_not_touched(life, zhao):
    other = VenueFactory()
    erase_account(user=zhao)
    assert Venue.objects.filter(pk=other.pk, name=other.name).exists()
