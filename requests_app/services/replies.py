"""An answer as its writer means it, before it is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from requests_app.law.decisions import Decision
from requests_app.law.rights import Right


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
