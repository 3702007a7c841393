"""A child's file: its places and its cases on one page, for its guardian alone."""

from __future__ import annotations

import pytest
from django.urls import reverse

from requests_app.models import RightsRequest
from tests.factories import DependantFactory, HoldingFactory, VenueFactory, filed_request

pytestmark = pytest.mark.django_db


def test_it_shows_the_childs_places_and_cases_and_nobody_elses(
    guardian, child, venue, other_venue, signed_in
):
    case = filed_request(resident=guardian, venue=venue, dependant=child)
    own = filed_request(resident=guardian, venue=venue)
    HoldingFactory(resident=guardian, venue=other_venue, dependant=child)
    browser = signed_in(guardian)
    page = browser.get(reverse("child", args=(child.pk,)))
    assert case.reference in page.text
    assert own.reference not in page.text
    assert other_venue.name in page.text
    assert reverse("child", args=(child.pk,)) in browser.get(reverse("accounts:overview")).text


def test_from_there_a_request_is_about_the_child(guardian, child, venue, signed_in):
    HoldingFactory(resident=guardian, venue=VenueFactory(name="Mine alone", kind="school"))
    browser = signed_in(guardian)
    where = f"{reverse('requests:new')}?dependant={child.pk}"
    found = browser.get(f"{where}&q=gate")
    assert f"{where.replace('&', '&amp;')}&amp;venue=gate" in found.text
    assert "Mine alone" not in found.text
    form = browser.get(f"{where}&venue=gate").context["form"]
    assert form["dependant"].value() == child.pk
    assert form["claimant_name"].value() == child.display_name


def test_a_stranger_s_child_is_neither_shown_nor_chosen(resident, venue, signed_in):
    child = DependantFactory()
    browser = signed_in(resident)
    assert browser.get(reverse("child", args=(child.pk,))).status_code == 404
    address = f"{reverse('requests:new')}?venue={venue.slug}&dependant={child.pk}"
    assert child.display_name not in browser.get(address).text
    browser.post(address, {"wish": "delete", "dependant": child.pk})
    assert not RightsRequest.objects.filter(dependant=child).exists()


def test_it_takes_the_same_queries_for_one_case_and_for_six(
    guardian, child, venue, signed_in, django_assert_num_queries
):
    browser, address = signed_in(guardian), reverse("child", args=(child.pk,))
    filed_request(resident=guardian, venue=venue, dependant=child)
    browser.get(address)
    with django_assert_num_queries(7):
        browser.get(address)
    for _one in range(5):
        filed_request(resident=guardian, venue=VenueFactory(), dependant=child)
    with django_assert_num_queries(7):
        browser.get(address)
