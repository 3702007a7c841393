"""When something is said to have happened, or to happen: a visit, a window, a breach, a new date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .facts import Contradiction, found
from .words import says_something

LONG_AGO = timedelta(days=3653)
VISIT_AT_MOST = timedelta(days=366)
EXTENDED_AT_MOST = timedelta(days=366)
# A resident remembers the day, not the hour; a camera's clock may stand wrong.
NEAR = timedelta(hours=24)

Span = tuple[datetime, datetime]


def of_a_visit(
    start: datetime | None, end: datetime | None, now: datetime
) -> Iterator[Contradiction]:
    """Both times or neither, in their order, past, and one visit."""
    if start is None and end is None:
        return
    if start is None or end is None:
        yield found("visit_half", "visited_to")
        return
    if start > now:
        yield found("not_happened", "visited_from")
        return
    if start < now - LONG_AGO:
        yield found("too_long_ago", "visited_from")
    if end <= start:
        yield found("visit_turned", "visited_to")
    elif end - start > VISIT_AT_MOST:
        yield found("visit_too_long", "visited_to")
    elif end > now:
        yield found("not_happened", "visited_to")


def of_a_window(window: Span, visit: Span | None, now: datetime) -> Iterator[Contradiction]:
    """When strangers were captured: past, not long ago, and about the visit where one is named."""
    start, end = window
    if end > now:
        yield found("window_future", "window_to")
    elif start < now - LONG_AGO:
        yield found("window_old", "window_from")
    elif visit and (end < visit[0] - NEAR or start > visit[1] + NEAR):
        yield found("window_elsewhere", "window_from")


def of_an_incident(
    known_at: datetime, what: str, now: datetime, *, at: str = "aware_at"
) -> Iterator[Contradiction]:
    """It is known before it is told; ``at`` is the caller's name for the time."""
    if known_at > now:
        yield found("not_happened", at)
    elif known_at < now - LONG_AGO:
        yield found("too_long_ago", at)
    if not says_something(what):
        yield found("incident_words", "what")


def of_an_extension(until: date | None, today: date) -> Iterator[Contradiction]:
    if until is None:
        return
    if until <= today:
        yield found("extension_past", "until")
    elif until > today + EXTENDED_AT_MOST:
        yield found("extension_too_far", "until", latest=today + EXTENDED_AT_MOST)
