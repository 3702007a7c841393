"""How long a venue may take, before anything is filed: by right, and by the wish that a form offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from consents.models import Venue
from requests_app.law.deadlines.calculator import due_on, start_date
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines.types import DueDate
from requests_app.law.errors import NoTimeLimit
from requests_app.law.packs import rights_in_force, rule_for
from requests_app.law.rights import Right
from requests_app.law.types import Rule
from requests_app.words.why import may_still_move, right_name, rule_sentences, run_on
from requests_app.words.wishes import WISHES


@dataclass(frozen=True, slots=True)
class RightTerms:
    """What one right means at one place today: the day by which, if filed now, and the law's words."""

    right: Right
    due_on: date | None
    sentence: str

    @property
    def day(self) -> str:
        """The day in words; nothing where the law sets no limit."""
        return date_format(self.due_on, "DATE_FORMAT") if self.due_on else ""


@dataclass(frozen=True, slots=True)
class TermGroup:
    """Rights that may take equally long, and how long."""

    names: str
    day: str
    sentence: str


@dataclass(frozen=True, slots=True)
class WishTerms:
    """What one wish of the form means; several groups where its rights differ."""

    wish: str
    groups: list[TermGroup]


def terms_at(venue: Venue) -> list[RightTerms]:
    """Every right that may be claimed at ``venue``, with the day it would be due if filed now.

    Raises:
        LawError: the venue's law or calendar is not known here.
    """
    today = start_date(timezone.now(), venue.time_zone)
    return [_terms(right, venue, today) for right in rights_in_force(venue.jurisdiction, today)]


def _terms(right: Right, venue: Venue, today: date) -> RightTerms:
    rule = rule_for(venue.jurisdiction, right, today)
    try:
        due = due_on(rule, today, calendar_for(venue.jurisdiction))
    except NoTimeLimit:
        due = None
    return RightTerms(right, due.date if due else None, run_on(_sentences(rule, due)))


def _sentences(rule: Rule, due: DueDate | None) -> Iterator[str]:
    yield from rule_sentences(rule)
    if due and due.provisional:
        yield may_still_move()


def of_wishes(terms: list[RightTerms]) -> list[WishTerms]:
    """The terms of each wish: of those rights alone that it stands for; all where one may choose."""
    return [
        WishTerms(wish, _grouped(term for term in terms if not wanted or term.right in wanted))
        for wish, wanted in WISHES.items()
    ]


def _grouped(terms: Iterable[RightTerms]) -> list[TermGroup]:
    """The same words only once: rights under one rule stand together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for term in terms:
        groups.setdefault((term.day, term.sentence), []).append(right_name(term.right))
    comma = pgettext("between items of a list", ", ")
    return [
        TermGroup(comma.join(names), day, sentence) for (day, sentence), names in groups.items()
    ]
