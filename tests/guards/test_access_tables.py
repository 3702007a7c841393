"""What the tables of the access matrix say must make sense: nothing is called here, see `test_access.py`."""

from __future__ import annotations

from collections import Counter

from tests.guards.outcomes import succeeds
from tests.guards.routes import all_routes
from tests.guards.tables import AREAS, EXCUSED, callers_of, excuses, read

# Whose business are the things of both sides: whoever keeps the directory, and the platform's staff.
OF_BOTH = {"moderator", "administrator"}
# What anybody may look at, or anybody signed in may begin: places, campaigns, confirmed incidents.
EVERYBODYS = {
    "api/v1/campaigns/<slug>",
    "api/v1/campaigns/<slug>/join",
    "api/v1/incidents/<pk>",
    "api/v1/statistics/venues/<slug>",
    "api/v1/venues/<slug>",
    "api/v1/venues/<slug>/rights",
    "api/v1/venues/<slug>/sightings",
    "me/undo/<token>",  # whoever holds the link: it was mailed to the old address
    "my-face/add",
    "requests/campaigns/<slug>",
    "requests/campaigns/<slug>/join",
    "requests/campaigns/start",
    "requests/incidents/<pk>",
    "requests/incidents/report",
    "requests/new",
    "venues/<slug>/",
    "venues/<slug>/sighting",
    "venues/<slug>/sign",
}


def cells() -> dict[tuple[str, str], dict[str, str]]:
    """Every row of every table, by the name of the caller."""
    return {
        row: dict(zip(callers_of(area), words, strict=True))
        for area in AREAS
        for row, words in read(area).items()
    }


def who_succeeds(row: dict[str, str]) -> set[str]:
    return {name for name, word in row.items() if succeeds(word)}


def test_every_route_is_listed_and_nothing_else():
    routes = {route.path for route in all_routes()}
    listed = {path for _method, path in cells()}
    assert routes - listed == set(), "not listed: who may open them?"
    assert listed - routes == set(), "listed, but no longer there"


def test_every_row_succeeds_for_somebody_or_is_excused_with_a_reason():
    nobody = {row for row, words in cells().items() if not who_succeeds(words)}
    assert nobody - set(excuses()) == set(), "nobody succeeds here: a body, a caller, or a reason"


def test_an_excuse_that_is_needed_no_longer_is_taken_away():
    nobody = {row for row, words in cells().items() if not who_succeeds(words)}
    assert set(excuses()) - nobody == set(), "somebody succeeds here, or the row is gone"
    lines = [
        line.split()[:2] for line in EXCUSED.read_text().splitlines() if line and line[0] != "#"
    ]
    assert [pair for pair, times in Counter(map(tuple, lines)).items() if times > 1] == []


def test_what_belongs_to_somebody_opens_to_nobody_else():
    """Whoever opens the things of both sides does so by office, or the thing is everybody's."""
    table = cells()
    ajar = {
        (method, path): names
        for (method, path), row in table.items()
        if path not in EVERYBODYS
        and not (path.startswith("admin/") and path.endswith("/<object_id>/"))  # leads to its form
        and (second := table.get((f"{method}*", path)))
        and (names := (who_succeeds(row) & who_succeeds(second)) - OF_BOTH)
    }
    assert ajar == {}
