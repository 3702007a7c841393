"""Whether an answer may stand: complete, grounded, proven, and true beside what the case knows.

The desk asks the same before it sends; what is refused points at the value in the body of the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from accounts.core.pointers import pointer
from requests_app import states
from requests_app.law.decisions import Decision
from requests_app.law.evidence import missing_evidence
from requests_app.law.evidence_types import Circumstances, Missing
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import Contradiction, Decided, contradictions
from requests_app.law.plausibility.facts import Place
from requests_app.law.plausibility.words import says_something
from requests_app.law.rights import Right
from requests_app.law.types import RefusalCode
from requests_app.models import RequestedRight, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import case_facts, claimant
from requests_app.services.missing_evidence import PROOFS, lacking
from requests_app.services.replies import Reply, Verdict


def judge(case: RightsRequest, reply: Reply) -> dict[str, RequestedRight]:
    """The rights that ``reply`` decides, each by its code, once nothing speaks against it.

    ``case`` comes from `lifecycle.lock`.

    Raises:
        RequestProblem: a right without decision, a ground that the law does not know, missing
            evidence (its ``details`` name it), identity not proven where data would be handed out, or
            something that cannot be so beside what the case knows.
    """
    rights = _decided_rights(case, reply)
    about = circumstances_of(case)
    for number, verdict in enumerate(reply.verdicts):
        _check_verdict(case, verdict, reply.evidence, number, about)
    case_facts.hold_disclosures(case)
    claimant.check_answer(case, reply.verdicts, reply.evidence)
    case_facts.refuse(contradictions_of(case, reply))
    return rights


def faults(case: RightsRequest, reply: Reply, *, whole: bool) -> list[Contradiction]:
    """All that speaks against what of ``reply`` is filled in, for whoever is still writing it.

    What lacks comes first, each at the value of the evidence or the proof of its verdict; what cannot be so
    only once nothing lacks and the reply is ``whole``.
    """
    about = circumstances_of(case)
    grounds = refusal_codes_of(case, reply.verdicts)
    lacks = [
        fault
        for number, (verdict, ground) in enumerate(zip(reply.verdicts, grounds, strict=True))
        for fault in _lacks(_missing(verdict, reply.evidence, ground, about), number)
    ]
    return lacks or (contradictions_of(case, reply) if whole else [])


def _lacks(missing: Sequence[Missing], number: int) -> Iterator[Contradiction]:
    """Each at its place; a proof at the verdict ``number`` whose ground it is for."""
    for lack in missing:
        section, *rest = lack.path.split(".")
        at: Place = ("verdicts", number) if section == PROOFS else ("evidence", section)
        yield Contradiction((*at, *rest), lack.text)


def _decided_rights(case: RightsRequest, reply: Reply) -> dict[str, RequestedRight]:
    rights = {right.right: right for right in case.rights.filter(outcome="pending")}
    decided = [verdict.right.value for verdict in reply.verdicts]
    if sorted(decided) != sorted(rights):
        wrong = (
            n for n, right in enumerate(decided) if right not in rights or right in decided[:n]
        )
        at = [pointer("verdicts", number, "right") for number in wrong] or [pointer("verdicts")]
        raise RequestProblem(ProblemKind.DECISION_MISSING, pointers=tuple(at))
    return rights


def _check_verdict(
    case: RightsRequest,
    verdict: Verdict,
    evidence: Mapping[str, Any],
    number: int,
    about: Circumstances,
) -> None:
    ground: RefusalCode | None = None
    if verdict.decision.facts.rests_on_ground or verdict.refusal_code:
        ground = _ground(case, verdict, number)
    granted = verdict.decision.facts.grants and verdict.right.facts.needs_identity
    if granted and case.identity != states.Identity.VERIFIED:
        at = pointer("verdicts", number, "decision")
        raise RequestProblem(ProblemKind.IDENTITY_FIRST, pointers=(at,))
    if missing := _missing(verdict, evidence, ground, about):
        raise lacking(missing, evidence)


def _missing(
    verdict: Verdict,
    evidence: Mapping[str, Any],
    ground: RefusalCode | None,
    about: Circumstances,
) -> list[Missing]:
    return missing_evidence(verdict.right, verdict.decision, evidence, ground, about)


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


def _ground(case: RightsRequest, verdict: Verdict, number: int) -> RefusalCode:
    """The ground must be one that the law of the place knows for this right; a reason is mandatory."""
    code = _known_grounds(case, verdict.right).get(verdict.refusal_code)
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


def _known_grounds(case: RightsRequest, right: Right) -> dict[str, RefusalCode]:
    on = timezone.now().date()
    return {code.code: code for code in refusal_codes(case.venue.jurisdiction, right.value, on)}
