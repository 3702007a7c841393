"""Who must say why, says why: the other side has a right to know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.core.actors import ActorKind
from requests_app import states
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services.actors import operator as as_operator
from requests_app.services.actors import resident_of
from requests_app.services.lifecycle import Step, available_events, check, lock
from requests_app.states import Axis, EventKind, Identity, Workflow
from tests.factories import filed_request

NEED_WORDS = {
    EventKind.DISPUTE_IDENTITY: {"workflow": "awaiting_resident", "identity": "failed"},
    EventKind.ASK: {"workflow": "filed"},
    EventKind.EXTEND: {"workflow": "filed", "clock": "running"},
    EventKind.DISPUTE: {"workflow": "answered", "outcome": "refused", "clock": "stopped"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("event", NEED_WORDS)
@pytest.mark.parametrize("reason", ["", " \n "])
def test_without_words_it_is_refused(rights_request, resident, operator, event, reason):
    for axis, value in NEED_WORDS[event].items():
        setattr(rights_request, axis, value)
    by = (
        as_operator(operator)
        if event in (EventKind.ASK, EventKind.EXTEND)
        else resident_of(rights_request, resident)
    )
    check(rights_request, Step(event, reason="Because."), by)
    with pytest.raises(RequestProblem):
        check(rights_request, Step(event, reason=reason), by)


@pytest.mark.django_db
def test_nobody_acts_in_the_others_role_or_out_of_turn(rights_request, resident, operator):
    mine, theirs = resident_of(rights_request, resident), as_operator(operator)
    for step, by, kind in (
        (Step(EventKind.ACKNOWLEDGE), mine, ProblemKind.NOT_YOUR_ROLE),
        (Step(EventKind.WITHDRAW), theirs, ProblemKind.NOT_YOUR_ROLE),
        (Step(EventKind.ACCEPT), mine, ProblemKind.NOT_POSSIBLE_NOW),
        (Step(EventKind.FILE), mine, ProblemKind.NOT_POSSIBLE_NOW),
    ):
        with pytest.raises(RequestProblem) as refused:
            check(rights_request, step, by)
        assert refused.value.kind == kind


@pytest.mark.django_db
def test_a_venue_is_reminded_when_it_is_late_and_somebody_answers_for_it(
    rights_request, resident, time_machine
):
    by = resident_of(rights_request, resident)
    early = available_events(rights_request, by)
    assert EventKind.ADMONISH not in early
    time_machine.move_to(timezone.now() + timedelta(days=60))
    late = available_events(rights_request, by)
    assert set(late) == {*early, EventKind.ADMONISH}
    rights_request.venue.operator = None
    assert EventKind.ADMONISH not in available_events(rights_request, by)


@pytest.mark.django_db
def test_the_request_that_is_locked_is_the_one_that_was_meant(rights_request, resident, venue):
    other = filed_request(resident=resident, venue=venue)
    assert lock(other).pk == other.pk
    assert lock(rights_request).pk == rights_request.pk


@pytest.mark.parametrize("workflow", Workflow)
def test_a_message_is_written_from_filing_to_closing(workflow):
    state = {**states.INITIAL, Axis.WORKFLOW: workflow}
    expected = workflow not in (Workflow.DRAFT, Workflow.CLOSED)
    assert states.is_possible(state, EventKind.MESSAGE) is expected


@pytest.mark.parametrize("identity", Identity)
def test_words_are_waited_for_where_no_comparison_is(identity):
    state = {**states.INITIAL, Axis.WORKFLOW: Workflow.AWAITING_RESIDENT, Axis.IDENTITY: identity}
    assert states.waits_for_words(state) is (identity not in states.COMPARABLE)
    elsewhere = state | {Axis.WORKFLOW: Workflow.FILED}
    assert not states.waits_for_words(elsewhere)


def test_who_may_do_nothing_finds_nothing_to_do():
    closed = {**states.INITIAL, Axis.WORKFLOW: Workflow.CLOSED, Axis.OUTCOME: "fulfilled"}
    for actor in ActorKind:
        for event in states.available(closed, actor):
            assert actor in states.EVENTS[event].by
            assert states.is_possible(closed, event)
