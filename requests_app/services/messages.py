"""The thread: questions, replies and plain messages, both ways."""

from __future__ import annotations

from django.db import transaction

from accounts.actors import Actor
from accounts.models import User
from requests_app import states
from requests_app.law.types import PauseReason
from requests_app.models import Message, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import acting, pausing
from requests_app.services.lifecycle import Step, advance, lock
from requests_app.states import EventKind


@transaction.atomic
def write(*, request: RightsRequest, body: str, by: User, as_operator: bool = False) -> Message:
    """Send a message. A resident's message while the venue waits for them is their reply."""
    locked = lock(request)
    actor = acting.operator(by) if as_operator else acting.resident_of(locked, by)
    replies = not as_operator and locked.workflow == states.Workflow.AWAITING_RESIDENT
    if replies and locked.identity in (states.Identity.NONE, states.Identity.VERIFIED):
        return _reply(locked, body, by, actor)
    return _append(locked, body, by, actor, EventKind.MESSAGE)


def _reply(request: RightsRequest, body: str, by: User, actor: Actor) -> Message:
    """The venue's question is answered: it is the venue's turn again, and a paused clock runs on."""
    message = _append(request, body, by, actor, EventKind.REPLY)
    pausing.run_on(request)
    return message


@transaction.atomic
def ask(*, request: RightsRequest, body: str, by: User) -> Message:
    """The venue needs to know more. The clock pauses only where the law says so."""
    locked = lock(request)
    message = _append(locked, body, by, acting.operator(by), EventKind.ASK)
    pausing.pause(locked, PauseReason.CLARIFICATION)
    return message


def _append(request: RightsRequest, body: str, by: User, actor: Actor, kind: EventKind) -> Message:
    if not body.strip():
        raise RequestProblem(ProblemKind.EMPTY_MESSAGE)
    message = Message(request=request, author=by, author_kind=actor.kind, body=body.strip())
    advance(request, Step(kind, reason=body, data={"message": str(message.pk)}), by=actor)
    message.save(force_insert=True)
    return message
