"""How long a venue took, without the time for which it waited for the resident. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from requests_app.states import Workflow

BUCKETS = ((7, "0-7"), (15, "8-15"), (30, "16-30"), (45, "31-45"), (60, "46-60"), (90, "61-90"))
LONGEST = "91+"


def answer_days(
    filed_at: datetime, answered_at: datetime, turns: Iterable[tuple[datetime, str]]
) -> int:
    """Whole days from filing to answer, the resident's turns left out.

    ``turns`` are the moments at which the workflow was set, with what it was set to, oldest first.
    """
    waited, since = timedelta(), None
    for at, workflow in turns:
        if at > answered_at:
            break
        if since is not None:
            waited += at - since
        since = at if workflow == Workflow.AWAITING_RESIDENT else None
    if since is not None:
        waited += answered_at - since
    return max(0, (answered_at - filed_at - waited).days)


def bucket_of(days: int) -> str:
    """Days as a range: exact days would tell rows apart."""
    return next((name for limit, name in BUCKETS if days <= limit), LONGEST)
