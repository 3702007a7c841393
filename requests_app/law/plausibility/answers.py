"""A whole answer: what of it cannot be so."""

from __future__ import annotations

from collections.abc import Sequence

from requests_app.law.plausibility.consistency import of_the_evidence
from requests_app.law.plausibility.decisions import of_each_decision
from requests_app.law.plausibility.removals import of_what_is_removed

from .days import of_everything_named
from .facts import CaseFacts, Contradiction, Decided, Evidence
from .records import of_each_record
from .shape import ill_shaped


def contradictions(
    decided: Sequence[Decided], evidence: Evidence, case: CaseFacts
) -> list[Contradiction]:
    """Everything in an answer that cannot be so; empty when nothing speaks against it.

    ``decided`` stands in the order of the answer's verdicts: a place names a verdict by its number.
    """
    wrong = list(ill_shaped(evidence))
    if wrong:
        return wrong
    return list(
        dict.fromkeys(
            (
                *of_each_decision(decided, evidence, case),
                *of_everything_named(evidence, case),
                *of_each_record(decided, evidence, case),
                *of_the_evidence(decided, evidence, case),
                *of_what_is_removed(decided, evidence, case),
            )
        )
    )
