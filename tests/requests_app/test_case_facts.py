"""What a case knows when it is answered: counted from its own rows, and from nobody else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from biometrics.models import Basis, DisclosedItem, Disclosure
from requests_app.law.decisions import Decision
from requests_app.law.plausibility.facts import found
from requests_app.law.rights import Right
from requests_app.models import Answer, IdentityMeans, RightDecision, RightsRequest, VenueCode
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import answers, case_facts, messages, replies
from tests.attempting import another_disclosure, attempt
from tests.factories import DependantFactory, HoldingFactory, UserFactory, filed_request
from tests.scenarios.saying import searched

pytestmark = pytest.mark.django_db
RIGHTS = (Right.DELETION, Right.ACCESS, Right.OPT_OUT)
HOUR = {
    "basis": Basis.TIME_WINDOW,
    "window_from": datetime(2026, 11, 1, 8, tzinfo=UTC),
    "window_to": datetime(2026, 11, 1, 9, tzinfo=UTC),
}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(datetime(2026, 11, 20, 4, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def case(resident, venue):
    return filed_request(resident=resident, venue=venue, rights=RIGHTS)


@pytest.fixture
def another(resident, venue):
    """Another case of the same person at the same venue, of which nothing is known yet."""
    return filed_request(resident=resident, venue=venue, rights=RIGHTS)


def known(case, **fields):
    """What the case knows, after its row was changed."""
    RightsRequest.objects.filter(pk=case.pk).update(**fields)
    case.refresh_from_db()
    return case_facts.facts_of(case)


def disclosure_for(case, records: int = 1, **fields) -> Disclosure:
    made = another_disclosure(venue=case.venue, subject=case.resident, **fields)
    Disclosure.objects.filter(pk=made.pk).update(request_id=case.pk)
    for number in range(records):
        DisclosedItem.objects.create(disclosure=made, number=number)
    made.refresh_from_db()
    return made


def decided(case, right: Right, decision: Decision, ground: str = "") -> None:
    """A row of an answer, whoever gave it and whatever it took."""
    answer = Answer.objects.create(request=case)
    requested = case.rights.get(right=right)
    reason = "The law says so." if ground else ""
    RightDecision.objects.create(
        answer=answer, right=requested, decision=decision, refusal_code=ground, reason=reason
    )


def everything(case) -> None:
    """All by which anything could be known: code, disclosure, comparison, match, granted answer."""
    VenueCode.objects.create(request=case, digest="x", tries_left=5, expires_at=timezone.now())
    attempt(disclosure_for(case), outcome="verified")
    decided(case, Right.ACCESS, Decision.FULFILLED)
    known(case, matched_references=["A-7"])


# --- what contradicts is refused ------------------------------------------------------------------


def test_what_contradicts_is_refused_with_its_sentence_and_its_place():
    case_facts.refuse([])
    with pytest.raises(RequestProblem) as refused:
        case_facts.refuse([found("held_before", "verdicts", 0)])
    assert refused.value.kind is ProblemKind.CONTRADICTORY
    assert len(refused.value.details) == 1


# --- whose case -----------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["a stranger's", "at another venue", "for their child"])
def test_of_another_case_nothing_is_known(
    resident, stranger, venue, other_venue, case, another, whose
):
    """A second one of their own is there, too, and holds nothing."""
    theirs = {
        "a stranger's": {"resident": stranger, "venue": venue},
        "at another venue": {"resident": resident, "venue": other_venue},
        "for their child": {"resident": resident, "venue": venue},
    }[whose]
    if whose == "for their child":
        theirs["dependant"] = DependantFactory(guardian=resident)
    before = case_facts.facts_of(case)
    assert (before.held_elsewhere, before.held_before, before.code_issued) == (False,) * 3
    everything(filed_request(**theirs, rights=RIGHTS))
    assert case_facts.facts_of(case) == before


def test_another_case_of_their_own_there_is_held_elsewhere_and_nothing_more(case, another):
    before = case_facts.facts_of(case)
    everything(another)
    assert case_facts.facts_of(case) == replace(before, held_elsewhere=True)


def test_what_the_case_has_itself_is_not_elsewhere(case):
    before = case_facts.facts_of(case)
    everything(case)
    after = case_facts.facts_of(case)
    assert not after.held_elsewhere
    assert (after.code_issued, after.matched, after.held_before) == (True, ("A-7",), True)
    assert (len(before.disclosures), len(after.disclosures)) == (0, 1)


def test_two_whose_accounts_are_gone_are_not_one_person(case, venue):
    other = filed_request(resident=UserFactory(), venue=venue, rights=RIGHTS)
    everything(other)
    known(other, resident=None)
    assert not known(case, resident=None).held_elsewhere


# --- held elsewhere, or before --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("records", "fields", "holds"),
    [(1, {}, True), (1, {"basis": Basis.BY_TICKET}, True), (0, {}, False), (1, HOUR, False)],
    ids=["by name", "by ticket", "nothing found", "all who passed in an hour"],
)
def test_records_of_them_are_held_and_those_of_everybody_are_not_theirs(
    case, another, records, fields, holds
):
    disclosure_for(another, records, **fields)
    assert case_facts.facts_of(case).held_elsewhere is holds


@pytest.mark.parametrize(
    ("identity", "holds"),
    [("verified", True), ("pending", True), ("failed", False), ("inconclusive", False)],
)
def test_records_that_were_not_shown_to_be_theirs_are_not_held_of_them(
    case, another, identity, holds
):
    disclosure_for(another)
    known(another, identity=identity, identity_means=IdentityMeans.FACE)
    assert case_facts.facts_of(case).held_elsewhere is holds


def test_what_matched_is_held_whatever_was_destroyed_since(case, another):
    known(another, matched_references=["A-7"])
    assert case_facts.facts_of(case).held_elsewhere


def test_what_was_deleted_since_is_held_no_more(case, another):
    everything(another)
    another.rights.filter(right=Right.DELETION).update(outcome=Decision.REFUSED)
    assert case_facts.facts_of(case).held_elsewhere
    another.rights.filter(right=Right.DELETION).update(outcome=Decision.FULFILLED)
    assert not case_facts.facts_of(case).held_elsewhere


def test_what_a_stranger_had_deleted_is_still_held_of_others(case, another, stranger, venue):
    everything(another)
    theirs = filed_request(resident=stranger, venue=venue, rights=RIGHTS)
    theirs.rights.update(outcome=Decision.FULFILLED)
    assert case_facts.facts_of(case).held_elsewhere


def test_a_copy_handed_over_deletes_nothing(case, another):
    """Of access and deletion in one request, as most are filed: one granted, the other refused."""
    everything(another)
    another.rights.filter(right=Right.ACCESS).update(outcome=Decision.FULFILLED)
    another.rights.filter(right=Right.DELETION).update(outcome=Decision.REFUSED)
    assert case_facts.facts_of(case).held_elsewhere


SAID = [
    (Right.ACCESS, Decision.FULFILLED, "", True),
    (Right.DELETION, Decision.PARTLY_FULFILLED, "CN-RETENTION", True),
    (Right.DELETION, Decision.REFUSED, "CN-RETENTION", True),
    (Right.DELETION, Decision.REFUSED, "CN-ID", False),
    (Right.ACCESS, Decision.REFUSED, "CN-SECRECY", False),
    (Right.ACCESS, Decision.NOT_HELD, "", False),
    (Right.ACCESS, Decision.NO_MATCH, "", False),
    (Right.OPT_OUT, Decision.FULFILLED, "", False),
]


@pytest.mark.parametrize(("right", "decision", "ground", "holds"), SAID)
def test_an_answer_that_presupposes_data_says_that_it_is_held(
    case, another, right, decision, ground, holds
):
    assert not case_facts.facts_of(case).held_before
    decided(case, right, decision, ground)
    assert case_facts.facts_of(case).held_before is holds
    assert case_facts.facts_of(another).held_elsewhere is holds


# --- disclosures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "count", "complete", "waits"),
    [
        ("open", 0, False, False),
        ("reading", 0, False, False),
        ("ready", 1, True, True),
        ("empty", 0, True, False),
        ("destroyed", 0, False, False),
        ("destroyed", 1, True, False),
    ],
)
def test_a_disclosure_is_complete_once_sealed_and_waits_until_compared(
    case, state, count, complete, waits
):
    made = disclosure_for(case)
    Disclosure.objects.filter(pk=made.pk).update(state=state, count=count)
    (one,) = case_facts.facts_of(case).disclosures
    assert (one.records, one.readable, one.complete, one.waits) == (1, count, complete, waits)


@pytest.mark.parametrize("fields", [{"basis": Basis.BY_NAME}, {"basis": Basis.BY_TICKET}, HOUR])
def test_a_disclosure_is_of_somebody_named_or_of_an_hour(case, fields):
    disclosure_for(case, **fields)
    (one,) = case_facts.facts_of(case).disclosures
    assert one.named is (fields["basis"] != Basis.TIME_WINDOW)


@pytest.mark.parametrize(
    ("state", "waits"), [("decided", False), ("queued", True), ("stopped", True)]
)
def test_only_a_comparison_that_was_decided_is_one(case, another, state, waits):
    attempt(disclosure_for(another))  # somebody else's case was compared
    attempt(disclosure_for(case), state=state)
    (one,) = case_facts.facts_of(case).disclosures
    assert one.waits is waits


def test_while_it_is_answered_its_own_disclosures_are_held(case, another):
    mine, _other = disclosure_for(case), disclosure_for(another)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        case_facts.hold_disclosures(case)
    (query,) = asked.captured_queries
    assert mine.request_id.hex in query["sql"].replace("-", "")


# --- days -----------------------------------------------------------------------------------------


def test_it_is_filed_when_it_is_filed_and_not_when_it_was_begun(case):
    begun = timezone.now() - timedelta(days=9)
    assert known(case, created_at=begun).filed_on == date(2026, 11, 20)


def test_a_draft_is_of_the_day_on_which_it_was_begun(case):
    begun = timezone.now() - timedelta(days=9)
    draft = known(case, created_at=begun, filed_at=None, workflow="draft")
    assert (draft.filed_on, draft.asked_on) == (date(2026, 11, 11), date(2026, 11, 11))


def test_a_search_must_be_newer_than_the_last_dispute_of_this_case(resident, venue, operator):
    case, another = (filed_request(resident=resident, venue=venue) for _each in range(2))
    for each in (case, another):
        known(each, identity="verified", identity_means=IdentityMeans.VENUE_CODE)

    def on(day):
        return time_machine.travel(datetime(2026, 11, day, 4, tzinfo=UTC), tick=False)

    def dispute(request):
        nothing = [replies.Verdict(Right.DELETION, Decision.NOT_HELD)]
        evidence = searched("all stores", "never_collected", "none")
        reply = replies.Reply(verdicts=nothing, evidence=evidence)
        answers.answer(case=request, reply=reply, by=operator)
        answers.dispute(case=request, reason="You filmed me.", by=resident)

    def asked_on():
        case.refresh_from_db()
        return case_facts.facts_of(case).asked_on.day

    with on(22):
        messages.ask(case=case, body="Which gate?", by=operator)
    assert asked_on() == 20, "what the venue asks is no new question to it"
    with on(23):
        dispute(another)
    assert asked_on() == 20
    for day in (24, 26):
        with on(day):
            dispute(case)
        assert asked_on() == day


@pytest.mark.parametrize(
    ("how", "since", "visited", "first"),
    [
        ("made_to", date(2026, 3, 1), None, date(2026, 3, 1)),
        ("made_to", None, None, None),
        ("not_yet", date(2026, 3, 1), None, None),
        ("", None, None, None),
        ("", None, datetime(2026, 5, 2, 4, tzinfo=UTC), date(2026, 5, 2)),
        ("made_to", date(2026, 3, 1), datetime(2026, 5, 2, 4, tzinfo=UTC), date(2026, 3, 1)),
        ("made_to", date(2026, 7, 1), datetime(2026, 5, 2, 4, tzinfo=UTC), date(2026, 5, 2)),
    ],
)
def test_the_first_day_of_capture_is_the_first_that_is_named(
    case, resident, venue, how, since, visited, first
):
    holding = None
    if how:
        holding = HoldingFactory(resident=resident, venue=venue, how=how, since=since)
    facts = known(case, holding=holding, visited_from=visited, visited_to=visited)
    assert facts.captured_on == first


# --- who is there ---------------------------------------------------------------------------------


@pytest.mark.parametrize("means", IdentityMeans)
def test_it_knows_by_what_identity_was_proven_and_for_whom(case, means):
    before = case_facts.facts_of(case)
    assert (before.identity_proven, before.seen_at_venue) == (False, False)
    assert not before.acting_for_another
    proven = known(case, identity="verified", identity_means=means)
    assert proven.identity_proven
    assert proven.seen_at_venue is (means in {IdentityMeans.IN_PERSON, IdentityMeans.DOCUMENT_SEEN})
    child = DependantFactory(guardian=case.resident)
    assert known(case, dependant=child).acting_for_another
