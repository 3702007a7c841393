"""Days of rest, from the ``holidays`` library.

``holidays`` predicts a year that a government has not announced yet, without
saying so and without make-up days. A pack therefore names the last year that is
published (``published_through``); any later year is provisional.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import holidays

from requests_app.law.deadlines.types import Calendar
from requests_app.law.errors import UnknownCalendar
from requests_app.law.packs import lineage, resolve
from requests_app.law.types import CalendarSpec, LocalText

SUNDAY = 6
US_DATE = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
HAN = re.compile(r"[\u4e00-\u9fff]")
CHINESE_NAMES = Path(__file__).parent / "holiday-names.json"


@dataclass(frozen=True, slots=True)
class PlaceCalendar:
    """The holidays of one country or region, in both languages."""

    code: str
    spec: CalendarSpec
    names: holidays.HolidayBase
    chinese_names: holidays.HolidayBase

    def is_working_day(self, day: date) -> bool:
        return self.names.is_working_day(day)

    def is_sunday_or_holiday(self, day: date) -> bool:
        return day.weekday() == SUNDAY or day in self.names

    def is_published(self, year: int) -> bool:
        last = self.spec.published_through
        return last is None or year <= last

    def name_of(self, day: date) -> LocalText | None:
        name = self.names.get(day)
        if name is None:
            return None
        chinese = self.chinese_names.get(day) or name
        return LocalText(en=US_DATE.sub(r"\3-\1-\2", name), zh_hans=_in_chinese(chinese))


def calendar_for(jurisdiction: str) -> Calendar:
    """The calendar of a place; raises UnknownCalendar and UnknownJurisdiction."""
    pack, region = resolve(jurisdiction)
    if not pack.is_place:
        raise UnknownCalendar(
            jurisdiction,
            "Its public holidays are those of its members: name one, such as EU-DE or UK-ENG.",
        )
    spec = next((p.calendar for p in lineage(pack.code) if p.calendar), None)
    if spec is None:
        raise UnknownCalendar(jurisdiction, f"Add a calendar to the pack {pack.code}.")
    subdivision = region or spec.subdivision
    if spec.subdivision_needed and not subdivision:
        raise UnknownCalendar(
            jurisdiction, f"Its holidays differ by region: append one, such as {pack.code}-XX."
        )
    return _build(spec, subdivision)


@lru_cache(maxsize=256)
def _build(spec: CalendarSpec, subdivision: str) -> PlaceCalendar:
    code = "-".join(filter(None, (spec.country, subdivision)))
    supported = holidays.list_supported_countries()
    if spec.country not in supported or (
        subdivision and subdivision not in supported[spec.country]
    ):
        raise UnknownCalendar(code, "The holidays library does not know it.")
    return PlaceCalendar(
        code=code,
        spec=spec,
        names=_names(spec.country, subdivision, "en_US"),
        chinese_names=_names(spec.country, subdivision, "zh_CN", "en_US"),
    )


def _names(country: str, subdivision: str, *wanted: str) -> holidays.HolidayBase:
    """The holidays in the first wanted language that the library has for this country."""
    known = holidays.country_holidays(country).supported_languages
    language = next((tag for tag in wanted if tag in known), None)
    return holidays.country_holidays(country, subdiv=subdivision or None, language=language)


def _in_chinese(name: str) -> str:
    """Chinese names that the library lacks; a day may carry several, parted by semicolons."""
    table = _chinese_names()
    return "；".join(_one_in_chinese(part, table) for part in name.split("; "))


def _one_in_chinese(name: str, table: dict[str, str]) -> str:
    if name in table:
        return table[name]
    if HAN.search(name):
        return name
    bare, _, remark = name.partition(" (")
    if bare not in table:
        return f"公众假期（{name}）"
    return table[bare] + "".join(f"（{word}）" for key, word in REMARKS.items() if key in remark)


@cache
def _chinese_names() -> dict[str, str]:
    names: dict[str, str] = json.loads(CHINESE_NAMES.read_text(encoding="utf-8"))
    return names


REMARKS = {"observed": "补假", "estimated": "预计", "substituted": "调休"}
