"""The thread: questions, replies and plain messages, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.core.actors import Actor
from accounts.kit import allowances
from accounts.models import DailyAct, User
from requests_app import states
from requests_app.law.plausibility.words import says_something
from requests_app.law.types import PauseReason
from requests_app.models import Message, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import actors, attachments, pauses
from requests_app.services.attachments import Checked, File
from requests_app.services.lifecycle import Step, advance, lock
from requests_app.states import EventKind


@dataclass(frozen=True, slots=True)
class Words:
    """What one side says, with the files that go with it."""

    body: str
    files: Sequence[Checked] = ()


def write(
    *,
    case: RightsRequest,
    body: str,
    by: User,
    as_operator: bool = False,
    files: Sequence[File] = (),
) -> Message:
    """Send a message. A resident's message while the venue waits for them is their reply.

    Raises:
        RequestProblem: nothing written, not possible now, or a file that is not taken.
    """
    words = Words(body, attachments.check(files))  # before the lock: it may take its time
    with transaction.atomic():
        return _write(lock(case), words, by, as_operator)


def _write(locked: RightsRequest, words: Words, by: User, as_operator: bool) -> Message:
    actor = actors.operator(by) if as_operator else actors.resident_of(locked, by)
    if not as_operator:
        allowances.take(act=DailyAct.MESSAGE, by=by)
    if not as_operator and states.waits_for_words(locked.state):
        return _reply(locked, words, by, actor)
    return _append(locked, words, by, actor, EventKind.MESSAGE)


def _reply(case: RightsRequest, words: Words, by: User, actor: Actor) -> Message:
    """The venue's question is answered: it is the venue's turn again, and a paused clock runs on."""
    message = _append(case, words, by, actor, EventKind.REPLY)
    pauses.run_on(case)
    return message


@transaction.atomic
def ask(*, case: RightsRequest, body: str, by: User) -> Message:
    """The venue needs to know more. The clock pauses only where the law says so."""
    locked = lock(case)
    message = _append(locked, Words(body), by, actors.operator(by), EventKind.ASK)
    pauses.pause(locked, PauseReason.CLARIFICATION)
    return message


def _append(case: RightsRequest, words: Words, by: User, actor: Actor, kind: EventKind) -> Message:
    body, files = words.body.strip(), words.files
    if not says_something(body):
        raise RequestProblem(ProblemKind.EMPTY_MESSAGE)
    message = Message(request=case, author=by, author_kind=actor.kind, body=body)
    data: dict[str, object] = {"message": str(message.pk)}
    if files:  # in the chain of events: nobody can say later that another file was sent
        data["attachments"] = [file.digest for file in files]
    advance(case, Step(kind, reason=body, data=data), by=actor)
    message.save(force_insert=True)
    attachments.attach(message=message, files=files)
    return message
