"""What an answer says became of the records that were proven to be the resident's, in numbers.

The references are the venue's own and may hold a name: they stay in the answer, which goes with the
account. Events and receipts stay, so they hold the numbers alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DEEDS = {
    "handed_over_on": "handed_over",
    "corrected_on": "corrected",
    "deleted_on": "deleted",
    "kept_because": "kept",
}


def counted(evidence: Mapping[str, Any]) -> dict[str, int]:
    """How many records were handed over, corrected, deleted and kept; empty where none was named."""
    rows = evidence.get("records") or []
    if not rows:
        return {}
    said = {name: sum(bool(row.get(field)) for row in rows) for field, name in DEEDS.items()}
    return {"named": len(rows)} | {name: count for name, count in said.items() if count}
