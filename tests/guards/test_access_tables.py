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

# What nobody need be signed in for: written down here as well, so that whoever writes the tables anew
# without reading the difference opens nothing to everybody.
ANYBODYS = {
    "", ".well-known/saveface-keys.json", "about/<page>", "app/state", "healthz", "readyz",
    "i18n/setlang/", "manifest.<language>.webmanifest", "offline/<language>", "share", "sw.js",
    "robots.txt", "sitemap.xml", "notices/<pk>", "me/undo/<token>", "receipts/check",
    "receipts/keys.json", "statistics/", "venues/", "venues/<slug>/", "venues/<slug>/sign",
    "requests/campaigns/", "requests/campaigns/<slug>", "requests/incidents/",
    "requests/incidents/<pk>", "api/docs/", "api/schema/", "api/v1/campaigns",
    "api/v1/campaigns/<slug>", "api/v1/engines", "api/v1/incidents", "api/v1/incidents/<pk>",
    "api/v1/jurisdictions", "api/v1/jurisdictions/<code>/grounds", "api/v1/schemas/evidence",
    "api/v1/notices/<pk>", "api/v1/problems", "api/v1/problems/<kind>",
    "api/v1/push-key", "api/v1/receipts/check", "api/v1/statistics",
    "api/v1/statistics/venues/<slug>", "api/v1/venues", "api/v1/venues/<slug>",
    "api/v1/venues/<slug>/rights", "accounts/2fa/webauthn/signup/", "accounts/inactive/",
    "accounts/login/", "accounts/login/code/", "accounts/logout/", "accounts/signup/passkey/",
    "accounts/3rdparty/login/cancelled/", "accounts/social/connections/",
    "accounts/social/login/cancelled/", "accounts/social/login/error/", "accounts/social/signup/",
    "_allauth/app/v1/auth/webauthn/login", "_allauth/app/v1/config", "_allauth/openapi.json",
    "_allauth/browser/v1/auth/webauthn/login", "_allauth/browser/v1/config",
    "_allauth/openapi.yaml", "admin/logout/",
}  # fmt: skip
# What every member of any organisation opens at the desk: its frame, and nothing of anybody.
THE_DESKS = {
    "admin/", "admin/jsi18n/", "admin/login/", "admin/logout/", "admin/password_change/done/",
    "admin/search/",
}  # fmt: skip
# What has a parameter and is the same for both sides.
THE_SAME_FOR_ALL = {
    "about/<page>", "manifest.<language>.webmanifest", "offline/<language>", "notices/<pk>",
    "api/v1/jurisdictions/<code>/grounds", "api/v1/notices/<pk>", "api/v1/problems/<kind>",
    "consents/<purpose>/give",
    "consents/<purpose>/withdraw", "api/v1/consents/<purpose>/withdraw",
}  # fmt: skip


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


def leads_on(path: str) -> bool:
    """At the desk a row's bare address leads to its form, which asks."""
    return path.startswith("admin/") and path.endswith("/<object_id>/")


def test_what_nobody_need_be_signed_in_for_is_listed_by_hand():
    found = {path for (_method, path), row in cells().items() if "anonymous" in who_succeeds(row)}
    assert found - ANYBODYS == set(), "open to everybody: is that meant?"
    assert ANYBODYS - found == set(), "nobody comes in here without signing in any more"


def test_what_every_member_opens_at_the_desk_is_listed_by_hand():
    """An operator and an analyst have nothing to do with each other's work."""
    found = {
        path
        for (_method, path), row in cells().items()
        if path.startswith("admin/") and not leads_on(path)
        if {"operator", "analyst"} <= who_succeeds(row)
    }
    assert found - THE_DESKS == set(), "open to every organisation: is that meant?"
    assert THE_DESKS - found == set()


def test_what_has_a_parameter_is_tried_with_both_sides_things():
    """With one side's alone nobody sees that it opens the other side's: give it both."""
    table = cells()
    tried_once = {
        path
        for (method, path), row in table.items()
        if "<" in path and "*" not in method and (f"{method}*", path) not in table
        if not leads_on(path) and who_succeeds(row) - OF_BOTH
    }
    assert tried_once - THE_SAME_FOR_ALL == set(), "name what belongs to whom in addresses.py"
    assert THE_SAME_FOR_ALL - tried_once == set()
