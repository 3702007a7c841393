"""What an answer tells about what is held, which nobody is told before the claim is theirs (docs/adr/0011).

Pure rules. Whether a claim names somebody and whether it is tied, `services.tying` knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.totality import total

from .evidence_types import Decision
from .types import Right

# Whether granting a right tells that data is held, or what became of it.
GRANTING_TELLS: Mapping[Right, bool] = total(
    Right,
    {
        Right.ACCESS: True,
        Right.DELETION: True,
        Right.OPT_OUT: False,
        Right.CONSENT_WITHDRAWAL: True,
        Right.CORRECTION: True,
        Right.OBJECTION: False,
        Right.EXPLANATION: True,
        Right.PORTABILITY: True,
    },
    name="requests_app.law.tying.GRANTING_TELLS",
)
# Grounds of refusal that say the same of whom a venue holds and of whom it does not. A ground that is
# not listed tells: to keep data for ten years by a statute one has to have them.
GROUNDS_THAT_TELL_NOTHING = frozenset(
    {
        "CN-ID", "CN-ABUSE",
        "EU-ID", "EU-EXCESSIVE", "EU-NOT-IDENTIFIABLE",
        "CA-UNVERIFIED", "CA-AGENT", "CA-NOT-BUSINESS",
    }
)  # fmt: skip


def tells(right: Right | str, decision: Decision | str, ground: str = "") -> bool:
    """True when ``decision`` on ``right`` shows whether something is held of the person named."""
    decided = Decision(decision)
    if decided is Decision.NO_MATCH:
        return False
    if decided is Decision.REFUSED:
        return ground not in GROUNDS_THAT_TELL_NOTHING
    if decided is Decision.FULFILLED:
        return GRANTING_TELLS[Right(right)]
    return True


def evidence_tells(evidence: Mapping[str, Any]) -> bool:
    """True when the search says why nothing is held: of somebody who was a member, “deleted earlier”."""
    search = evidence.get("search")
    if not isinstance(search, Mapping):
        return False
    return bool(search.get("nothing_because") or search.get("retention"))
