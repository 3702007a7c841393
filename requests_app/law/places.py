"""The places that the rule packs know, for the app below to choose from."""

from __future__ import annotations

from functools import cache

from consents.jurisdictions import Place
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.errors import UnknownCalendar
from requests_app.law.packs import all_packs, lineage


def places(language: str) -> list[Place]:
    """Every jurisdiction in which a venue can lie; China first, then by name."""
    found = [
        Place(
            code=pack.code,
            name=" · ".join(p.name.in_language(language) for p in reversed(lineage(pack.code))),
            time_zone=next((z for p in lineage(pack.code) for z in p.time_zones), "Asia/Shanghai"),
        )
        for pack in all_packs().values()
        if pack.is_place and _has_calendar(pack.code)
    ]
    return sorted(found, key=lambda place: (not place.code.startswith("CN"), place.name))


@cache
def _has_calendar(code: str) -> bool:
    """False where the days of rest differ by region: its regions are listed instead."""
    try:
        calendar_for(code)
    except UnknownCalendar:
        return False
    return True
