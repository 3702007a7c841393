"""Why this date: the reasons in sentences, and every day with what it did to the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.core.totality import chosen
from requests_app.law.deadlines.calculator import COUNTS_ITS_FIRST_DAY, ONE_DAY
from requests_app.law.deadlines.ledger import replay
from requests_app.law.deadlines.types import (
    Calendar,
    ClockState,
    DueDate,
    Entry,
    EntryKind,
    Explanation,
    Step,
    StepKind,
)
from requests_app.law.phrases import label, sentence, unit_text
from requests_app.law.types import LocalText, Roll, Rule, TimeLimit, Unit

SATURDAY = 5
COUNTING = chosen(
    StepKind,
    {StepKind.COUNTED, StepKind.COUNTED_HOLIDAY, StepKind.COUNTED_MAKE_UP_DAY},
    but_not={
        StepKind.START,
        StepKind.SKIPPED_REST_DAY,
        StepKind.PAUSED,
        StepKind.MOVED_ON,
        StepKind.DUE,
    },
    name="requests_app.law.deadlines.why.COUNTING",
)


def explain(rule: Rule, entries: Sequence[Entry], calendar: Calendar) -> Explanation:
    """The whole story of a clock, from the entries of its ledger (oldest first).

    For a clock that only started, pass ``[Entry(EntryKind.STARTED, start)]``.
    """
    if rule.limit is None:
        return Explanation(None, (*_duty(rule), sentence("no_number")), ())
    state = replay(rule, entries, calendar)
    walk = _Walk(rule, calendar, state, _last_shown(state, entries))
    return Explanation(state.due, tuple(_reasons(rule, state, entries, calendar)), walk.steps())


def _last_shown(state: ClockState, entries: Sequence[Entry]) -> date:
    return state.due.date if state.due else max(entry.on for entry in entries)


def _reasons(
    rule: Rule, state: ClockState, entries: Sequence[Entry], calendar: Calendar
) -> Iterator[LocalText]:
    limit = rule.limit
    yield _started(rule, state)
    yield from _duty(rule)
    if limit is not None:
        yield _limit(limit)
    yield from _extended(rule, entries)
    yield from _paused(rule, state)
    yield from _paused_now(state)
    if state.due is not None:
        yield from _ended(rule, state, state.due, calendar)


def _started(rule: Rule, state: ClockState) -> LocalText:
    return sentence(
        f"start_{rule.counting.first_day}",
        start=state.start,
        event=label("start", rule.start),
        citation=rule.counting.citation,
    )


def _duty(rule: Rule) -> Iterator[LocalText]:
    if rule.duty is not None:
        yield sentence("duty", word=rule.duty.word, citation=rule.duty.citation)


def _limit(limit: TimeLimit) -> LocalText:
    return sentence(
        f"limit_{limit.force}",
        amount=limit.amount,
        unit=unit_text(limit.amount, limit.unit),
        citation=limit.citation,
        confidence=label("confidence", limit.citation.confidence),
    )


def _extended(rule: Rule, entries: Sequence[Entry]) -> Iterator[LocalText]:
    extension = rule.extension
    for entry in entries:
        if entry.kind is not EntryKind.EXTENDED or extension is None:
            continue
        if entry.until is not None:
            yield sentence(
                "extended_until", on=entry.on, until=entry.until, citation=extension.citation
            )
            continue
        amount = entry.amount or extension.amount or 0
        yield sentence(
            "extended",
            on=entry.on,
            amount=amount,
            unit=unit_text(amount, extension.unit),
            citation=extension.citation,
        )


def _paused(rule: Rule, state: ClockState) -> Iterator[LocalText]:
    for first, last in state.uncounted:
        yield sentence("paused", first=first, last=last, citation=rule.pause.citation)


def _paused_now(state: ClockState) -> Iterator[LocalText]:
    if state.paused_on is not None and state.days_left is not None:
        yield sentence("paused_now", first=state.paused_on, days=state.days_left)


def _ended(rule: Rule, state: ClockState, due: DueDate, calendar: Calendar) -> Iterator[LocalText]:
    if _fell_on_month_end(rule, state, due):
        yield sentence("month_end", day=state.start.day, nominal=due.nominal)
    if due.moved:
        yield sentence(
            "moved",
            nominal=due.nominal,
            name=rest_name(due.nominal, calendar),
            due=due.date,
            citation=rule.counting.citation,
        )
    elif rule.counting.roll is Roll.NONE and not calendar.is_working_day(due.date):
        yield sentence("not_moved")
    if due.provisional:
        yield sentence("provisional", year=due.date.year)


def _fell_on_month_end(rule: Rule, state: ClockState, due: DueDate) -> bool:
    monthly = rule.limit is not None and rule.limit.unit in (Unit.MONTH, Unit.YEAR)
    ends_month = (due.nominal + ONE_DAY).day == 1
    return monthly and ends_month and state.start.day > due.nominal.day and not state.uncounted


def rest_name(day: date, calendar: Calendar) -> LocalText:
    """The holiday's name, else the weekday's."""
    named = calendar.name_of(day)
    if named is not None:
        return named
    weekend = {5: "saturday", 6: "sunday"}.get(day.weekday(), "rest")
    return label("weekend", weekend)


@dataclass(slots=True)
class _Walk:
    """Goes from the start to the last day, counting as the rule counts."""

    rule: Rule
    calendar: Calendar
    state: ClockState
    last: date
    number: int = 0

    def steps(self) -> tuple[Step, ...]:
        span = (self.last - self.state.start).days
        days = (self.state.start + timedelta(days=n) for n in range(span + 1))
        return tuple(self._step(day) for day in days)

    def _step(self, day: date) -> Step:
        kind = self._kind(day)
        counts = self._counts(day, kind)
        self.number += counts
        return Step(
            day=day,
            kind=kind,
            number=self.number if counts else None,
            holiday=self.calendar.name_of(day),
            provisional=not self.calendar.is_published(day.year),
        )

    def _counts(self, day: date, kind: StepKind) -> bool:
        if kind is StepKind.START:
            return COUNTS_ITS_FIRST_DAY[self.rule.counting.first_day]
        ends_here = self.state.due is not None and day == self.state.due.nominal
        return kind in COUNTING or ends_here

    def _kind(self, day: date) -> StepKind:
        due = self.state.due
        if day == self.state.start:
            return StepKind.START
        if due is not None and day == due.date:
            return StepKind.DUE
        if self._is_paused(day):
            return StepKind.PAUSED
        if due is not None and day >= due.nominal:
            return StepKind.MOVED_ON
        return self._counted_kind(day)

    def _is_paused(self, day: date) -> bool:
        since = self.state.paused_on
        if since is not None and day >= since:
            return True
        return any(first <= day <= last for first, last in self.state.uncounted)

    def _counted_kind(self, day: date) -> StepKind:
        working = self.calendar.is_working_day(day)
        if self._by_working_days and not working:
            return StepKind.SKIPPED_REST_DAY
        if working and day.weekday() >= SATURDAY:
            return StepKind.COUNTED_MAKE_UP_DAY
        if self.calendar.name_of(day) is not None:
            return StepKind.COUNTED_HOLIDAY
        return StepKind.COUNTED

    @property
    def _by_working_days(self) -> bool:
        return self.rule.limit is not None and self.rule.limit.unit is Unit.WORKING_DAY
