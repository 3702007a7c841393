"""Answering: a decision on each right with the evidence that the law asks for; and disputing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.actors import SYSTEM, Actor
from accounts.models import User
from accounts.pointers import pointer
from accounts.totality import chosen, twins
from biometrics.models import Disclosure
from consents.models import HoldingState
from consents.services import set_holding_state
from requests_app import states
from requests_app.law.evidence import GRANTED, missing_evidence
from requests_app.law.evidence_types import Circumstances
from requests_app.law.evidence_types import Decision as LegalDecision
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import Contradiction, Decided, contradictions
from requests_app.law.plausibility.words import says_something
from requests_app.law.types import RefusalCode
from requests_app.law.types import Right as LegalRight
from requests_app.models import (
    Answer,
    Decision,
    Message,
    RequestedRight,
    Right,
    RightDecision,
    RightsRequest,
)
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.rights import facts_of
from requests_app.services import accounting, acting, clocks, knowing, tying
from requests_app.services.closing import destroy_face_data
from requests_app.services.lacking import lacking
from requests_app.services.lifecycle import Step, advance, check, lock
from requests_app.states import Axis, EventKind, RequestOutcome

GRANTS = chosen(
    Decision,
    {Decision.FULFILLED, Decision.PARTLY_FULFILLED},
    but_not={Decision.NOT_HELD, Decision.NO_MATCH, Decision.REFUSED},
    name="requests_app.services.answering.GRANTS",
)
# What was not granted whole needs a ground that the law knows.
NEEDS_GROUND = chosen(
    Decision,
    {Decision.PARTLY_FULFILLED, Decision.REFUSED},
    but_not={Decision.FULFILLED, Decision.NOT_HELD, Decision.NO_MATCH},
    name="requests_app.services.answering.NEEDS_GROUND",
)
twins(Decision, LegalDecision, name="requests_app.models.Decision")
twins(GRANTS, GRANTED, name="requests_app.services.answering.GRANTS")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision on one right."""

    right: Right
    decision: Decision
    refusal_code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; ``evidence`` follows the schema of `requests_app.law.evidence`."""

    verdicts: Sequence[Verdict]
    text: str = ""
    evidence: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def answer(*, request: RightsRequest, reply: Reply, by: User) -> Answer:
    """Answer every right of the request; whatever of the face is left on the platform is destroyed.

    Raises:
        RequestProblem: a right without decision, a ground that the law does not know, missing
            evidence (its ``details`` name it), identity not proven where data would be handed out, or
            something that cannot be so beside what the case knows.
    """
    locked = lock(request)
    actor = acting.operator(by)
    outcome = overall(reply.verdicts)
    step = Step(EventKind.ANSWER, carried={Axis.OUTCOME: outcome.value})
    check(locked, step, actor)
    rights = _decided_rights(locked, reply)
    for number, verdict in enumerate(reply.verdicts):
        _check_verdict(locked, verdict, reply.evidence, number)
    knowing.hold_disclosures(locked)
    tying.check_answer(locked, reply.verdicts, reply.evidence)
    knowing.refuse(contradictions_of(locked, reply))
    written = _write(locked, reply, rights, by)
    moment = timezone.now()
    clocks.stop(locked, moment)
    step.data.update(answer=str(written.pk), decisions=_codes(reply.verdicts))
    if counted := accounting.counted(reply.evidence):
        step.data["records"] = counted
    advance(locked, step, by=actor, at=moment)
    destroy_face_data(request=locked, because="answered", by=actor)
    _note_holding(locked, reply.verdicts, actor)
    return written


def overall(verdicts: Sequence[Verdict]) -> RequestOutcome:
    """One outcome for the case: what all rights share, else “partly fulfilled” if anything was.

    Where a part was granted and for the rest there was nothing to act on, everything was granted.
    """
    decisions = {verdict.decision for verdict in verdicts}
    if len(decisions) == 1:
        return RequestOutcome(decisions.pop().value)
    if decisions == {Decision.FULFILLED, Decision.NOT_HELD}:
        return RequestOutcome.FULFILLED
    if decisions & GRANTS:
        return RequestOutcome.PARTLY_FULFILLED
    if Decision.REFUSED in decisions:
        return RequestOutcome.REFUSED
    return RequestOutcome.NO_MATCH


def _codes(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {v.right.value: v.refusal_code or v.decision.value for v in verdicts}


def _decided_rights(request: RightsRequest, reply: Reply) -> dict[str, RequestedRight]:
    rights = {right.right: right for right in request.rights.filter(outcome="pending")}
    decided = [verdict.right.value for verdict in reply.verdicts]
    if sorted(decided) != sorted(rights):
        wrong = (
            n for n, right in enumerate(decided) if right not in rights or right in decided[:n]
        )
        at = [pointer("verdicts", number, "right") for number in wrong] or [pointer("verdicts")]
        raise RequestProblem(ProblemKind.DECISION_MISSING, pointers=tuple(at))
    return rights


def _check_verdict(
    request: RightsRequest, verdict: Verdict, evidence: Mapping[str, Any], number: int
) -> None:
    ground: RefusalCode | None = None
    if verdict.decision in NEEDS_GROUND or verdict.refusal_code:
        ground = _ground(request, verdict, number)
    granted = verdict.decision in GRANTS and facts_of(verdict.right).needs_identity
    if granted and request.identity != states.Identity.VERIFIED:
        at = pointer("verdicts", number, "decision")
        raise RequestProblem(ProblemKind.IDENTITY_FIRST, pointers=(at,))
    missing = missing_evidence(
        verdict.right.value, verdict.decision.value, evidence, ground, circumstances_of(request)
    )
    if missing:
        raise lacking(missing, evidence)


def circumstances_of(request: RightsRequest) -> Circumstances:
    """What of the case bears on the evidence that an answer needs."""
    return Circumstances(
        venue_kind=request.venue.kind,
        court_order=bool(request.court_order),
        matched=bool(request.matched_references),
        contact_first=tying.contact_first(request),
        names_unproven=tying.names_unproven(request),
    )


def contradictions_of(request: RightsRequest, reply: Reply) -> list[Contradiction]:
    """What of ``reply`` cannot be so beside what the case knows: the same for desk, API and page."""
    grounds = refusal_codes_of(request, reply.verdicts)
    decided = [
        Decided(LegalRight(one.right.value), LegalDecision(one.decision.value), ground)
        for one, ground in zip(reply.verdicts, grounds, strict=True)
    ]
    return contradictions(decided, reply.evidence, knowing.facts_of(request))


def refusal_codes_of(
    request: RightsRequest, verdicts: Sequence[Verdict]
) -> list[RefusalCode | None]:
    """The ground of each verdict; None where it names none that the law of the place knows."""
    return [_known_grounds(request, one.right).get(one.refusal_code) for one in verdicts]


def _ground(request: RightsRequest, verdict: Verdict, number: int) -> RefusalCode:
    """The ground must be one that the law of the place knows for this right; a reason is mandatory."""
    code = _known_grounds(request, verdict.right).get(verdict.refusal_code)
    at = pointer("verdicts", number, "refusal_code")
    if code is None:
        raise RequestProblem(ProblemKind.REFUSAL_UNKNOWN, pointers=(at,))
    if code.partial_only and verdict.decision is Decision.REFUSED:
        said = code.allows.in_language(get_language())
        raise RequestProblem(ProblemKind.REFUSAL_UNKNOWN, (said,), (at,))
    if not says_something(verdict.reason):
        at = pointer("verdicts", number, "reason")
        raise RequestProblem(ProblemKind.REASON_MISSING, pointers=(at,))
    return code


def _known_grounds(request: RightsRequest, right: Right) -> dict[str, RefusalCode]:
    on = timezone.now().date()
    return {code.code: code for code in refusal_codes(request.venue.jurisdiction, right.value, on)}


def _write(
    request: RightsRequest, reply: Reply, rights: Mapping[str, RequestedRight], by: User
) -> Answer:
    text = reply.text.strip() if says_something(reply.text) else ""
    written = Answer.objects.create(
        request=request, text=text, evidence=dict(reply.evidence), answered_by=by
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


def _note_holding(request: RightsRequest, verdicts: Sequence[Verdict], by: Actor) -> None:
    """The resident's list shows what the venue says became of it."""
    if request.holding is None:
        return
    decisions = {verdict.right: verdict.decision for verdict in verdicts}
    erased = (d for right, d in decisions.items() if facts_of(right).erases)
    if Decision.FULFILLED in erased:
        set_holding_state(holding=request.holding, state=HoldingState.REMOVED, by=by)
    elif set(decisions.values()) == {Decision.NOT_HELD}:
        set_holding_state(holding=request.holding, state=HoldingState.NOT_HELD, by=by)


@transaction.atomic
def dispute(*, request: RightsRequest, reason: str, by: User) -> RightsRequest:
    """The resident does not accept the answer: it is the venue's turn, under the date that stood."""
    locked = lock(request)
    actor = acting.resident_of(locked, by)
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
    request = lock(RightsRequest(pk=disclosure.request_id))
    told = request.events.filter(kind=EventKind.DISCLOSE, data__disclosure=str(disclosure.pk))
    if not told.exists():
        return
    data = {"disclosure": str(disclosure.pk), "because": disclosure.destroyed_because}
    advance(request, Step(EventKind.FACE_DESTROYED, data=data), by=SYSTEM)
