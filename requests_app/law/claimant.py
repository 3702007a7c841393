"""What an answer tells about what is held, which nobody is told before the claim is theirs (docs/adr/0011).

Pure rules. Whether a claim names somebody and whether it is tied, `services.claimant` knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .decisions import Decision
from .evidence_form import sections_of
from .rights import Right
from .types import RefusalCode

# Grounds of refusal that say the same of whom a venue holds and of whom it does not. A ground that is
# not listed tells: to keep data for ten years by a statute one has to have them.
GROUNDS_THAT_TELL_NOTHING = frozenset(
    {
        "CN-ID", "CN-ABUSE",
        "EU-ID", "EU-EXCESSIVE", "EU-NOT-IDENTIFIABLE",
        "CA-UNVERIFIED", "CA-AGENT", "CA-NOT-BUSINESS",
    }
)  # fmt: skip


# What a ground asks for that can only be shown of data: by what law it is kept, and until when.
OF_DATA = frozenset({"retention_ground", "retained_until", "technical_reason", "legal_basis"})


def presupposes_data(ground: RefusalCode) -> bool:
    """True when only somebody whose data is held can be refused on ``ground``. Secrecy says neither."""
    return ground.code not in GROUNDS_THAT_TELL_NOTHING and not OF_DATA.isdisjoint(ground.evidence)


def tells(right: Right | str, decision: Decision | str, ground: str = "") -> bool:
    """True when ``decision`` on ``right`` shows whether something is held of the person named."""
    decided = Decision(decision)
    if decided is Decision.NO_MATCH:
        return False
    if decided is Decision.REFUSED:
        return ground not in GROUNDS_THAT_TELL_NOTHING
    if decided is Decision.FULFILLED:
        return Right(right).facts.rests_on_data
    return True


# What those grounds ask for. Until when something is kept, beside “who are you?”, tells.
OF_A_PROOF = frozenset({"right", "identity_steps", "legal_basis"})
# Of a search: what was looked through and when. Why nothing is held tells: “deleted earlier”.
OF_A_SEARCH = frozenset({"stores", "on"})


def evidence_tells(
    decided: Iterable[tuple[Right | str, Decision | str]], evidence: Mapping[str, Any]
) -> bool:
    """True when the evidence of ``decided`` shows more than those decisions ask for.

    An inventory beside “nothing proven” tells as much as a decision would; so does an order of a court
    that was carried out, and why nothing is held.
    """
    made = {(Right(right), Decision(decision)) for right, decision in decided}
    asked = {section for one in made for section in sections_of(*one)}
    if any(decision is Decision.FULFILLED for _right, decision in made):
        asked.add("done_on")  # the day on which what is granted to everybody was done
    given = {name for name, value in evidence.items() if value}
    if not given <= asked | {"venue", "refusals"}:
        return True
    if any(_tells_more(row, OF_A_PROOF) for row in evidence.get("refusals") or ()):
        return True
    search, order = evidence.get("search") or {}, evidence.get("court_order") or {}
    if not isinstance(order, Mapping):
        return True
    return _tells_more(search, OF_A_SEARCH) or bool(order.get("carried_out"))


def _tells_more(part: Any, known: frozenset[str]) -> bool:
    """True where ``part`` says anything beside what is ``known`` to tell nothing, or cannot be read."""
    if not isinstance(part, Mapping):
        return True
    return not {name for name, value in part.items() if value} <= known
