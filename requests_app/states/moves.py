"""What is possible in a state, and what comes after: pure functions over the rows of events."""

from __future__ import annotations

from accounts.core.actors import ActorKind
from requests_app.states.axes import Axis, State, Workflow
from requests_app.states.events import EVENTS, EventKind
from requests_app.states.groups import COMPARABLE, UNDER_WAY


def is_possible(state: State, event: EventKind) -> bool:
    """True when every axis that ``event`` must move stands in one of its sources.

    Messages can be written from filing to closing; destruction can always be recorded.
    """
    if event is EventKind.MESSAGE:
        return state[Axis.WORKFLOW] in UNDER_WAY
    if event is EventKind.FACE_DESTROYED:
        return True
    moves = EVENTS[event].moves
    return bool(moves) and all(state[move.axis] in move.sources for move in moves)


def waits_for_words(state: State) -> bool:
    """True when the venue has asked a question: the resident's next message is the reply to it."""
    asked = state[Axis.WORKFLOW] == Workflow.AWAITING_RESIDENT
    return asked and state[Axis.IDENTITY] not in COMPARABLE


def available(state: State, actor: ActorKind) -> tuple[EventKind, ...]:
    """The events that ``actor`` may cause in ``state``, in the order of the table."""
    return tuple(
        event for event, facts in EVENTS.items() if actor in facts.by and is_possible(state, event)
    )


def after(state: State, event: EventKind, *, carried: State | None = None) -> State:
    """The state after ``event``; pure. The caller has checked `is_possible`.

    ``carried`` are the targets that the event brings itself, for moves without one.
    """
    moved = dict(state)
    for move in EVENTS[event].moves:
        if move.target is not None:
            moved[move.axis] = move.target
        elif carried is not None and move.axis in carried:
            moved[move.axis] = carried[move.axis]
    return moved
