"""The same wish to every place on one's list."""

from __future__ import annotations

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from consents.models import HoldingState, Venue, VenueKind
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services.filing_many import Wish, can_be_asked, file_many
from requests_app.states import Workflow
from tests.factories import HoldingFactory, VenueFactory, filed_request

pytestmark = pytest.mark.django_db

PAGE = reverse("requests:new_many")


@pytest.fixture
def places(resident, venue, other_venue):
    return [HoldingFactory(resident=resident, venue=place) for place in (venue, other_venue)]


def test_each_place_gets_a_request_of_its_own(resident, places, signed_in):
    chosen = {"wish": "see_delete", "places": [place.pk for place in places]}
    with zeal_ignore():  # each request is filed by itself
        page = signed_in(resident).post(PAGE, chosen)
    filed = RightsRequest.objects.filter(resident=resident)
    assert {case.venue_id for case in filed} == {place.venue_id for place in places}
    assert {case.workflow for case in filed} == {Workflow.FILED}
    assert all(case.reference in page.text for case in filed)
    assert page.text.count("Answer by") == len(filed)
    for place in places:
        place.refresh_from_db()
        assert place.state == HoldingState.ASKED


def test_one_place_without_known_law_holds_up_no_other(resident, places):
    Venue.objects.filter(pk=places[0].venue_id).update(jurisdiction="XX")
    wish = Wish(rights=[Right.DELETION])
    results = file_many(holdings=list(can_be_asked(resident)), wish=wish, by=resident)
    by_venue = {result.holding.venue_id: result for result in results}
    refused, filed = by_venue[places[0].venue_id], by_venue[places[1].venue_id]
    assert refused.case is None
    assert "Nothing was sent" in refused.reason
    assert filed.case is not None
    assert RightsRequest.objects.filter(resident=resident).count() == 1


def test_a_place_with_a_case_under_way_is_named_and_not_ticked(resident, places, venue, signed_in):
    filed_request(resident=resident, venue=venue, holding=places[0])
    form = signed_in(resident).get(PAGE).context["form"]
    assert form.fields["places"].initial == [places[1].pk]


def test_what_is_removed_or_on_the_own_phone_is_not_asked(resident, places):
    places[0].state = HoldingState.REMOVED
    places[0].save()
    HoldingFactory(resident=resident, venue=VenueFactory(kind=VenueKind.OWN_DEVICE))
    assert [holding.pk for holding in can_be_asked(resident)] == [places[1].pk]


def test_a_stranger_s_entry_cannot_be_chosen(stranger, places, signed_in):
    HoldingFactory(resident=stranger)
    page = signed_in(stranger).post(PAGE, {"wish": "delete", "places": [places[0].pk]})
    assert page.status_code == 200
    assert not RightsRequest.objects.exists()


def test_nothing_chosen_says_what_to_do(resident, places, signed_in):
    page = signed_in(resident).post(PAGE, {"wish": "delete"}, headers={"accept-language": "en"})
    assert "Choose at least one place of your list." in page.text
