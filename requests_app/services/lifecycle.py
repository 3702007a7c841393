"""The only place that moves a request: guard, transition, save, event, receipt, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import Actor
from requests_app import states
from requests_app.law.plausibility.words import says_something
from requests_app.models import Event, Receipt, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.receipts import chain, signer
from requests_app.services.notifications import notify
from requests_app.states import Axis, EventKind


@dataclass(frozen=True, slots=True)
class Step:
    """One event to apply, with the targets that it carries itself (`states.after`).

    ``reason`` is personal text: it goes where the caller puts it, not here.
    """

    kind: EventKind
    reason: str = ""
    carried: states.State = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


def lock(case: RightsRequest) -> RightsRequest:
    """The request, read again under a lock; the caller holds the transaction.

    It may be called again within one transaction: what a signal has changed is seen.
    """
    (locked,) = (
        RightsRequest.objects.select_for_update(of=("self",))
        .select_related("venue", "venue__operator", "resident")
        .filter(pk=case.pk)
    )
    return locked


def available_events(case: RightsRequest, by: Actor) -> tuple[EventKind, ...]:
    """What ``by`` may do next: the same list for buttons, API and admin.

    The table knows states; that a date has passed, and whether somebody answers for the venue, it
    does not.
    """
    events = states.available(case.state, by.kind)
    if case.allows_letters and case.venue.operator_id is not None:
        return events
    return tuple(event for event in events if event is not EventKind.ADMONISH)


def check(case: RightsRequest, step: Step, by: Actor) -> None:
    """Refuse a step that is not possible now, not this actor's, or lacks its reason.

    Raises:
        RequestProblem: with what to do.
    """
    facts = states.EVENTS[step.kind]
    if by.kind not in facts.by:
        raise RequestProblem(ProblemKind.NOT_YOUR_ROLE)
    if not states.is_possible(case.state, step.kind):
        raise RequestProblem(ProblemKind.NOT_POSSIBLE_NOW)
    if facts.needs_reason and not says_something(step.reason):
        raise RequestProblem(ProblemKind.REASON_MISSING)


@transaction.atomic
def advance(case: RightsRequest, step: Step, *, by: Actor, at: datetime | None = None) -> Event:
    """Apply ``step`` to a locked request and save it, with its event, receipt and notifications.

    ``case`` must come from `lock`; fields that the caller set on it are saved along.
    """
    check(case, step, by)
    moment = at or timezone.now()
    moved = states.after(case.state, step.kind, carried=step.carried)
    for axis, value in moved.items():
        setattr(case, axis, value)
    _stamp(case, moment)
    case.save()
    event = _append_event(case, step, by, moment)
    _issue_receipt(case, event)
    notify(case=case, event=event)
    return event


def _stamp(case: RightsRequest, moment: datetime) -> None:
    """Keep the times that lists and statistics need in step with the workflow."""
    if case.workflow == states.Workflow.FILED and case.filed_at is None:
        case.filed_at = moment
    if case.workflow == states.Workflow.ANSWERED and case.answered_at is None:
        case.answered_at = moment
    if case.workflow == states.Workflow.AWAITING_OPERATOR:
        case.answered_at = None
    if case.workflow == states.Workflow.CLOSED and case.closed_at is None:
        case.closed_at = moment


def _append_event(case: RightsRequest, step: Step, by: Actor, moment: datetime) -> Event:
    newest = Event.objects.filter(request=case).order_by("-number").first()
    state = {axis.value: case.state[axis] for axis in Axis}
    link = chain.Link(
        request_id=case.pk,
        number=newest.number + 1 if newest else 1,
        kind=step.kind,
        at=moment,
        actor_kind=by.kind,
        actor_id=by.id,
        data={**step.data, "state": state},
        previous=newest.digest if newest else chain.FIRST,
    )
    return Event.objects.create(
        request=case,
        number=link.number,
        kind=link.kind,
        at=link.at,
        actor_kind=link.actor_kind,
        actor_id=link.actor_id,
        data=link.data,
        previous=link.previous,
        digest=chain.digest(link),
    )


def _issue_receipt(case: RightsRequest, event: Event) -> Receipt:
    """Sign what happened. It names the venue and the case, never the resident."""
    signing = signer()
    receipt = Receipt(request=case, event=event, key_id=signing.key_id, issued_at=event.at)
    receipt.jws = signing.sign(
        {
            "jti": str(receipt.pk),
            "iat": int(event.at.timestamp()),
            "reference": case.reference,
            "venue": case.venue.name,
            "jurisdiction": case.venue.jurisdiction,
            "rights": [right.right for right in case.rights.all()],
            "event": event.kind,
            "number": event.number,
            "by": event.actor_kind,
            "state": event.data["state"],
            **({"records": event.data["records"]} if "records" in event.data else {}),
            "due_on": case.due_on.isoformat() if case.due_on else None,
            "digest": event.digest,
            "previous": event.previous,
        }
    )
    receipt.save(force_insert=True)
    return receipt


def link_of(event: Event) -> chain.Link:
    """One event as the chain sees it."""
    return chain.Link(
        request_id=event.request_id,
        number=event.number,
        kind=event.kind,
        at=event.at,
        actor_kind=event.actor_kind,
        actor_id=event.actor_id,
        data=event.data,
        previous=event.previous,
    )


def links_of(case: RightsRequest) -> list[tuple[chain.Link, str]]:
    """The chain of a request as `requests_app.receipts.chain.first_break` reads it."""
    return [(link_of(event), event.digest) for event in case.events.order_by("number")]
