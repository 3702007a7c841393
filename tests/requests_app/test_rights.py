"""A bundle loses no right on its way into a case, and a case has the date that its law gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from biometrics.thresholds import SHOWS_THE_CLAIMANT, PolicyKind
from biometrics.types import Capture
from requests_app import states
from requests_app.law import rights
from requests_app.law.errors import NoTimeLimit
from requests_app.law.evidence_form import items_at, people_at
from requests_app.law.right_words import words_of
from requests_app.law.rights import Deed, Right
from requests_app.models import Event, Receipt, RequestedRight, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import clocks, filing
from requests_app.services.identity import policy_kind_of
from requests_app.states import (
    EVENTS,
    Axis,
    Clock,
    EventKind,
    Identity,
    RequestOutcome,
    Workflow,
    moves,
)
from tests.factories import filed_request

pytestmark = pytest.mark.django_db


def draft(resident, venue, *chosen):
    claim = filing.Claim(venue=venue, rights=chosen, language="en")
    return filing.open_draft(claim=claim, by=resident)


def assert_nothing_filed(case):
    case.refresh_from_db()
    assert (case.workflow, case.clock, case.filed_at) == ("draft", "not_started", None)
    assert not Event.objects.filter(request=case).exists()
    assert not Receipt.objects.filter(request=case).exists()


def test_every_right_keeps_its_place_in_a_bundle(resident, venue):
    case = filed_request(resident=resident, venue=venue, rights=tuple(reversed(Right)))

    assert [row.right for row in case.rights.all()] == list(rights.ORDER)
    assert set(rights.ORDER) == set(Right)
    assert all(row.due_on for row in case.rights.all())


@pytest.mark.parametrize("first", [(), (Right.ACCESS,)])
def test_a_right_without_a_place_is_refused_with_its_whole_bundle(resident, venue, first):
    with pytest.raises(RequestProblem) as refused:
        draft(resident, venue, *first, "forgotten")

    assert refused.value.kind is ProblemKind.RIGHT_NOT_PLACED
    assert not RightsRequest.objects.exists()


def test_a_draft_that_lost_its_rights_is_not_filed(resident, venue):
    case = draft(resident, venue, Right.ACCESS)
    RequestedRight.objects.filter(request=case).delete()

    with pytest.raises(RequestProblem) as refused:
        filing.file_draft(case=case, by=resident)

    assert refused.value.kind is ProblemKind.NO_RIGHT_CHOSEN
    assert_nothing_filed(case)


def test_a_right_whose_law_has_a_number_is_not_filed_without_a_date(resident, venue, monkeypatch):
    """Whatever goes wrong between the rule and the date: no clock runs that never rings."""

    def counts_nothing(rule, entries, calendar):
        raise NoTimeLimit(rule.reference)

    case = draft(resident, venue, Right.ACCESS)
    monkeypatch.setattr(clocks, "replay", counts_nothing)

    with pytest.raises(RequestProblem) as refused:
        filing.file_draft(case=case, by=resident)

    assert refused.value.kind is ProblemKind.NO_DATE
    assert_nothing_filed(case)


@pytest.mark.parametrize(
    ("chosen", "policy"),
    [
        ((Right.DELETION,), PolicyKind.DELETION),
        ((Right.OPT_OUT, Right.OBJECTION), PolicyKind.DELETION),
        ((Right.DELETION, Right.ACCESS), PolicyKind.ACCESS),
        ((Right.EXPLANATION,), PolicyKind.ACCESS),
        ((Right.CORRECTION,), PolicyKind.ACCESS),
        ((Right.PORTABILITY,), PolicyKind.ACCESS),
    ],
)
def test_whatever_reveals_data_is_compared_under_the_stricter_policy(
    resident, venue, chosen, policy
):
    assert policy_kind_of(draft(resident, venue, *chosen)) is policy


def test_an_empty_bundle_is_compared_under_the_stricter_policy(resident, venue):
    case = draft(resident, venue, Right.DELETION)
    RequestedRight.objects.filter(request=case).delete()

    assert policy_kind_of(case) is PolicyKind.ACCESS


def test_a_right_that_nobody_knows_is_compared_under_no_policy(resident, venue):
    case = draft(resident, venue, Right.DELETION)
    RequestedRight.objects.filter(request=case).update(right="forgotten")

    with pytest.raises(ValueError, match="forgotten"):
        policy_kind_of(case)


@pytest.mark.parametrize("capture", [Capture.PHOTOGRAPHS, Capture.ON_DEVICE])
def test_what_was_sent_does_not_show_who_sent_it(capture):
    """Whatever was disclosed, and under whatever basis."""
    assert not SHOWS_THE_CLAIMANT[capture]


def test_an_event_that_moves_nothing_is_not_possible_anywhere(monkeypatch):
    """Else one without moves would be possible in every state."""
    still = {kind: replace(facts, moves=()) for kind, facts in EVENTS.items()}
    monkeypatch.setattr(moves, "EVENTS", still)
    everywhere = [
        {Axis.WORKFLOW: w, Axis.OUTCOME: o, Axis.CLOCK: c, Axis.IDENTITY: i}
        for w in Workflow
        for o in RequestOutcome
        for c in Clock
        for i in Identity
    ]
    free = {EventKind.MESSAGE, EventKind.FACE_DESTROYED}

    for event in set(EventKind) - free:
        assert not any(states.is_possible(state, event) for state in everywhere), event


def test_of_a_kind_of_place_that_is_not_listed_all_is_asked_that_is_asked_of_any():
    assert set(items_at("forgotten")) >= {"fingerprint", "public_display", "template"}
    assert set(people_at("forgotten")) == {"children", "elderly"}
    assert "fingerprint" not in items_at("showroom")


# What the rights are, said a second time: a slip of one word would compare a face under the weaker
# policy, or hand data out, or delete it, without a proof. One that is new says it in its row alone.
KNOWN = {
    *(Right.ACCESS, Right.DELETION, Right.OPT_OUT, Right.CONSENT_WITHDRAWAL),
    *(Right.CORRECTION, Right.OBJECTION, Right.EXPLANATION, Right.PORTABILITY),
}
TOLD = {Right.ACCESS, Right.EXPLANATION, Right.CORRECTION, Right.PORTABILITY}
REMOVED = {Right.DELETION, Right.CONSENT_WITHDRAWAL}
FACTS = {
    "reveals": TOLD,
    "needs_identity": TOLD | REMOVED,
    "rests_on_data": TOLD | REMOVED,
    "erases": {Right.DELETION},
    "stops_use": {Right.OBJECTION, Right.CONSENT_WITHDRAWAL},
    "another_way": {Right.OPT_OUT},
    "removes": REMOVED,
    "takes_away": REMOVED | {Right.OPT_OUT},
}
DEEDS = {
    Deed.HANDED_OVER: {Right.ACCESS, Right.PORTABILITY},
    Deed.CORRECTED: {Right.CORRECTION},
    Deed.DELETED: REMOVED,
    None: {Right.OPT_OUT, Right.OBJECTION, Right.EXPLANATION},
}


@pytest.mark.parametrize("fact", FACTS)
def test_the_facts_of_a_right_are_these(fact):
    assert {right for right in KNOWN if getattr(right.facts, fact)} == FACTS[fact]
    assert all(getattr(right.facts, fact) in {True, False} for right in Right)


@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_done_with_a_record(deed):
    assert {right for right in KNOWN if right.facts.deed is deed} == DEEDS[deed]


def test_what_is_removed_once_it_is_granted():
    assert KNOWN & rights.REMOVING == REMOVED


def test_a_guard_reads_what_a_guard_can_act_on():
    assert {right for right in KNOWN if words_of(right).at_the_gate} == {
        Right.OBJECTION,
        Right.OPT_OUT,
    }
