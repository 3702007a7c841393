"""Deadline arithmetic: pure functions over a rule, days and a calendar.

Sources of the counting are in each rule (``rule.counting.citation``). All days
are local days of the venue: turn a moment into one with :func:`start_date`.
"""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.core.totality import total
from requests_app.law.deadlines.types import Calendar, DueDate
from requests_app.law.errors import NotAllowed, NoTimeLimit
from requests_app.law.phrases import label, unit_text
from requests_app.law.types import FirstDay, Force, Roll, Rule, StartEvent, TimeLimit, Unit

ONE_DAY = timedelta(days=1)
MONTHS = {Unit.MONTH: 1, Unit.YEAR: 12}
COUNTS_ITS_FIRST_DAY = total(
    FirstDay,
    {FirstDay.EXCLUDED: False, FirstDay.INCLUDED: True},
    name="requests_app.law.deadlines.calculator.COUNTS_ITS_FIRST_DAY",
)
# Whether a period cannot end on a day.
MOVED_PAST: Mapping[Roll, Callable[[Calendar, date], bool]] = total(
    Roll,
    {
        Roll.NEXT_WORKING_DAY: lambda calendar, day: not calendar.is_working_day(day),
        Roll.NEXT_DAY_BUT_SUNDAY_OR_HOLIDAY: lambda calendar, day: calendar.is_sunday_or_holiday(
            day
        ),
        Roll.NONE: lambda _calendar, _day: False,
    },
    name="requests_app.law.deadlines.calculator.MOVED_PAST",
)


def start_date(moment: datetime, time_zone: str) -> date:
    """The day on the venue's clock; ``moment`` must carry a zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone has no local day: pass an aware datetime.")
    return moment.astimezone(ZoneInfo(time_zone)).date()


def start_on(rule: Rule, days: Mapping[StartEvent, date]) -> date:
    """The day the clock starts, from the days of what has happened so far.

    For "the latest of", pass RECEIPT and, once they happened, the identity
    information or the fee under LATEST_OF_RECEIPT_IDENTITY_FEE, whichever came
    later. A request that nobody formally accepted counts as accepted on receipt.
    """
    if rule.start is StartEvent.LATEST_OF_RECEIPT_IDENTITY_FEE:
        return max(day for event, day in days.items() if event in (StartEvent.RECEIPT, rule.start))
    if rule.start is StartEvent.ACCEPTANCE and rule.start not in days:
        return days[StartEvent.RECEIPT]
    try:
        return days[rule.start]
    except KeyError:
        raise NotAllowed("start_not_known", event=label("start", rule.start)) from None


def due_on(rule: Rule, start: date, calendar: Calendar) -> DueDate:
    """The last day to answer a request whose clock started on ``start``.

    Raises NoTimeLimit where the law gives no number and no benchmark exists.
    """
    return last_day(rule, start, calendar)


def extended_due_on(
    rule: Rule,
    start: date,
    calendar: Calendar,
    *,
    amount: int | None = None,
    until: date | None = None,
    uncounted: int = 0,
) -> DueDate:
    """The last day after an extension by ``amount`` units, or to the named day ``until``.

    The whole extended period is counted again from ``start``, as the laws say
    ("three months in all"), never from a last day already moved off a holiday.
    Without ``amount`` the longest lawful extension is taken.
    Raises NotAllowed where the rule knows no extension, or none so long.
    """
    extra = _extension_units(rule, amount, until)
    if until is None:
        return last_day(rule, start, calendar, extra=extra, uncounted=uncounted)
    first = last_day(rule, start, calendar, uncounted=uncounted)
    if until <= first.date:
        raise NotAllowed("extension_not_later", day=first.date)
    if extra:
        longest = last_day(rule, start, calendar, extra=extra, uncounted=uncounted)
        if until > longest.date:
            raise NotAllowed("extension_too_late", day=longest.date)
    return settle(rule, until, calendar, first.force)


def acknowledgement_due_on(rule: Rule, start: date, calendar: Calendar) -> DueDate | None:
    """The last day to confirm receipt, or None where no law asks for it."""
    duty = rule.acknowledgement
    if duty is None:
        return None
    nominal, provisional = count(duty.amount, duty.unit, FirstDay.EXCLUDED, start, calendar)
    return DueDate(nominal, nominal, provisional, duty.force)


def moment_due(limit: TimeLimit, moment: datetime) -> datetime:
    """The end of a limit counted in hours (breach notices), which no holiday moves."""
    if limit.unit is not Unit.HOUR:
        raise ValueError(f"A limit in {limit.unit} needs a calendar, not a moment.")
    return moment + timedelta(hours=limit.amount)


def days_left(rule: Rule, due: DueDate, on: date, calendar: Calendar) -> int:
    """The days still to run when the clock is paused on ``on``, which itself does not count.

    Working days where the rule counts working days, else calendar days; 0 if
    ``on`` is after the due date.
    """
    if _limit(rule).unit is Unit.WORKING_DAY:
        return working_days_between(on, due.nominal, calendar)
    return max((due.nominal - on).days + 1, 0)


def resumed_due_on(rule: Rule, left: int, on: date, calendar: Calendar) -> DueDate:
    """The last day once the clock runs again with ``left`` days; ``on`` does not count."""
    limit = _limit(rule)
    unit = limit.unit if limit.unit is Unit.WORKING_DAY else Unit.CALENDAR_DAY
    nominal, provisional = count(left, unit, FirstDay.EXCLUDED, on, calendar)
    return settle(rule, nominal, calendar, limit.force, provisional)


def last_day(
    rule: Rule, start: date, calendar: Calendar, *, extra: int = 0, uncounted: int = 0
) -> DueDate:
    """The limit, ``extra`` units longer and ``uncounted`` paused days later."""
    limit = _limit(rule)
    first = rule.counting.first_day
    longer = extra if rule.extension and rule.extension.unit is limit.unit else 0
    nominal, provisional = count(limit.amount + longer, limit.unit, first, start, calendar)
    if extra and not longer and rule.extension:
        unit = rule.extension.unit
        nominal, more = count(extra, unit, FirstDay.EXCLUDED, nominal, calendar)
        provisional |= more
    if uncounted:
        unit = limit.unit if limit.unit is Unit.WORKING_DAY else Unit.CALENDAR_DAY
        nominal, more = count(uncounted, unit, FirstDay.EXCLUDED, nominal, calendar)
        provisional |= more
    return settle(rule, nominal, calendar, limit.force, provisional)


def count(
    amount: int, unit: Unit, first_day: FirstDay, start: date, calendar: Calendar
) -> tuple[date, bool]:
    """The last of ``amount`` units from ``start``, and whether an unpublished year was met."""
    included = COUNTS_ITS_FIRST_DAY[first_day] and amount > 0
    if unit is Unit.CALENDAR_DAY:
        return start + timedelta(days=amount - included), False
    if unit in MONTHS:
        return add_months(start, amount * MONTHS[unit], included=included), False
    if unit is Unit.WORKING_DAY:
        return _nth_working_day(start - ONE_DAY * included, amount, calendar)
    raise ValueError(f"{unit} is not a unit of days.")


def add_months(start: date, months: int, *, included: bool = False) -> date:
    """The corresponding day ``months`` later, or the month's last day where there is none.

    ``included`` counts ``start`` itself, so that a full period ends the day before.
    """
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    length = gregorian.monthrange(year, month + 1)[1]
    if start.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, start.day) - ONE_DAY * included


def settle(
    rule: Rule, nominal: date, calendar: Calendar, force: Force, provisional: bool = False
) -> DueDate:
    """``nominal`` moved off a day of rest where the rule moves it."""
    day = nominal
    while is_moved_past(rule.counting.roll, day, calendar):
        provisional |= not calendar.is_published(day.year)
        day += ONE_DAY
    if rule.counting.roll is not Roll.NONE:
        provisional |= not calendar.is_published(day.year)
    return DueDate(day, nominal, provisional, force)


def is_moved_past(roll: Roll, day: date, calendar: Calendar) -> bool:
    """Whether a period cannot end on ``day``."""
    return MOVED_PAST[roll](calendar, day)


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Working days from ``first`` to ``last``, both included; 0 if ``last`` is earlier."""
    span = range((last - first).days + 1)
    return sum(calendar.is_working_day(first + timedelta(days=n)) for n in span)


def _nth_working_day(after: date, amount: int, calendar: Calendar) -> tuple[date, bool]:
    day, provisional = after, False
    while amount > 0:
        day += ONE_DAY
        provisional |= not calendar.is_published(day.year)
        amount -= calendar.is_working_day(day)
    return day, provisional


def _extension_units(rule: Rule, amount: int | None, until: date | None) -> int:
    extension = rule.extension
    if extension is None:
        raise NotAllowed("no_extension")
    if extension.amount is None:
        if until is None:
            raise NotAllowed("extension_needs_a_day")
        return 0
    wanted = extension.amount if amount is None or until is not None else amount
    if not 0 < wanted <= extension.amount:
        unit = unit_text(extension.amount, extension.unit)
        raise NotAllowed("extension_too_long", amount=extension.amount, unit=unit)
    return wanted


def _limit(rule: Rule) -> TimeLimit:
    if rule.limit is None:
        raise NoTimeLimit(rule.reference)
    return rule.limit
