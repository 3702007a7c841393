"""Answering: a decision on each right with the evidence that the law asks for; and disputing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.core.actors import SYSTEM, Actor
from accounts.models import User
from biometrics.models import Disclosure
from consents.models import HoldingState
from consents.services import set_holding_state
from requests_app import states
from requests_app.law.decisions import Decision
from requests_app.law.evidence import missing_evidence
from requests_app.law.evidence_types import Circumstances, Missing
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import Contradiction, Decided, contradictions
from requests_app.law.plausibility.words import says_something
from requests_app.law.rights import Right
from requests_app.law.types import RefusalCode
from requests_app.models import Answer, Message, RequestedRight, RightDecision, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import actors, case_facts, claimant, clocks, record_counts
from requests_app.services.closing import destroy_face_data
from requests_app.services.lifecycle import Step, advance, check, lock
from requests_app.services.replies import Reply, Verdict
from requests_app.states import Axis, EventKind, RequestOutcome


@transaction.atomic
def answer(*, case: RightsRequest, reply: Reply, by: User) -> Answer:
    """Answer every right of the request; whatever of the face is left on the platform is destroyed.

    Raises:
        RequestProblem: a right without decision, a ground that the law does not know, missing
            evidence (its ``details`` name it), identity not proven where data would be handed out, or
            something that cannot be so beside what the case knows.
    """
    locked = lock(case)
    actor = actors.operator(by)
    outcome = overall(reply.verdicts)
    step = Step(EventKind.ANSWER, carried={Axis.OUTCOME: outcome.value})
    check(locked, step, actor)
    rights = _decided_rights(locked, reply)
    for verdict in reply.verdicts:
        _check_verdict(locked, verdict, reply.evidence)
    case_facts.hold_disclosures(locked)
    claimant.check_answer(locked, reply.verdicts, reply.evidence)
    case_facts.refuse(contradictions_of(locked, reply))
    written = _write(locked, reply, rights, by)
    moment = timezone.now()
    clocks.stop(locked, moment)
    step.data.update(answer=str(written.pk), decisions=_codes(reply.verdicts))
    if counted := record_counts.counted(reply.evidence):
        step.data["records"] = counted
    advance(locked, step, by=actor, at=moment)
    destroy_face_data(case=locked, because="answered", by=actor)
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
    if any(decision.facts.grants for decision in decisions):
        return RequestOutcome.PARTLY_FULFILLED
    if Decision.REFUSED in decisions:
        return RequestOutcome.REFUSED
    return RequestOutcome.NO_MATCH


def _codes(verdicts: Sequence[Verdict]) -> dict[str, str]:
    return {v.right.value: v.refusal_code or v.decision.value for v in verdicts}


def _decided_rights(case: RightsRequest, reply: Reply) -> dict[str, RequestedRight]:
    rights = {right.right: right for right in case.rights.filter(outcome="pending")}
    decided = [verdict.right.value for verdict in reply.verdicts]
    if sorted(decided) != sorted(rights):
        raise RequestProblem(ProblemKind.DECISION_MISSING)
    return rights


def _check_verdict(case: RightsRequest, verdict: Verdict, evidence: Mapping[str, Any]) -> None:
    ground: RefusalCode | None = None
    if verdict.decision.facts.rests_on_ground or verdict.refusal_code:
        ground = _ground(case, verdict)
    granted = verdict.decision.facts.grants and verdict.right.facts.needs_identity
    if granted and case.identity != states.Identity.VERIFIED:
        raise RequestProblem(ProblemKind.IDENTITY_FIRST)
    missing = missing_evidence(
        verdict.right.value, verdict.decision.value, evidence, ground, circumstances_of(case)
    )
    if missing:
        details = tuple(item.text.in_language(get_language()) for item in missing)
        pointers = tuple(_pointer(item) for item in missing)
        raise RequestProblem(ProblemKind.EVIDENCE_MISSING, details, pointers)


def _pointer(lack: Missing) -> str:
    """Into the body of the answer; a proof is named by its right, so the list of proofs stands for it."""
    path = "refusals" if lack.path.startswith("refusals.") else lack.path
    return f"#/evidence/{path.replace('.', '/')}"


def circumstances_of(case: RightsRequest) -> Circumstances:
    """What of the case bears on the evidence that an answer needs."""
    return Circumstances(
        venue_kind=case.venue.kind,
        court_order=bool(case.court_order),
        matched=bool(case.matched_references),
        contact_first=claimant.contact_first(case),
        names_unproven=claimant.names_unproven(case),
    )


def contradictions_of(case: RightsRequest, reply: Reply) -> list[Contradiction]:
    """What of ``reply`` cannot be so beside what the case knows: the same for desk, API and page."""
    grounds = refusal_codes_of(case, reply.verdicts)
    decided = [
        Decided(one.right, one.decision, ground)
        for one, ground in zip(reply.verdicts, grounds, strict=True)
    ]
    return contradictions(decided, reply.evidence, case_facts.facts_of(case))


def refusal_codes_of(case: RightsRequest, verdicts: Sequence[Verdict]) -> list[RefusalCode | None]:
    """The ground of each verdict; None where it names none that the law of the place knows."""
    return [_known_grounds(case, one.right).get(one.refusal_code) for one in verdicts]


def _ground(case: RightsRequest, verdict: Verdict) -> RefusalCode:
    """The ground must be one that the law of the place knows for this right; a reason is mandatory."""
    code = _known_grounds(case, verdict.right).get(verdict.refusal_code)
    if code is None:
        raise RequestProblem(ProblemKind.REFUSAL_UNKNOWN)
    if code.partial_only and verdict.decision is Decision.REFUSED:
        raise RequestProblem(
            ProblemKind.REFUSAL_UNKNOWN, (code.allows.in_language(get_language()),)
        )
    if not says_something(verdict.reason):
        raise RequestProblem(ProblemKind.REASON_MISSING)
    return code


def _known_grounds(case: RightsRequest, right: Right) -> dict[str, RefusalCode]:
    on = timezone.now().date()
    return {code.code: code for code in refusal_codes(case.venue.jurisdiction, right.value, on)}


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
