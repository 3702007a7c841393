"""What an operator does before the answer: acknowledge, extend."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from requests_app.law.plausibility.moments import of_an_extension
from requests_app.models import Message, RightsRequest
from requests_app.services import actors, case_facts, clocks
from requests_app.services.lifecycle import Step, advance, check, lock
from requests_app.states import EventKind


@transaction.atomic
def acknowledge(*, case: RightsRequest, by: User) -> RightsRequest:
    """The venue has received the request."""
    locked = lock(case)
    advance(locked, Step(EventKind.ACKNOWLEDGE), by=actors.operator(by))
    return locked


@transaction.atomic
def extend(
    *,
    case: RightsRequest,
    reason: str,
    by: User,
    amount: int | None = None,
    until: date | None = None,
) -> RightsRequest:
    """Extend the deadline as far as the law allows, and tell the resident why.

    Raises:
        RequestProblem: no reason, too late, a second time, longer than the law says, or to a day past.
    """
    locked = lock(case)
    actor = actors.operator(by)
    moment = timezone.now()
    message = Message(request=locked, author=by, author_kind=actor.kind, body=reason.strip())
    step = Step(EventKind.EXTEND, reason=reason, data={"message": str(message.pk)})
    check(locked, step, actor)
    case_facts.refuse(of_an_extension(until, case_facts.today_at(locked)))
    clocks.extend(locked, moment, amount=amount, until=until)
    step.data["due_on"] = locked.due_on.isoformat() if locked.due_on else None
    advance(locked, step, by=actor, at=moment)
    message.save(force_insert=True)
    return locked
