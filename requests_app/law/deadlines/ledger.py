"""A clock as the fold of its ledger: every due date follows from the entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.core.totality import total
from requests_app.law.deadlines.calculator import (
    days_left,
    extended_due_on,
    last_day,
    working_days_between,
)
from requests_app.law.deadlines.types import (
    Calendar,
    ClockState,
    ClockStatus,
    DueDate,
    Entry,
    EntryKind,
)
from requests_app.law.errors import NotAllowed
from requests_app.law.phrases import label
from requests_app.law.rights import Right
from requests_app.law.types import PauseReason, Rule, Unit


def replay(rule: Rule, entries: Sequence[Entry], calendar: Calendar) -> ClockState:
    """Where the clock stands after ``entries``, oldest first.

    Raises NotAllowed for an entry that cannot follow those before it. What the
    law allows is asked beforehand: :func:`may_pause`, :func:`may_extend`.
    """
    if not entries or entries[0].kind is not EntryKind.STARTED:
        raise NotAllowed("ledger_not_started")
    clock = _Clock(rule, calendar, entries[0].on)
    for entry in entries[1:]:
        clock = clock.after(entry)
    return clock.state()


def may_pause(rule: Rule, right: Right, reason: PauseReason) -> bool:
    """Whether the law, or an authority's tolerance, lets days go uncounted."""
    return reason in rule.pause.reasons and right in rule.pause.rights


def may_extend(state: ClockState, rule: Rule, on: date) -> bool:
    """Once, while the clock runs, and not after the day that is due."""
    if rule.extension is None or state.extended or state.status is not ClockStatus.RUNNING:
        return False
    return state.due is not None and on <= state.due.date


@dataclass(frozen=True, slots=True)
class _Clock:
    rule: Rule
    calendar: Calendar
    start: date
    status: ClockStatus = ClockStatus.RUNNING
    extension: Entry | None = None
    paused_on: date | None = None
    uncounted: tuple[tuple[date, date], ...] = ()

    def after(self, entry: Entry) -> _Clock:
        return AFTER[entry.kind](self, entry)

    def state(self) -> ClockState:
        due = self._due()
        paused = self.paused_on
        return ClockState(
            status=self.status,
            start=self.start,
            paused_on=paused,
            due=None if paused else due,
            days_left=days_left(self.rule, due, paused, self.calendar) if paused else None,
            extended=self.extension is not None,
            uncounted=self.uncounted,
        )

    def pause(self, entry: Entry) -> _Clock:
        self._require(ClockStatus.RUNNING, entry)
        return replace(self, status=ClockStatus.PAUSED, paused_on=entry.on)

    def resume(self, entry: Entry) -> _Clock:
        self._require(ClockStatus.PAUSED, entry)
        if self.paused_on is None or entry.on < self.paused_on:
            raise NotAllowed("resumed_before_paused")
        return replace(
            self,
            status=ClockStatus.RUNNING,
            paused_on=None,
            uncounted=(*self.uncounted, (self.paused_on, entry.on)),
        )

    def extend(self, entry: Entry) -> _Clock:
        self._require(ClockStatus.RUNNING, entry)
        if self.extension is not None:
            raise NotAllowed("extended_once")
        return replace(self, extension=entry)

    def stop(self, entry: Entry) -> _Clock:
        return replace(self, status=ClockStatus.STOPPED)

    def start_again(self, entry: Entry) -> _Clock:
        """A later start replaces the first: an identity proof or a fee came in."""
        return replace(self, start=max(self.start, entry.on))

    def _require(self, status: ClockStatus, entry: Entry) -> None:
        if self.status is not status:
            now, act = label("clock", self.status), label("act", entry.kind)
            raise NotAllowed("not_in_this_state", status=now, act=act)

    def _due(self) -> DueDate:
        lost = self._uncounted_days()
        if self.extension is None:
            return last_day(self.rule, self.start, self.calendar, uncounted=lost)
        return extended_due_on(
            self.rule,
            self.start,
            self.calendar,
            amount=self.extension.amount,
            until=self.extension.until,
            uncounted=lost,
        )

    def _uncounted_days(self) -> int:
        limit = self.rule.limit
        if limit is not None and limit.unit is Unit.WORKING_DAY:
            spans = (working_days_between(a, b, self.calendar) for a, b in self.uncounted)
            return sum(spans)
        return sum((b - a).days + 1 for a, b in self.uncounted)


AFTER: Mapping[EntryKind, Callable[[_Clock, Entry], _Clock]] = total(
    EntryKind,
    {
        EntryKind.STARTED: _Clock.start_again,
        EntryKind.PAUSED: _Clock.pause,
        EntryKind.RESUMED: _Clock.resume,
        EntryKind.EXTENDED: _Clock.extend,
        EntryKind.STOPPED: _Clock.stop,
    },
    name="requests_app.law.deadlines.ledger.AFTER",
)
