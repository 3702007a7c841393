"""Values of the deadline calculator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import date as Date  # noqa: N812 - a field of DueDate is called date
from enum import StrEnum
from typing import Protocol

from requests_app.law.types import Force, LocalText, PauseReason


class Calendar(Protocol):
    """The days of rest of one place."""

    @property
    def code(self) -> str: ...

    def is_working_day(self, day: date) -> bool:
        """Counts a weekend that is worked in place of a holiday as a working day."""
        ...

    def is_sunday_or_holiday(self, day: date) -> bool: ...

    def is_published(self, year: int) -> bool:
        """False where the authorities have not yet announced the year's days off."""
        ...

    def name_of(self, day: date) -> LocalText | None:
        """The holiday's name, or None on an ordinary day or weekend."""
        ...


@dataclass(frozen=True, slots=True)
class DueDate:
    """A last day.

    ``nominal`` is the day that the counting gives before a move off a day of rest.
    A ``provisional`` date rests on a calendar year that is not published yet and
    must be recomputed once it is.
    """

    date: Date
    nominal: Date
    provisional: bool
    force: Force

    @property
    def moved(self) -> bool:
        return self.date != self.nominal


class EntryKind(StrEnum):
    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    EXTENDED = "extended"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a clock's ledger.

    ``amount`` belongs to an extension by units of the rule, ``until`` to one to a
    named day, ``reason`` to a pause.
    """

    kind: EntryKind
    on: date
    amount: int | None = None
    until: date | None = None
    reason: PauseReason | None = None


class ClockStatus(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class ClockState:
    """Where a clock stands after its ledger so far.

    ``due`` is None while the clock is paused; ``days_left`` is in the unit of the
    rule's working or calendar days and None unless paused.
    """

    status: ClockStatus
    start: date
    paused_on: date | None
    due: DueDate | None
    days_left: int | None
    extended: bool
    uncounted: tuple[tuple[date, date], ...]


class StepKind(StrEnum):
    """What one day did to the count."""

    START = "start"
    COUNTED = "counted"
    COUNTED_HOLIDAY = "counted_holiday"
    COUNTED_MAKE_UP_DAY = "counted_make_up_day"
    SKIPPED_REST_DAY = "skipped_rest_day"
    PAUSED = "paused"
    MOVED_ON = "moved_on"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Step:
    """One day: ``number`` is its place in the count, None where it does not count."""

    day: date
    kind: StepKind
    number: int | None
    holiday: LocalText | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this date: the reasons in sentences, and the days one by one."""

    due: DueDate | None
    reasons: tuple[LocalText, ...]
    steps: tuple[Step, ...]
