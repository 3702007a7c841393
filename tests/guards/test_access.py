"""Every route × every way in × both owners' things → what is expected. A route that is not listed fails.

The tables lie in ``tests/guards/access/``, one per area of the site; ``GET*`` is a GET of what belongs to
the second side (`tests.guards.sides`). After a route was added, give it parameters in `addresses.py` and
a valid body in `bodies.py`, write the tables anew with ``ACCESS_MATRIX=write pytest -m heavy
tests/guards/test_access.py`` and read the difference: every cell is a decision about who may do what.
`test_access_tables.py` reads them: who succeeds nowhere stands in ``excused.txt``, with the reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.guards.addresses import address
from tests.guards.bodies import Body, bodies, form
from tests.guards.outcomes import outcome, succeeds
from tests.guards.routes import all_routes
from tests.guards.sides import Side
from tests.guards.tables import AREAS, METHODS, Table, area_of, callers_of, read, write
from tests.guards.ways_in import Caller

# Nobody may see an error page, and 429 would hide the answer.
NEVER = frozenset({"429", *map(str, range(500, 600))})
# What a method is answered that an address does not have; who may not come in hears that first.
UNKNOWN = frozenset({"401", "403", "405", "login", "again"})


class Undo(Exception):
    """Takes back what a request has done, so that every cell starts from the same world."""


def ask(caller: Caller, method: str, url: str, body: Body) -> str:
    cache.clear()
    data, media_type = body.sent(caller.email)
    headers = {"Idempotency-Key": "one", "Accept": "*/*", **caller.headers}
    sent = {} if method == "GET" else {"data": data, "content_type": media_type}
    try:
        with transaction.atomic():
            response = caller.fresh().generic(
                method, url, **sent, headers=headers | body.headers_for(caller.email)
            )
            if response.streaming:
                b"".join(response.streaming_content)
            raise Undo
    except Undo:
        return outcome(response, method)


def measured(
    area: str, callers: Mapping[str, Caller], sides: Sequence[Side]
) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    sent = [bodies(side) for side in sides]
    nothing = Body() if area in METHODS else form()
    for route in all_routes():
        if area_of(route) != area:
            continue
        urls = [address(route.path, route.parameters, side) for side in sides]
        for method in METHODS.get(area, ("GET", "POST")):
            for second in (False, True):
                if second and urls[0] == urls[1]:
                    continue
                body = sent[second].get((method, route.path), nothing)
                words = row(area, method, urls[second], body, callers)
                if words:
                    yield (method + "*" * second, route.path), words


def row(
    area: str, method: str, url: str, body: Body, callers: Mapping[str, Caller]
) -> tuple[str, ...]:
    """The words of one line; empty for a method that the address knows for nobody."""
    found: dict[str, str] = {}
    for name in sorted(callers_of(area), key=lambda name: name not in ("resident", "operator")):
        found[name] = ask(callers[name], method, url, body)
        if len(found) == 2 and set(found.values()) == {"405"}:
            return ()
    words = tuple(found[name] for name in callers_of(area))
    return () if "405" in words and UNKNOWN.issuperset(words) else words


@pytest.mark.heavy
@pytest.mark.parametrize("area", AREAS)
def test_the_matrix_holds(area, released, callers, sides):
    found: Table = dict(measured(area, callers, sides))
    if os.environ.get("ACCESS_MATRIX") == "write":
        write(area, found)
    expected = read(area)
    names = callers_of(area)
    wrong = [
        f"{method} /{path} as {name}: {is_} instead of {should}"
        for (method, path), words in found.items()
        for name, is_, should in zip(
            names, words, expected.get((method, path), ("nothing",) * len(names)), strict=True
        )
        if is_ != should or is_ in NEVER
    ]
    assert wrong == []
    assert set(expected) == set(found)


@pytest.mark.heavy
def test_nobody_reaches_a_part_through_another_whole(released, callers, sides):
    """A letter, a file, a receipt, a disclosure of one case under the address of another."""
    first, second = sides
    wrong = []
    tried = 0
    for route in all_routes():
        if len(route.parameters) < 2 or area_of(route) not in ("api", "web", "admin"):
            continue
        for whole, part in ((first, second), (second, first)):
            url = address(route.path, route.parameters, whole, part_of=part)
            if url in {address(route.path, route.parameters, side) for side in sides}:
                continue
            for method in METHODS.get(area_of(route), ("GET", "POST")):
                body = bodies(whole).get((method, route.path), Body())
                for name in callers_of(area_of(route)):
                    tried += 1
                    word = ask(callers[name], method, url, body)
                    if succeeds(word):
                        wrong.append(f"{method} {url} as {name}: {word}")
    assert wrong == []
    assert tried > 500
