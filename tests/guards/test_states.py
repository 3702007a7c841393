"""The tables of states, explored exhaustively: no dead end, no way around, a word for everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts.core.actors import ActorKind
from requests_app import states
from requests_app.states import Axis, EventKind

FACE_OUTCOMES = (EventKind.IDENTITY_INCONCLUSIVE, EventKind.IDENTITY_NOT_MATCHED)
AXES = {
    Axis.WORKFLOW: states.Workflow,
    Axis.OUTCOME: states.RequestOutcome,
    Axis.CLOCK: states.Clock,
    Axis.IDENTITY: states.Identity,
}
RUNNING_AGAIN = tuple(
    {Axis.CLOCK: clock} for clock in (states.Clock.RUNNING, states.Clock.EXTENDED)
)
CARRIED = {
    EventKind.ANSWER: tuple({Axis.OUTCOME: outcome} for outcome in sorted(states.ANSWERS)),
    EventKind.RESUME: RUNNING_AGAIN,
    EventKind.DISPUTE: RUNNING_AGAIN,
}
Point = tuple[str, ...]
START: Point = tuple(states.INITIAL[axis] for axis in Axis)


def moves(point: Point) -> Iterator[tuple[EventKind, Point]]:
    """Every event that is possible in a state, with the state after it."""
    state = dict(zip(Axis, point, strict=True))
    for event in EventKind:
        if not states.is_possible(state, event):
            continue
        for carried in CARRIED.get(event, ({},)):
            after = states.after(state, event, carried=carried)
            yield event, tuple(after[axis] for axis in Axis)


@pytest.fixture(scope="module")
def graph() -> dict[Point, list[tuple[EventKind, Point]]]:
    """Every state that can be reached from a new draft."""
    found: dict[Point, list[tuple[EventKind, Point]]] = {}
    waiting = [START]
    while waiting:
        point = waiting.pop()
        if point not in found:
            found[point] = list(moves(point))
            waiting += [after for _event, after in found[point]]
    return found


def workflow(point: Point) -> str:
    return point[list(Axis).index(Axis.WORKFLOW)]


def on(point: Point, axis: Axis) -> str:
    return point[list(Axis).index(axis)]


@pytest.mark.parametrize("axis", Axis)
def test_every_state_of_every_axis_can_be_reached(graph, axis):
    assert {on(point, axis) for point in graph} == set(AXES[axis])


def test_every_event_can_happen(graph):
    assert {event for ways in graph.values() for event, _after in ways} == set(EventKind)


def test_nothing_but_a_closed_case_is_without_a_way_on(graph):
    stuck = [
        point
        for point, ways in graph.items()
        if all(after == point for _event, after in ways) and workflow(point) != "closed"
    ]
    assert stuck == []


def test_a_closed_case_stays_as_it_is(graph):
    for point, ways in graph.items():
        if workflow(point) == "closed":
            assert {after for _event, after in ways} <= {point}


def test_every_case_can_be_closed(graph):
    closing = {point for point in graph if workflow(point) == "closed"}
    grown = True
    while grown:
        more = {
            point
            for point, ways in graph.items()
            if point not in closing and any(after in closing for _event, after in ways)
        }
        closing, grown = closing | more, bool(more)
    assert closing == set(graph)


def test_a_resident_can_always_take_an_open_request_back(graph):
    for point in graph:
        if workflow(point) in states.OPEN | {states.Workflow.DRAFT}:
            state = dict(zip(Axis, point, strict=True))
            assert EventKind.WITHDRAW in states.available(state, ActorKind.RESIDENT), point


def test_a_venue_can_answer_at_any_time_before_the_end(graph):
    """Nobody can be kept from answering by a state: not by silence, nor by a failed comparison."""
    for point in graph:
        if workflow(point) in states.OPEN:
            state = dict(zip(Axis, point, strict=True))
            assert EventKind.ANSWER in states.available(state, ActorKind.OPERATOR), point


def test_an_open_case_has_a_clock_and_an_ended_one_has_none(graph):
    for point in graph:
        if workflow(point) in states.OPEN:
            assert on(point, Axis.CLOCK) in states.TICKING, point
        if workflow(point) in (states.Workflow.ANSWERED, states.Workflow.CLOSED):
            assert on(point, Axis.CLOCK) == states.Clock.STOPPED, point


def test_an_outcome_stands_exactly_when_the_case_is_answered_or_closed(graph):
    for point in graph:
        ended = workflow(point) in (states.Workflow.ANSWERED, states.Workflow.CLOSED)
        assert (on(point, Axis.OUTCOME) != states.RequestOutcome.PENDING) is ended, point


# --- a face is compared only where it may be --------------------------------------------------


def test_no_outcome_of_a_comparison_before_the_venue_has_asked_for_proof(graph):
    """The venue must have disclosed something, or asked for proof by a code, which discloses nothing.

    That no comparison runs without the resident's consent is held by `test_comparisons` and, over
    random courses of a case, by `test_walks`.
    """
    for point in reachable(graph, avoiding={EventKind.DISCLOSE, EventKind.ASK_IDENTITY}):
        state = dict(zip(Axis, point, strict=True))
        assert not any(states.is_possible(state, event) for event in FACE_OUTCOMES), point


@pytest.mark.parametrize("event", [EventKind.DISCLOSE, EventKind.ASK_IDENTITY])
def test_a_resident_cannot_ask_themselves_for_proof(event):
    assert not states.EVENTS[event].by & states.RESIDENTS


def reachable(graph, *, avoiding: set[EventKind]) -> set[Point]:
    found: set[Point] = set()
    waiting = [START]
    while waiting:
        point = waiting.pop()
        if point not in found:
            found.add(point)
            waiting += [after for event, after in graph[point] if event not in avoiding]
    return found


@pytest.mark.parametrize("event", FACE_OUTCOMES)
def test_only_the_platform_says_how_a_comparison_ended(event):
    assert states.EVENTS[event].by == states.SYSTEM


def test_a_verified_identity_is_not_compared_again(graph):
    for point in graph:
        if on(point, Axis.IDENTITY) == states.Identity.VERIFIED:
            state = dict(zip(Axis, point, strict=True))
            for event in (EventKind.DISCLOSE, *FACE_OUTCOMES):
                assert not states.is_possible(state, event), point


def test_the_other_ways_stay_open_after_a_failed_comparison(graph):
    """A failed or doubtful comparison never leaves the face as the only way."""
    for point in graph:
        if on(point, Axis.IDENTITY) in (states.Identity.INCONCLUSIVE, states.Identity.FAILED):
            if workflow(point) not in states.OPEN:
                continue
            state = dict(zip(Axis, point, strict=True))
            assert EventKind.ASK_IDENTITY in states.available(state, ActorKind.OPERATOR), point
            assert EventKind.VERIFY_IDENTITY in states.available(state, ActorKind.OPERATOR), point


# --- words ------------------------------------------------------------------------------------


def test_every_event_and_state_has_a_label_and_every_event_a_rule():
    assert set(states.EVENT_LABELS) == set(states.EVENTS) == set(EventKind)
    assert set(states.WORKFLOW_LABELS) == set(states.Workflow)
    assert set(states.OUTCOME_LABELS) == set(states.RequestOutcome)
    assert set(states.CLOCK_LABELS) == set(states.Clock)
    assert set(states.IDENTITY_LABELS) == set(states.Identity)
    labels = [str(label) for label in states.EVENT_LABELS.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


def test_every_transition_names_states_that_exist():
    for move in (move for facts in states.EVENTS.values() for move in facts.moves):
        known = set(AXES[move.axis])
        assert move.sources <= known
        assert move.target is None or move.target in known
        assert move.sources, move
