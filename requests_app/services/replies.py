"""An answer as its writer means it, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.states import RequestOutcome


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

    @property
    def outcome(self) -> RequestOutcome:
        """One outcome for the case: what all rights share, else “partly fulfilled” if anything was.

        Where a part was granted and for the rest there was nothing to act on, everything was granted.
        """
        decisions = {verdict.decision for verdict in self.verdicts}
        if len(decisions) == 1:
            return RequestOutcome(decisions.pop().value)
        if decisions == {Decision.FULFILLED, Decision.NOT_HELD}:
            return RequestOutcome.FULFILLED
        if any(decision.facts.grants for decision in decisions):
            return RequestOutcome.PARTLY_FULFILLED
        if Decision.REFUSED in decisions:
            return RequestOutcome.REFUSED
        return RequestOutcome.NO_MATCH

    @property
    def codes(self) -> dict[str, str]:
        """By right, the ground of a refusal, else the decision: for events, which keep no words."""
        return {v.right.value: v.refusal_code or v.decision.value for v in self.verdicts}
