"""Each decision against what the case knows: what was disclosed, compared, proven and answered before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from requests_app.law.claimant import presupposes_data
from requests_app.law.decisions import Decision
from requests_app.law.evidence_form import sections

from .facts import CaseFacts, Contradiction, Decided, Evidence, found

GONE_SINCE = frozenset({"deleted_earlier", "expired_automatically"})


def of_each_decision(
    decided: Sequence[Decided], evidence: Evidence, case: CaseFacts
) -> Iterator[Contradiction]:
    for number, one in enumerate(decided):
        if one.denies_holding:
            yield from _nothing_held(number, evidence, case)
        elif one.decision is Decision.NO_MATCH:
            yield from _no_match(number, evidence, case)
        yield from _identity_ground(number, one, case)
        yield from _ground_beside(number, one)
    yield from _proofs(decided, evidence)
    yield from _unlike(decided)
    yield from _order(decided, evidence)


def _nothing_held(number: int, evidence: Evidence, case: CaseFacts) -> Iterator[Contradiction]:
    place = ("verdicts", number, "decision")
    gone_since = _part(evidence, "search").get("nothing_because") in GONE_SINCE
    if case.matched:
        yield found("matched_after_all", *place, count=len(case.matched))
    elif case.records:
        yield found("held_after_all", *place, count=case.records)
    elif case.held_before and not gone_since:
        yield found("held_before", *place)
    elif case.held_elsewhere and not gone_since:
        yield found("held_elsewhere", *place)


def _no_match(number: int, evidence: Evidence, case: CaseFacts) -> Iterator[Contradiction]:
    """Something is held, it was compared or could have been, and nothing of it was proven theirs."""
    place = ("verdicts", number, "decision")
    complete = [one for one in case.disclosures if one.complete]
    if case.matched:
        yield found("matched_after_all", *place, count=len(case.matched))
    elif not case.records and not complete:  # a first step that found nothing is one, too
        yield found("nothing_disclosed", *place)
    elif case.identity_proven and any(one.named and one.records for one in case.disclosures):
        yield found("proven_after_all", *place)
    elif case.records and complete and not any(one.readable for one in complete):
        yield found("nothing_readable", *place, count=case.records)
    elif any(one.waits for one in case.disclosures) and not case.is_due:
        yield found("not_compared_yet", *place)
    if "nothing_because" in _part(evidence, "search"):
        field = next(f for f in sections()["search"].fields if f.name == "nothing_because")
        yield found("no_match_says_why_empty", "evidence", "search", field.name, label=field.label)


def _identity_ground(number: int, one: Decided, case: CaseFacts) -> Iterator[Contradiction]:
    """A ground that rests on doubt about who asks; that of a missing mandate may stand beside proof."""
    doubts = one.ground is not None and "identity_steps" in one.ground.evidence
    if doubts and case.identity_proven and not case.acting_for_another:
        yield found("identity_proven", "verdicts", number, "refusal_code", code=one.code)


def _ground_beside(number: int, one: Decided) -> Iterator[Contradiction]:
    """A ground why something is not done, beside a decision that refuses nothing."""
    if one.code and not one.decision.facts.rests_on_ground:
        yield found("ground_of_nothing", "verdicts", number, "refusal_code", code=one.code)


def _proofs(decided: Sequence[Decided], evidence: Evidence) -> Iterator[Contradiction]:
    """What is shown for a ground stands beside a decision of this answer that rests on one."""
    grounded = {one.right.value for one in decided if one.code}
    for number, row in enumerate(evidence.get("refusals") or ()):
        if row.get("right") not in grounded:
            yield found("proof_of_nothing", "evidence", "refusals", number, "right")


def _unlike(decided: Sequence[Decided]) -> Iterator[Contradiction]:
    """Something and nothing cannot both be held; what is proven and what is not cannot both be granted."""
    kinds = {number: _claim(one) for number, one in enumerate(decided)}
    said = {claim for claim in kinds.values() if claim}
    if len(said) > 1:
        first = next(number for number, claim in kinds.items() if claim != "held")
        yield found("both_held_and_not", "verdicts", first if kinds[first] else 0, "decision")


def _claim(one: Decided) -> str:
    """What the decision says of the venue's data; empty where it says nothing of it."""
    if not one.right.facts.rests_on_data:
        return ""
    if one.denies_holding:
        return "nothing"
    if one.decision is Decision.NO_MATCH:
        return "unproven"
    keeps = one.ground is not None and presupposes_data(one.ground)
    return "held" if one.grants or keeps else ""


def _order(decided: Sequence[Decided], evidence: Evidence) -> Iterator[Contradiction]:
    """An order is about what is done, not about what is told."""
    if _part(evidence, "court_order").get("carried_out") is not True:
        return
    ordered = [one for one in decided if not one.right.facts.reveals]
    if ordered and all(one.decision is Decision.REFUSED for one in ordered):
        yield found("order_and_refusal", "evidence", "court_order", "carried_out")


def _part(evidence: Evidence, name: str) -> Evidence:
    part = evidence.get(name)
    return part if isinstance(part, dict) else {}
