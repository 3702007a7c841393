"""Among several of one's own, the one that was named: nothing else is read or changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.models import Membership
from biometrics.models import Disclosure
from consents import selectors
from consents.models import Holding, Purpose, Venue, VenueReport
from consents.selectors import has_consent
from consents.services.consents import publish_notice
from requests_app.admin.incident import ConfirmForm
from requests_app.models import Incident, Letter, Message, RightsRequest
from requests_app.services.campaigns import end_campaign
from requests_app.services.filing import Claim, open_draft
from requests_app.views.receipts import path_of_check
from tests.api.conftest import program
from tests.attempting import another_disclosure
from tests.factories import FaceSystemFactory, HoldingFactory, VenueFactory
from tests.guards.test_owners import PAGES, READ, V1, VENUES, Owned, mine, owned, theirs

__all__ = ["mine", "program", "theirs"]
pytestmark = pytest.mark.django_db


ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def mine_too(mine, consent_of) -> Owned:
    """The same resident's and the same operator's, at a second venue."""
    venue = VenueFactory(slug="second", status="claimed", operator=mine.case.venue.operator)
    with time_machine.travel(timezone.now() + timedelta(seconds=5)):
        return owned(mine.resident, mine.operator, venue, consent_of)


ALIKE = {"state of the outcome", "why by API"}


def test_each_address_of_a_resident_shows_its_own(signed_in, mine, mine_too):
    browser = signed_in(mine.resident)
    for what in [*PAGES, *READ]:
        pages = []
        for one in (mine, mine_too):
            answer = browser.get(READ[what](one) if what in READ else PAGES[what](one.case, one))
            assert answer.status_code == 200, what
            pages.append(b"".join(answer) if answer.streaming else answer.content)
        assert pages[0] != pages[1] or what in ALIKE, what


def test_each_address_of_a_venue_shows_its_own(signed_in, mine, mine_too):
    browser = signed_in(mine.operator)
    for what, address in VENUES.items():
        for one in (mine, mine_too):
            assert browser.get(address(one.case, one)).status_code == 200, what
        assert browser.get(address(mine.case, mine_too)).status_code == 404, what
        assert browser.get(address(mine_too.case, mine)).status_code == 404, what


def test_the_disclosures_of_a_case_are_its_own(signed_in, mine, mine_too, theirs):
    browser = signed_in(mine.operator)
    for one in (mine, mine_too):
        listed = browser.get(f"{V1}/requests/{one.case.reference}/disclosures").json()
        assert [row["id"] for row in listed] == [str(one.disclosure.pk)]


def test_a_message_goes_to_the_case_that_is_named(api, mine, mine_too):
    for side in ("resident", "operator"):
        for one in (mine, mine_too):
            address = f"{V1}/requests/{one.case.reference}/messages"
            assert api(getattr(mine, side)).post(address, {"body": side}).status_code == 200
            assert Message.objects.filter(body=side).latest("created_at").request == one.case


def test_a_draft_is_not_there_for_the_venue_by_its_program(mine, program):
    claim = Claim(venue=mine.case.venue, rights=("deletion",))
    draft = open_draft(claim=claim, by=mine.resident)
    assert program.get(f"{V1}/requests/{mine.case.reference}").status_code == 200
    assert program.get(f"{V1}/requests/{draft.reference}").status_code == 404
    rows = program.get(f"{V1}/requests").json()["results"]
    assert [row["reference"] for row in rows] == [mine.case.reference]


def test_many_are_filed_for_the_entries_that_are_named(api, mine, mine_too):
    named, other = (
        HoldingFactory(resident=mine.resident, venue=VenueFactory(slug=slug), state="believed")
        for slug in ("named", "other")
    )
    body = {"holdings": [str(named.pk)], "rights": ["deletion"]}
    (row,) = api(mine.resident).post(f"{V1}/requests/many", body).json()
    assert row["holding"] == str(named.pk)
    assert not RightsRequest.objects.filter(venue=other.venue).exists()
    unknown = body | {"holdings": [str(named.pk), str(mine.case.pk)]}
    assert api(mine.resident).post(f"{V1}/requests/many", unknown).status_code == 400


def test_an_entry_names_the_system_that_was_chosen(api, mine):
    venue = mine.case.venue
    for chosen in [FaceSystemFactory(venue=venue) for _each in range(2)]:
        body = {"venue": venue.slug, "how": "made_to", "system": str(chosen.pk)}
        made = api(mine.resident).post(f"{V1}/holdings", body)
        assert made.json()["system"] == str(chosen.pk)
        Holding.objects.filter(pk=made.json()["id"]).update(ended_at=timezone.now())


def test_movements_are_drawn_for_the_disclosure_that_is_named(signed_in, mine, mine_too, theirs):
    browser = signed_in(mine.resident)

    def challenge(one):
        return browser.post(reverse("biometrics:challenge", args=(one.disclosure.pk,)))

    for one in (mine, mine_too):
        assert challenge(one).status_code in {201, 403, 409, 429}
    assert challenge(theirs).status_code == 404


def test_a_code_leads_to_the_receipt_that_it_was_made_for(client, mine, mine_too, theirs):
    for one in (theirs, mine_too, mine):
        assert client.get(path_of_check(one.receipt)).context["form"].initial["text"] == (
            one.receipt.jws
        )


def test_a_campaign_that_has_ended_is_not_listed_by_the_api(client, mine, theirs):
    end_campaign(campaign=mine.campaign, by=mine.resident)
    rows = client.get(f"{V1}/campaigns").json()["results"]
    assert [row["slug"] for row in rows] == [theirs.campaign.slug]


# --- the directory and the notices ------------------------------------------------------------------


def test_the_directory_is_narrowed_by_what_was_chosen(db):
    shop = VenueFactory(slug="shop", kind="retail_payment", city="Wuxi")
    gate = VenueFactory(slug="gate-1", kind="residential_compound", city="Suzhou")
    into = VenueFactory(slug="whole", kind="residential_compound", city="Wuxi")
    VenueFactory(slug="merged", status="merged", merged_into=into, city="Nanjing")
    assert set(selectors.venues()) == {shop, gate, into}
    assert set(selectors.venues(kind="residential_compound")) == {gate, into}
    assert set(selectors.venues(city="Wuxi")) == {shop, into}
    assert selectors.cities() == ["Suzhou", "Wuxi"]


def test_an_entry_is_made_at_the_place_that_is_named_and_stands(signed_in, resident):
    here, into = VenueFactory(slug="here"), VenueFactory(slug="into")
    VenueFactory(slug="gone", status="merged", merged_into=into)
    browser = signed_in(resident)

    def form_for(slug):
        return browser.get(f"{reverse('consents:holding_add')}?venue={slug}")

    assert form_for("here").context["venue"] == here
    assert form_for("into").context["venue"] == into
    assert form_for("gone").status_code == 404
    assert form_for("").status_code == 404


def test_each_purpose_has_its_own_notice(notices, resident, consent_of):
    first, second = Purpose
    assert [selectors.current_notice(purpose) for purpose in Purpose] == [
        notices[purpose] for purpose in Purpose
    ]
    consent_of(resident, first)
    newer = publish_notice(purpose=second, text_zh_hans="新", text_en="New", by=SYSTEM)
    assert newer.version == 2
    assert has_consent(resident, first), "the other purpose has new words, not this one"
    again = publish_notice(
        purpose=first,
        text_zh_hans=notices[first].text_zh_hans,
        text_en=notices[first].text_en,
        by=SYSTEM,
    )
    assert again == notices[first]
    publish_notice(purpose=first, text_zh_hans="改", text_en="Changed", by=SYSTEM)
    assert not has_consent(resident, first)


def test_a_notice_stands_at_its_own_address(client, notices):
    for one in notices.values():
        assert one.text_en in client.get(f"/notices/{one.pk}", headers=ENGLISH).text


# --- breaches: of the place that is named, and public once confirmed ------------------------------


def test_only_what_was_confirmed_is_public(client, signed_in, resident, venue, other_venue):
    facts = {"kind": "leak", "what": "A list", "aware_at": timezone.now()}
    first, second = (
        Incident.objects.create(
            venue=place, state="confirmed", confirmed_at=timezone.now(), **facts
        )
        for place in (venue, other_venue)
    )
    reported = Incident.objects.create(venue=venue, **facts)
    page = client.get(reverse("requests:incidents")).context["page"]
    assert set(page) == {first, second}
    rows = client.get(f"{V1}/incidents").json()["results"]
    assert {row["id"] for row in rows} == {str(first.pk), str(second.pk)}
    for one in (first, second):
        shown = client.get(reverse("requests:incident", args=(one.pk,)))
        assert shown.context["incident"] == one
        assert client.get(f"{V1}/incidents/{one.pk}").json()["id"] == str(one.pk)
    assert client.get(reverse("requests:incident", args=(reported.pk,))).status_code == 404
    assert client.get(f"{V1}/incidents/{reported.pk}").status_code == 404


def test_a_breach_is_reported_of_the_place_that_is_named(signed_in, resident, venue, other_venue):
    seen = (timezone.localtime() - timedelta(hours=2)).isoformat()
    body = {"kind": "leak", "what": "A list", "seen_at": seen}
    for place in (venue, other_venue):
        address = f"{reverse('requests:incident_report')}?venue={place.slug}"
        signed_in(resident).post(address, body)
        assert Incident.objects.latest("created_at").venue == place
    signed_in(resident).post(reverse("requests:incident_report"), body)
    assert Incident.objects.latest("created_at").venue is None


def test_a_breach_is_confirmed_of_a_place_that_stands(venue, other_venue):
    Venue.objects.filter(pk=other_venue.pk).update(status="merged", merged_into=venue)
    assert ConfirmForm({"venue": venue.pk}).is_valid()
    assert not ConfirmForm({"venue": other_venue.pk}).is_valid()


def test_a_sighting_is_of_the_place_that_is_named_and_stands(api, resident, venue, other_venue):
    def sends(place):
        return api(resident).post(
            f"{V1}/venues/{place.slug}/sightings", {"text": "A sign"}, format="multipart"
        )

    for place in (venue, other_venue):
        assert sends(place).status_code == 201
        assert VenueReport.objects.latest("created_at").venue == place
    Venue.objects.filter(pk=other_venue.pk).update(status="merged", merged_into=venue)
    assert sends(other_venue).status_code == 404


# --- what counts of a case ----------------------------------------------------------------------


def test_only_a_live_disclosure_of_the_case_is_compared_with(api, mine, mine_too):
    def asks(one):
        address = f"{V1}/liveness-challenges"
        answer = api(mine.resident).post(address, {"request": one.case.reference})
        return answer.json()

    for hours in (-1, 1):  # an earlier and a later one of the same case, both gone
        gone = another_disclosure(venue=mine.case.venue, subject=mine.resident)
        moment = mine.disclosure.created_at + timedelta(hours=hours)
        facts = {"request_id": mine.case.pk, "state": "destroyed", "created_at": moment}
        Disclosure.objects.filter(pk=gone.pk).update(**facts)
    assert "face.outdated" in asks(mine)["type"], "the live one was found; no engine here reads it"
    Disclosure.objects.filter(pk=mine.disclosure.pk).update(state="destroyed")
    assert "not_ready" in asks(mine)["type"]
    assert "face.outdated" in asks(mine_too)["type"]


def test_a_letter_that_was_not_handed_over_is_not_shown_as_sent(api, mine):
    address = f"{V1}/requests/{mine.case.reference}"
    assert api(mine.operator).get(address).json()["admonitions"] == []
    Letter.objects.filter(pk=mine.letter.pk).update(delivered_at=timezone.now())
    (shown,) = api(mine.operator).get(address).json()["admonitions"]
    assert shown["id"] == str(mine.letter.pk)


# --- organisations --------------------------------------------------------------------------------


def test_a_manager_sees_the_members_of_their_own_organisation(signed_in, manager, mine, theirs):
    rows = signed_in(manager).get(reverse("admin:accounts_membership_changelist"))
    shown = {row.organisation for row in rows.context["cl"].queryset}
    assert shown == {mine.operator.organisations.get()}


def test_a_member_who_was_removed_is_reported_removed_though_others_stay(
    signed_in, manager, mine, theirs
):
    gone = mine.operator.memberships.get()
    page = reverse("admin:accounts_membership_delete", args=(gone.pk,))
    done = signed_in(manager).post(page, {"post": "yes"}, follow=True)
    assert "was deleted successfully" in done.text
    assert not Membership.objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize("name", ["exports", "exports/batches", "exports/requests"])
def test_figures_in_bulk_are_for_programs_alone(client, signed_in, analyst, program, name):
    for browser, status in ((client, 401), (signed_in(analyst), 403), (program, 403)):
        assert browser.get(f"{V1}/{name}").status_code == status


def test_what_has_not_changed_since_is_not_fetched_again(api, mine, theirs):
    def changed(since):
        address = f"{V1}/requests"
        rows = api(mine.operator).get(address, {"changed_since": since.isoformat()}).json()
        return [row["reference"] for row in rows["results"]]

    assert changed(timezone.now() - timedelta(hours=1)) == [mine.case.reference]
    assert changed(timezone.now() + timedelta(hours=1)) == []


def test_late_or_not_late_is_every_case_once(api, mine, mine_too):
    late, in_time = mine.case, mine_too.case
    for case, days in ((late, -1), (in_time, 1)):
        due = timezone.now() + timedelta(days=days)
        RightsRequest.objects.filter(pk=case.pk).update(clock="running", due_at=due)

    def overdue(wanted):
        rows = api(mine.operator).get(f"{V1}/requests", {"overdue": wanted}).json()["results"]
        return [row["reference"] for row in rows]

    assert overdue("true") == [late.reference]
    assert overdue("false") == [in_time.reference]


def test_whoever_reports_a_breach_by_the_api_is_signed_in(client):
    body = {"kind": "leak", "what": "A list", "seen_at": timezone.now().isoformat()}
    answer = client.post(f"{V1}/incidents", body, content_type="application/json")
    assert answer.status_code == 401
    assert not Incident.objects.exists()
