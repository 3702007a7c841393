"""Answering: a decision on each right with the evidence that the law asks for; and disputing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import SYSTEM, Actor
from accounts.models import User
from biometrics.models import Disclosure
from consents.models import HoldingState
from consents.services import set_holding_state
from requests_app.law.decisions import Decision
from requests_app.law.plausibility.words import says_something
from requests_app.models import Answer, Message, RequestedRight, RightDecision, RightsRequest
from requests_app.services import actors, clocks, record_counts
from requests_app.services.closure import destroy_face_data
from requests_app.services.judgement import judge
from requests_app.services.lifecycle import Step, advance, check, lock
from requests_app.services.replies import Reply, Verdict
from requests_app.states import Axis, EventKind, RequestOutcome


@transaction.atomic
def answer(*, case: RightsRequest, reply: Reply, by: User) -> Answer:
    """Answer every right of the request; whatever of the face is left on the platform is destroyed.

    Raises:
        RequestProblem: as `judgement.judge` says.
    """
    locked = lock(case)
    actor = actors.operator(by)
    step = Step(EventKind.ANSWER, carried={Axis.OUTCOME: reply.outcome.value})
    check(locked, step, actor)
    rights = judge(locked, reply)
    written = _write(locked, reply, rights, by)
    moment = timezone.now()
    clocks.stop(locked, moment)
    step.data.update(answer=str(written.pk), decisions=reply.codes)
    if counted := record_counts.counted(reply.evidence):
        step.data["records"] = counted
    advance(locked, step, by=actor, at=moment)
    destroy_face_data(case=locked, because="answered", by=actor)
    _note_holding(locked, reply.verdicts, actor)
    return written


def _write(
    case: RightsRequest, reply: Reply, rights: Mapping[str, RequestedRight], by: User
) -> Answer:
    text = reply.text.strip() if says_something(reply.text) else ""
    written = Answer.objects.create(
        request=case, text=text, evidence=dict(reply.evidence), answered_by=by
    )
    for verdict in reply.verdicts:
        right = rights[verdict.right.value]
        RightDecision.objects.create(
            answer=written,
            right=right,
            decision=verdict.decision,
            refusal_code=verdict.refusal_code,
            reason=verdict.reason.strip(),
        )
        right.outcome = verdict.decision.value
        right.save(update_fields=["outcome"])
    return written


def _note_holding(case: RightsRequest, verdicts: Sequence[Verdict], by: Actor) -> None:
    """The resident's list shows what the venue says became of it."""
    if case.holding is None:
        return
    decisions = {verdict.right: verdict.decision for verdict in verdicts}
    erased = (d for right, d in decisions.items() if right.facts.erases)
    if Decision.FULFILLED in erased:
        set_holding_state(holding=case.holding, state=HoldingState.REMOVED, by=by)
    elif set(decisions.values()) == {Decision.NOT_HELD}:
        set_holding_state(holding=case.holding, state=HoldingState.NOT_HELD, by=by)


@transaction.atomic
def dispute(*, case: RightsRequest, reason: str, by: User) -> RightsRequest:
    """The resident does not accept the answer: it is the venue's turn, under the date that stood."""
    locked = lock(case)
    actor = actors.resident_of(locked, by)
    message = Message(request=locked, author=by, author_kind=actor.kind, body=reason.strip())
    step = Step(EventKind.DISPUTE, reason=reason, data={"message": str(message.pk)})
    check(locked, step, actor)
    locked.rights.update(outcome=RequestOutcome.PENDING)
    moment = timezone.now()
    clocks.reopen(locked, moment)
    step = replace(step, carried={Axis.CLOCK: clocks.running_as(locked)})
    advance(locked, step, by=actor, at=moment)
    message.save(force_insert=True)
    return locked


def note_destruction(disclosure: Disclosure) -> None:
    """Write into the case that its face data is gone, with a receipt.

    Not of what was never told of, because it was discarded, unusable or a crowd: that it had been there
    would show the claimant that the venue found something.
    """
    case = lock(RightsRequest(pk=disclosure.request_id))
    told = case.events.filter(kind=EventKind.DISCLOSE, data__disclosure=str(disclosure.pk))
    if not told.exists():
        return
    data = {"disclosure": str(disclosure.pk), "because": disclosure.destroyed_because}
    advance(case, Step(EventKind.FACE_DESTROYED, data=data), by=SYSTEM)
