"""Nothing that somebody types makes a page wider than the screen, for residents or at the desk."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from consents.models import FaceSystem, Handover, Venue, VenueReport
from consents.services import handovers
from requests_app.models import RightsRequest
from tests.browser.test_accessibility import addresses, seldom  # noqa: F401  (fixtures)
from tests.browser.typing import LONG, type_everywhere, typed_fields
from tests.factories import OrganisationFactory, UserFactory
from tests.personas import sign_in

pytestmark = pytest.mark.skipif(
    connection.vendor == "postgresql", reason="what is written once is overwritten here"
)
PHONES = ({"width": 360, "height": 740}, {"width": 390, "height": 844})
DESKS = ({"width": 1280, "height": 900}, {"width": 390, "height": 844})
WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 24)}`).slice(0, 5)"""
STEPS = ("acknowledge", "ask", "message", "extend", "code", "confirm", "disclose", "answer")
SHOTS = os.environ.get("LONG_WORDS_SHOTS", "")


def faults(page, address: str, size: dict[str, int]) -> list[str]:
    """What is wrong with one page on one screen; with LONG_WORDS_SHOTS a picture is left there."""
    page.set_viewport_size(size)
    answer = page.goto(address)
    if answer.status != 200:
        return [f"{address}: status {answer.status}"]
    if SHOTS:
        name = f"{size['width']}{address.split('?', maxsplit=1)[0].replace('/', '_')}"[:80]
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
    wide, screen = page.evaluate(WIDTHS)
    if wide <= screen:
        return []
    return [f"{address} at {size['width']}: {wide} px, {page.evaluate(TOO_WIDE)}"]


@pytest.fixture
def filled(seldom, resident, operator, venue):  # noqa: F811
    """A world in which most of what can be typed was typed."""
    Venue.objects.update(
        name_en="Gate", district="Xihu", address="1 Road", contact_email="gate@gate.test"
    )
    FaceSystem.objects.update(
        purpose="p", purpose_en="p", vendor="v", recipients="r", alternative="a", alternative_en="a"
    )
    RightsRequest.objects.update(claimant_name="Lin", claim_details="d", court_order="c")
    VenueReport.objects.create(venue=venue, reporter=resident, text="a camera")
    change = {"operator": OrganisationFactory(), "reason": "the lease"}
    handovers.propose(venue=venue, by=UserFactory(), **change)
    Handover.objects.update(objection="we still answer for it")
    return seldom


@pytest.mark.parametrize("kind", LONG)
def test_pages_of_residents(open_browser, addresses, filled, resident, kind, language):  # noqa: F811
    assert type_everywhere(LONG[kind]) > 40
    page = open_browser(User.objects.get(pk=resident.pk), language=language)
    found = [
        fault
        for address in (addresses | filled).values()
        for size in PHONES
        for fault in faults(page, address, size)
    ]
    assert not found, "\n".join(found)


def desk_addresses(user) -> list[str]:
    """Every list, the first row of each, and every step of a case that ``user`` may open."""
    client = sign_in(Client(), user)
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(reverse(f"{base}_changelist"))
        found += [
            reverse(f"{base}_change", args=(row.pk,)) for row in model._default_manager.all()[:2]
        ]
    cases = RightsRequest.objects.all()
    for step in STEPS:
        of_step = [reverse(f"admin:requests_app_rightsrequest_{step}", args=(c.pk,)) for c in cases]
        found += [address for address in of_step if client.get(address).status_code == 200][:1]
    return [address for address in found if client.get(address).status_code == 200]


@pytest.mark.parametrize("who", ["operator", "manager", "moderator"])
@pytest.mark.parametrize("kind", ["link", "chinese"])
def test_pages_of_the_desk(open_browser, filled, request, who, kind, live_server):
    user = request.getfixturevalue(who)
    type_everywhere(LONG[kind])
    user.refresh_from_db()
    places = desk_addresses(user)
    assert len(places) > 3
    assert (who == "operator") != any(
        "/handover/" in place and "change/" in place for place in places
    )
    page = open_browser(user)
    found = [fault for place in places for size in DESKS for fault in faults(page, place, size)]
    assert not found, "\n".join(found)


def test_the_fields_that_people_type_into_are_found():
    found = {f"{model._meta.object_name}.{field.name}" for model, field in typed_fields()}
    assert found >= {
        "User.display_name", "User.email", "Dependant.display_name", "Organisation.name",
        "Venue.name", "Venue.address", "FaceSystem.purpose", "Holding.evidence", "Message.body",
        "RightsRequest.claim_details", "Answer.text", "RightDecision.reason", "Attachment.name",
        "Campaign.text", "Incident.what", "VenueReport.text", "Letter.text_en",
        "Handover.reason", "Handover.objection",
    }  # fmt: skip
