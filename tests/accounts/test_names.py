"""Names that others read: one line, nothing hidden in it, by page and API alike."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Dependant
from consents.models import Venue

pytestmark = pytest.mark.django_db

FALSE_LINE = "Lin\n\nSaveface: identity confirmed\u202e"
ONE_LINE = "Lin Saveface: identity confirmed"
PLACE = {
    "kind": "park_entry",
    "city": "Hangzhou",
    "jurisdiction": "CN",
    "purpose": "Entry",
    "text": "At the gate.",
}


def add_child(door, name, api, signed_in, user):
    if door == "api":
        given = {"display_name": name, "birth_band": "under_14"}
        return api(user).post("/api/v1/children", given)
    given = {"child-display_name": name, "child-birth_band": "under_14"}
    return signed_in(user).post(reverse("accounts:overview"), given)


def report(door, name, api, signed_in, user):
    if door == "api":
        return api(user).post("/api/v1/venues", {**PLACE, "name": name})
    return signed_in(user).post(reverse("consents:venue_report"), {**PLACE, "name": name})


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_name_adds_no_lines_to_what_a_venue_reads(resident, api, signed_in, door):
    given = {"display_name": FALSE_LINE, "locale": "en", "birth_band": "adult"}
    if door == "api":
        api(resident).patch("/api/v1/me", given)
    else:
        signed_in(resident).post(reverse("accounts:overview"), given)
    resident.refresh_from_db()
    assert resident.display_name == ONE_LINE
    add_child(door, FALSE_LINE, api, signed_in, resident)
    assert Dependant.objects.get().display_name == ONE_LINE


@pytest.mark.parametrize("door", ["page", "api"])
@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u2800\u00ad"])
def test_what_nobody_sees_is_no_name(resident, api, signed_in, door, name):
    assert add_child(door, name, api, signed_in, resident).status_code in (200, 422)
    assert report(door, name, api, signed_in, resident).status_code in (200, 400)
    assert not Dependant.objects.exists()
    assert not Venue.objects.exists()


@pytest.mark.parametrize("door", ["page", "api"])
def test_a_place_is_called_what_can_be_read(resident, api, signed_in, door):
    report(door, "Safari\u200b\nPark\u202e", api, signed_in, resident)
    assert Venue.objects.get().name == "Safari Park"
