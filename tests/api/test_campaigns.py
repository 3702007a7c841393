"""Campaigns, incidents, letters and many places at once over the API; tags of what was read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from zeal import zeal_ignore

from requests_app.models import Campaign, Incident, RightsRequest
from requests_app.services.incidents import confirm_incident
from tests.factories import HoldingFactory

pytestmark = pytest.mark.django_db

V1 = "/api/v1"


@pytest.fixture
def campaign(api, resident, venue) -> Campaign:
    body = {"venue": venue.slug, "title": "A key card", "text": "We ask", "rights": ["opt_out"]}
    answer = api(resident).post(f"{V1}/campaigns", body)
    assert answer.status_code == 201
    return Campaign.objects.get(slug=answer.json()["slug"])


# --- campaigns --------------------------------------------------------------------------------


def test_anybody_reads_a_campaign_and_nobody_s_filing_shows(api, campaign):
    shown = api().get(f"{V1}/campaigns/{campaign.slug}").json()
    assert (shown["title"], shown["joined"]) == ("A key card", None)
    assert [one["slug"] for one in api().get(f"{V1}/campaigns").json()["results"]] == [
        campaign.slug
    ]


def test_joining_files_one_request_of_one_s_own_however_often(api, stranger, campaign):
    first = api(stranger).post(f"{V1}/campaigns/{campaign.slug}/join", {}).json()
    again = api(stranger).post(f"{V1}/campaigns/{campaign.slug}/join", {}).json()
    assert first["reference"] == again["reference"]
    assert RightsRequest.objects.get().resident == stranger


def test_only_who_began_it_ends_it(api, resident, stranger, campaign):
    end = f"{V1}/campaigns/{campaign.slug}/end"
    assert api(stranger).post(end).status_code == 404
    assert api(resident).post(end).json()["closed_at"]
    assert api(stranger).post(f"{V1}/campaigns/{campaign.slug}/join", {}).status_code == 422


# --- incidents --------------------------------------------------------------------------------


def test_a_report_is_public_once_it_is_confirmed(api, resident, moderator, venue):
    seen = timezone.now() - timedelta(hours=2)
    body = {"kind": "for_sale", "venue": venue.slug, "what": "A list", "seen_at": seen.isoformat()}
    reported = api(resident).post(f"{V1}/incidents", body)
    assert reported.status_code == 202
    address = f"{V1}/incidents/{reported.json()['id']}"
    assert api(resident).get(address).status_code == 404
    incident = Incident.objects.get()
    confirm_incident(incident=incident, venue=venue, measures="Police told", by=moderator)
    assert api().get(address).json()["what"] == "A list"
    assert len(api().get(f"{V1}/incidents").json()["results"]) == 1


def test_what_has_not_happened_yet_is_not_reported(api, resident):
    later = (timezone.now() + timedelta(hours=1)).isoformat()
    answer = api(resident).post(f"{V1}/incidents", {"kind": "leak", "what": "x", "seen_at": later})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "#/seen_at"


# --- letters ----------------------------------------------------------------------------------


def test_a_letter_before_the_date_is_refused(api, resident, rights_request):
    address = f"{V1}/requests/{rights_request.reference}/letters"
    assert api(resident).get(address).json()["allowed"] is False
    answer = api(resident).post(address, {"stage": "admonition"})
    assert answer.json()["type"].endswith("request.not_yet_due")


def test_a_letter_as_text_as_pdf_and_with_its_evidence(
    api, resident, stranger, rights_request, time_machine
):
    time_machine.move_to(timezone.now() + timedelta(days=60))
    address = f"{V1}/requests/{rights_request.reference}/letters"
    found = api(resident).get(address).json()
    assert found["allowed"]
    body = {"stage": "complaint", "authority": found["authorities"][0]["id"]}
    letter = api(resident).post(address, body)
    assert letter.status_code == 201
    assert rights_request.reference in letter.json()["text_en"]
    assert api(resident).get(f"{letter['Location']}/pdf").content.startswith(b"%PDF-")
    assert api(resident).get(f"{letter['Location']}/bundle").content.startswith(b"PK")
    assert api(stranger).get(f"{letter['Location']}/pdf").status_code == 404


def test_the_reminder_is_handed_over_and_the_venue_reads_it(
    api, resident, operator, stranger, rights_request, time_machine
):
    address = f"{V1}/requests/{rights_request.reference}"
    early = api(resident).post(f"{address}/admonish")
    assert early.json()["type"].endswith("request.not_yet_due")
    assert "admonish" not in api(resident).get(address).json()["available_events"]
    time_machine.move_to(timezone.now() + timedelta(days=60))
    assert "admonish" in api(resident).get(address).json()["available_events"]
    assert api(stranger).post(f"{address}/admonish").status_code == 404
    assert api(operator).post(f"{address}/admonish").status_code == 404
    assert api(resident).post(f"{address}/admonish").status_code == 200
    (seen,) = api(operator).get(address).json()["admonitions"]
    assert rights_request.reference in seen["text_en"]
    assert seen["delivered_at"]


# --- many places ------------------------------------------------------------------------------


def test_many_places_are_asked_at_once(api, resident, venue, other_venue):
    entries = [HoldingFactory(resident=resident, venue=place) for place in (venue, other_venue)]
    body = {"holdings": [str(entry.pk) for entry in entries], "rights": ["deletion"]}
    with zeal_ignore():  # each request is filed by itself
        answer = api(resident).post(f"{V1}/requests/many", body)
    assert {one["venue"] for one in answer.json()} == {venue.slug, other_venue.slug}
    assert all(one["reference"] for one in answer.json())


def test_a_stranger_s_entry_is_asked_by_nobody_else(api, stranger, resident, venue):
    entry = HoldingFactory(resident=resident, venue=venue)
    body = {"holdings": [str(entry.pk)], "rights": ["deletion"]}
    assert api(stranger).post(f"{V1}/requests/many", body).status_code == 400
    assert not RightsRequest.objects.exists()


# --- tags -------------------------------------------------------------------------------------


def test_what_has_not_changed_is_not_sent_again(api, resident, rights_request):
    address = f"{V1}/requests/{rights_request.reference}"
    first = api(resident).get(address)
    again = api(resident).get(address, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    api(resident).post(f"{address}/withdraw")
    changed = api(resident).get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_errors_carry_no_tag(api, resident):
    assert "ETag" not in api(resident).get(f"{V1}/requests/SF-0000-0000")
