"""No list, page, file or mail shows anybody what belongs to somebody else.

The access matrix knows who comes in; a list of everybody's cases lets everybody in and looks like one's
own. So every address is opened by those who have business there, and what comes back is searched for
what is the other side's, and for every address of a person but one's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import transaction

from consents.models import Holding
from requests_app.models import Message, RightsRequest
from requests_app.services import notifications
from tests.guards.addresses import address
from tests.guards.routes import Route, all_routes
from tests.guards.sides import Side
from tests.guards.tables import area_of
from tests.guards.test_access import Undo
from tests.guards.ways_in import Caller

pytestmark = pytest.mark.heavy

# Whose side each of them is on; the moderators and the platform's staff are on both.
OF_THE_FIRST = ("resident", "app_session", "operator", "respond_token")
OF_NONE = ("anonymous", "guardian", "analyst", "export_token")
# Who works together knows the others' addresses.
COLLEAGUES = ("operator", "manager", "one_factor")
NAME = "Zq{}-claimant"
WORDS = "Zq{}-words"
AREAS = ("api", "web", "admin")


def marks(side: Side, number: int) -> set[str]:
    """What tells of one side: made anew for each run, so that no page has it by chance."""
    mine = RightsRequest.objects.filter(resident=side.resident)
    mine.update(claimant_name=NAME.format(number), claim_details=WORDS.format(number))
    Message.objects.filter(request__resident=side.resident).update(body=WORDS.format(number))
    # Not what has a number for its key: numbers stand on every page.
    rows = (side.child, side.disclosure, side.verification, side.consent, side.file)
    found = {
        NAME.format(number),
        WORDS.format(number),
        *mine.values_list("reference", flat=True),
        *map(str, mine.values_list("pk", flat=True)),
        *map(str, Holding.objects.filter(resident=side.resident).values_list("pk", flat=True)),
        *(str(row.pk) for row in rows if row is not None),
    }
    return {mark for mark in found if not mark.isdigit()}


def seen(caller: Caller, url: str) -> str:
    """What a GET shows; everything that it did is taken back."""
    cache.clear()
    try:
        with transaction.atomic():
            response = caller.fresh().get(url, headers={"Accept": "*/*", **caller.headers})
            data = (
                b"".join(response.streaming_content)  # type: ignore[arg-type]
                if response.streaming
                else response.content
            )
            raise Undo
    except Undo:
        return data.decode("utf-8", "replace") if response.status_code == 200 else ""


def leaks(
    route: Route, side: Side, callers: Mapping[str, Caller], secrets: Mapping[str, set[str]]
) -> Iterator[str]:
    url = address(route.path, route.parameters, side)
    for name, hidden in secrets.items():
        page = seen(callers[name], url)
        # What was typed comes back: an address with its own words is no page of others.
        shown = sorted(mark for mark in hidden if mark in page and mark not in url)
        if shown:
            yield f"{url} shows {name}: {', '.join(shown[:3])}"


@pytest.fixture
def secrets(sides, people) -> Mapping[str, set[str]]:
    """What each caller must never be shown."""
    first, second = (marks(side, number) for number, side in enumerate(sides))
    emails = {name: person.email for name, person in people.items()}
    known = {"app_session": {"resident"}, "respond_token": set(COLLEAGUES), "export_token": set()}
    known |= {name: set(COLLEAGUES) for name in COLLEAGUES}
    of_the_child = str(sides[0].child.pk)  # whose guardian is neither side's resident
    first.discard(of_the_child)
    return {
        name: (second if name in OF_THE_FIRST else first | second)
        | {mail for who, mail in emails.items() if who not in known.get(name, {name})}
        for name in (*OF_THE_FIRST, *OF_NONE)
    }


def test_no_page_shows_what_is_somebody_elses(released, callers, sides: Sequence[Side], secrets):
    routes = [route for route in all_routes() if area_of(route) in AREAS]
    found = [leak for route in routes for leak in leaks(route, sides[0], callers, secrets)]
    assert len(routes) > 150
    assert not found, "\n".join(found)


def test_the_search_would_see_it(callers, sides: Sequence[Side], secrets):
    """Were it blind, it would find nothing: everybody's own things are there to be seen."""
    own = f"/requests/{sides[0].case.reference}/"
    assert NAME.format(0) not in seen(callers["stranger"], own)
    assert WORDS.format(0) in seen(callers["resident"], own)
    listed = seen(callers["resident"], "/requests/")
    assert sides[0].case.reference in listed
    assert sides[0].case.reference in secrets["guardian"]


def test_no_mail_names_anybody_else(sides: Sequence[Side], people):
    """Nobody's address stands in a mail to another person, the venue least of all."""
    emails = {person.email for person in people.values()}
    for pk in notifications.due_notifications():
        notifications.send(notification_id=pk)
    assert len(mail.outbox) > 5
    telling = [
        f"{message.to}: {address}"
        for message in mail.outbox
        for address in emails - set(message.to)
        if address in f"{message.subject} {message.body} {getattr(message, 'alternatives', '')}"
    ]
    assert telling == []
