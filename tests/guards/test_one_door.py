"""What `lifecycle.advance` sees to by itself, whatever the service that calls it forgot to ask."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.core.actors import SYSTEM, Actor, ActorKind
from requests_app import states
from requests_app.models import Event, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.receipts import chain
from requests_app.services import answers, closure, lifecycle, messages, operator_steps
from requests_app.states import EventKind, Workflow
from tests.factories import filed_request
from tests.guards.job import REFUSED, not_held

OTHERS = {event: min(set(ActorKind) - set(facts.by)) for event, facts in states.EVENTS.items()}


def actor(kind: ActorKind) -> Actor:
    return Actor(kind, None if kind is ActorKind.SYSTEM else uuid4())


def advanced(request: RightsRequest, step: lifecycle.Step, by: Actor) -> RightsRequest:
    lifecycle.advance(lifecycle.lock(request), step, by=by)
    return RightsRequest.objects.get(pk=request.pk)


def as_it_stands(request: RightsRequest) -> tuple[object, ...]:
    row = RightsRequest.objects.values_list().get(pk=request.pk)
    return row, request.events.count(), request.receipts.count(), request.notifications.count()


def test_whose_step_it_is_not_does_not_take_it(rights_request):
    before = as_it_stands(rights_request)
    for event in EventKind:
        with pytest.raises(RequestProblem) as refused:
            advanced(rights_request, lifecycle.Step(event, reason="Because."), actor(OTHERS[event]))
        assert refused.value.kind is ProblemKind.NOT_YOUR_ROLE, event
    assert as_it_stands(rights_request) == before


def test_what_is_not_possible_now_is_not_done(rights_request):
    RightsRequest.objects.filter(pk=rights_request.pk).update(workflow=Workflow.CLOSED)
    closed = RightsRequest.objects.get(pk=rights_request.pk).state
    before = as_it_stands(rights_request)
    impossible = [event for event in EventKind if not states.is_possible(closed, event)]
    assert len(impossible) > 10
    for event in impossible:
        by = actor(min(states.EVENTS[event].by))
        with pytest.raises(RequestProblem) as refused:
            advanced(rights_request, lifecycle.Step(event, reason="Because."), by)
        assert refused.value.kind is ProblemKind.NOT_POSSIBLE_NOW, event
    assert as_it_stands(rights_request) == before


def test_a_step_that_needs_a_reason_is_not_taken_without(rights_request):
    before = as_it_stands(rights_request)
    for empty in ("", "  ", "..."):
        with pytest.raises(RequestProblem) as refused:
            advanced(
                rights_request,
                lifecycle.Step(EventKind.ASK, reason=empty),
                actor(ActorKind.OPERATOR),
            )
        assert refused.value.kind is ProblemKind.REASON_MISSING
    assert as_it_stands(rights_request) == before


@pytest.mark.parametrize("part", ["signer", "notify", "_append_event"])
def test_a_step_that_fails_leaves_nothing_though_its_caller_goes_on(
    rights_request, monkeypatch, part
):
    """A caller that catches the error within its own transaction keeps none of the step."""

    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError(part)

    before = as_it_stands(rights_request)
    monkeypatch.setattr(lifecycle, part, broken)
    with pytest.raises(RuntimeError, match=part):
        advanced(
            rights_request,
            lifecycle.Step(EventKind.ACKNOWLEDGE),
            actor(ActorKind.OPERATOR),
        )
    assert as_it_stands(rights_request) == before


# --- times ------------------------------------------------------------------------------------------


def times(request: RightsRequest) -> tuple[bool, bool, bool]:
    request.refresh_from_db()
    return tuple(  # type: ignore[return-value]
        at is not None for at in (request.filed_at, request.answered_at, request.closed_at)
    )


def test_a_case_is_filed_answered_and_closed_when_it_is_and_not_before(
    rights_request, resident, operator
):
    assert times(rights_request) == (True, False, False)
    operator_steps.acknowledge(case=rights_request, by=operator)
    assert times(rights_request) == (True, False, False)
    answers.answer(case=rights_request, reply=not_held(), by=operator)
    assert times(rights_request) == (True, True, False)
    answered_at = rights_request.answered_at
    messages.write(case=rights_request, body="Thank you.", by=resident)
    assert times(rights_request) == (True, True, False)
    assert rights_request.answered_at == answered_at
    closure.accept(case=rights_request, by=resident)
    assert times(rights_request) == (True, True, True)


def test_a_disputed_answer_is_none_until_the_venue_answers_again(
    rights_request, resident, operator
):
    answers.answer(case=rights_request, reply=not_held(), by=operator)
    answers.dispute(case=rights_request, reason="You filmed me.", by=resident)
    assert times(rights_request) == (True, False, False)
    answers.answer(case=rights_request, reply=REFUSED, by=operator)
    assert times(rights_request) == (True, True, False)


def test_when_a_case_was_filed_stays_what_it_was(rights_request):
    then = rights_request.filed_at
    advanced(rights_request, lifecycle.Step(EventKind.FACE_DESTROYED), SYSTEM)
    rights_request.refresh_from_db()
    assert rights_request.filed_at == then <= timezone.now()


# --- the chain --------------------------------------------------------------------------------------


def test_two_cases_in_turns_have_a_chain_each(rights_request, resident, venue):
    other = filed_request(resident=resident, venue=venue)
    for number in range(3):
        for case in (rights_request, other):
            messages.write(case=case, body=f"Word {number}", by=resident)
    for case in (rights_request, other):
        numbers = [*case.events.order_by("number").values_list("number", flat=True)]
        assert numbers == [1, 2, 3, 4]
        assert chain.first_break(lifecycle.links_of(case)) is None
        assert Event.objects.get(request=case, number=1).previous == chain.FIRST
