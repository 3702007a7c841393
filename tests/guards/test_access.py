"""Every route × every persona → the status that is expected. A route that is not listed fails.

The tables lie in ``tests/guards/access/``, one per area of the site. After a route was added, write
them anew with ``ACCESS_MATRIX=write pytest tests/guards/test_access.py`` and read the difference:
every cell is a decision about who may do what.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.guards.routes import Route, all_routes
from tests.guards.world import PERSONAS, filled, parameters
from tests.personas import sign_in

FOLDER = Path(__file__).parent / "access"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
AREAS = ("accounts", "admin", "api", "_allauth", "web")
METHODS = {"api": ("GET", *UNSAFE), "_allauth": ("GET", *UNSAFE)}
# Signing in is a package's business: who nobody is, who somebody is, who lacks the second factor.
# In the administration everybody who is no member of an organisation is alike.
FEW = ("anonymous", "resident", "operator", "one_factor")
PERSONAS_OF = {
    "accounts": FEW,
    "_allauth": FEW,
    "admin": ("anonymous", "resident", "operator", "other_operator", "moderator", "analyst",
              "one_factor"),
}  # fmt: skip
# Nobody may see an error page, and 429 would hide the answer.
NEVER = frozenset({429, *range(500, 600)})

Table = dict[tuple[str, str], tuple[int, ...]]


def area_of(route: Route) -> str:
    return route.area if route.area in AREAS else "web"


def read(area: str) -> Table:
    """(method, path) → one status a persona."""
    table: Table = {}
    path = FOLDER / f"{area}.txt"
    for line in path.read_text().splitlines() if path.exists() else ():
        if line and not line.startswith("#"):
            method, *statuses, route = line.split()
            table[method, route.removeprefix("/")] = tuple(int(status) for status in statuses)
    return table


def write(area: str, table: Table) -> None:
    personas = personas_of(area)
    width = max(map(len, personas)) + 1
    head = "# method " + " ".join(name.ljust(width) for name in personas) + " route\n"
    lines = (
        method.ljust(9) + " ".join(str(s).ljust(width) for s in statuses) + f" /{path}\n"
        for (method, path), statuses in sorted(table.items(), key=lambda row: row[0][::-1])
    )
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{area}.txt").write_text(head + "".join(lines))


def personas_of(area: str) -> tuple[str, ...]:
    return PERSONAS_OF.get(area, PERSONAS)


@pytest.fixture
def browsers(people) -> dict[str, Client]:
    """A browser for each persona; an error is an answer (500), not an exception."""
    made = {"anonymous": Client(raise_request_exception=False)}
    for name, user in people.items():
        client = Client(raise_request_exception=False)
        made[name] = sign_in(client, user, mfa=False if name == "one_factor" else None)
    return made


class Undo(Exception):
    """Takes back what a request has done, so that every cell starts from the same world."""


def ask(client: Client, method: str, url: str, json: bool) -> int:
    cache.clear()
    body = {"data": "{}", "content_type": "application/json"} if json else {}
    try:
        with transaction.atomic():
            response = client.generic(
                method, url, **body, headers={"Idempotency-Key": "one", "Accept": "*/*"}
            )
            raise Undo
    except Undo:
        return response.status_code


def measured(area: str, browsers, world) -> Iterator[tuple[tuple[str, str], tuple[int, ...]]]:
    known = parameters(world)
    for route in all_routes():
        if area_of(route) != area:
            continue
        url = filled(route.path, route.parameters, known)
        for method in METHODS.get(area, ("GET", "POST")):
            statuses = row(area, method, url, browsers)
            if statuses:
                yield (method, route.path), statuses


def row(area: str, method: str, url: str, browsers) -> tuple[int, ...]:
    """The statuses of one line; empty for a method that the address does not know at all."""
    found: dict[str, int] = {}
    for name in sorted(personas_of(area), key=lambda name: name not in ("resident", "operator")):
        found[name] = ask(browsers[name], method, url, json=area in METHODS)
        if len(found) == 2 and set(found.values()) == {405}:
            return ()
    return tuple(found[name] for name in personas_of(area))


def test_every_route_is_listed_and_nothing_else():
    routes = {route.path for route in all_routes()}
    listed = {path for area in AREAS for _method, path in read(area)}
    assert routes - listed == set(), "not listed: who may open them?"
    assert listed - routes == set(), "listed, but no longer there"


@pytest.mark.heavy
@pytest.mark.parametrize("area", AREAS)
def test_the_matrix_holds(area, browsers, world):
    found = dict(measured(area, browsers, world))
    if os.environ.get("ACCESS_MATRIX") == "write":
        write(area, found)
    expected = read(area)
    personas = personas_of(area)
    wrong = [
        f"{method} /{path} as {persona}: {is_} instead of {should}"
        for (method, path), statuses in found.items()
        for persona, is_, should in zip(
            personas, statuses, expected.get((method, path), (0,) * len(personas)), strict=True
        )
        if is_ != should or is_ in NEVER
    ]
    assert wrong == []
    assert set(expected) == set(found)
