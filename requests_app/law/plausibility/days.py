"""Every day that an answer names: neither before it can have been, nor after today unless it is promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, assert_never

from requests_app.law.evidence_form import sections
from requests_app.law.evidence_types import Field, FieldKind, Section, Tense
from requests_app.law.types import LocalText

from .facts import CaseFacts, Contradiction, Evidence, Place, found
from .words import leads_somewhere, says_something

# A venue may have been asked at its counter before it was asked here.
ASKED_BEFORE = timedelta(days=31)
LONG_AGO = timedelta(days=3653)
# “Since about”: the resident remembers the month, not the day.
ABOUT = timedelta(days=31)
SOON = timedelta(days=31)
BACKUPS_AT_MOST = timedelta(days=5 * 366)
KEPT_AT_MOST = timedelta(days=30 * 366)
CONTACT = "contact"


def of_everything_named(evidence: Evidence, case: CaseFacts) -> Iterator[Contradiction]:
    """Walk through all that is given, needed or not: what is stored is shown to the resident."""
    for name, value in evidence.items():
        section = sections().get(name)
        if section is None:
            yield found("unknown_part", "evidence", name, name=name)
        elif section.kind is FieldKind.DATE:
            yield from _day(("evidence", name), section.label, section.tense, value, case)
        else:
            yield from _parts(("evidence", name), section, value, case)


def _parts(
    place: Place, of: Section | Field, value: Any, case: CaseFacts
) -> Iterator[Contradiction]:
    rows = enumerate(value) if isinstance(value, list) else [(None, value)]
    for number, row in rows:
        at = place if number is None else (*place, number)
        if isinstance(row, Mapping):
            yield from _fields(at, of, row, case)


def _fields(
    place: Place, of: Section | Field, row: Mapping[str, Any], case: CaseFacts
) -> Iterator[Contradiction]:
    fields = {field.name: field for field in of.fields}
    for name, value in row.items():
        at = (*place, name)
        if name not in fields:
            yield found("unknown_part", *at, name=name)
        elif value not in (None, "", []):
            yield from _field(at, fields[name], value, case)


def _field(place: Place, field: Field, value: Any, case: CaseFacts) -> Iterator[Contradiction]:
    if field.kind is FieldKind.ITEMS:
        yield from _parts(place, field, value, case)
    elif field.kind is FieldKind.DATE:
        yield from _day(place, field.label, field.tense, value, case)
    elif field.kind is FieldKind.TEXT and isinstance(value, str):
        if not says_something(value):
            yield found("says_nothing", *place, label=field.label)
        elif field.name == CONTACT and not leads_somewhere(value):
            yield found("no_contact", *place, label=field.label)


def day_of(value: Any) -> date | None:
    """The day that ``value`` names in the one form that is documented; None for anything else."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return day if day.isoformat() == value else None


def bounds(tense: Tense, case: CaseFacts) -> tuple[date, date]:
    """The first and the last day that can be so."""
    today = case.today
    match tense:
        case Tense.DONE:
            return case.filed_on - ASKED_BEFORE, today
        case Tense.STANDING:
            return case.filed_on - LONG_AGO, today
        case Tense.SEARCHED:
            return case.asked_on, today
        case Tense.OFFERED:
            return case.filed_on - LONG_AGO, today + SOON
        case Tense.EXPIRING:
            return today, today + BACKUPS_AT_MOST
        case Tense.KEPT:
            return today, today + KEPT_AT_MOST
        case _:
            assert_never(tense)


def _day(
    place: Place, label: LocalText, tense: Tense, value: Any, case: CaseFacts
) -> Iterator[Contradiction]:
    day = day_of(value)
    if day is None:
        yield found("no_date", *place, label=label)
        return
    earliest, latest = bounds(tense, case)
    promised = tense in (Tense.EXPIRING, Tense.KEPT)
    if day > latest:
        far = "promise_too_far" if promised or tense is Tense.OFFERED else "too_late"
        yield found(far, *place, label=label, day=day, latest=latest)
    elif day < earliest:
        key = "searched_too_early" if tense is Tense.SEARCHED else "too_early"
        key = "promise_past" if promised else key
        yield found(key, *place, label=label, day=day, earliest=earliest)
    elif tense in (Tense.DONE, Tense.STANDING) and _is_before_capture(day, case):
        captured = case.captured_on or day
        yield found("before_capture", *place, label=label, day=day, captured=captured)


def _is_before_capture(day: date, case: CaseFacts) -> bool:
    return case.captured_on is not None and day < case.captured_on - ABOUT
