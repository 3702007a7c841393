"""Each form that a bad network may send again is acted on once: the second answer says so."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import transaction
from django.http import HttpResponse

from accounts.kit.form_idempotency import COOKIE
from tests.guards.addresses import address
from tests.guards.bodies import Body, bodies, form
from tests.guards.routes import all_routes
from tests.guards.test_access import Undo
from tests.guards.ways_in import Caller

KEY = "0d9f2c1e-5a77-4c7b-9b1e-3c1f0a6b8d24"
ONCE = frozenset(
    {
        "my-face/add",
        "requests/<reference>/admonish",
        "requests/<reference>/dispute",
        "requests/<reference>/identity/ask",
        "requests/<reference>/identity/dispute",
        "requests/<reference>/message",
        "requests/<reference>/send",
        "requests/<reference>/withdraw",
        "requests/campaigns/start",
        "requests/incidents/report",
        "requests/new",
        "venues/<slug>/sighting",
        "venues/report",
    }
)


def keyed_forms() -> Iterator[str]:
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        yield from re.findall(
            r"<form[^>]*>(?:(?!</form>).)*?{% once %}", path.read_text(), re.DOTALL
        )


def test_as_many_forms_carry_a_key_as_are_acted_on_once():
    assert len(list(keyed_forms())) == len(ONCE)


def twice(caller: Caller, url: str, body: Body) -> list[HttpResponse]:
    """The two answers to the same form under the same key; nothing stays done."""
    sent = Body({**body.data, "once": KEY}, "form")
    answers = []
    try:
        with transaction.atomic():
            for _time in range(2):
                data, media_type = sent.sent(caller.email)
                answers.append(
                    caller.fresh().generic("POST", url, data, media_type, headers=caller.headers)
                )
            raise Undo
    except Undo:
        return answers


@pytest.mark.django_db
def test_what_arrives_again_is_told_so_and_not_done_again(callers, sides):
    side = sides[0]
    done_once = set()
    for route in all_routes():
        if route.path not in ONCE:
            continue
        url = address(route.path, route.parameters, side)
        first, again = twice(
            callers["resident"], url, bodies(side).get(("POST", route.path), form())
        )
        told = [str(message) for message in get_messages(again.wsgi_request)]
        if COOKIE in first.cookies and told == ["This had arrived before. It was not done twice."]:
            done_once.add(route.path)
    assert done_once == ONCE
