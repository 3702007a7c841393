"""Search engines find the places and nothing of anybody's."""

import re

import pytest
from django.urls import reverse

from tests.factories import VenueFactory

pytestmark = pytest.mark.django_db


def test_every_place_is_on_the_map_and_no_case(client, venue, rights_request):
    merged = VenueFactory(status="merged", merged_into=venue)
    listed = re.findall(r"<loc>http://[^/]+([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert venue.get_absolute_url() in listed
    assert reverse("about", args=("help",)) in listed
    assert merged.get_absolute_url() not in listed
    assert not any(rights_request.reference in address for address in listed)


def test_what_is_on_the_map_opens_for_everybody(client, venue):
    listed = re.findall(r"<loc>http://[^/]+([^<]*)</loc>", client.get("/sitemap.xml").text)
    assert {client.get(address).status_code for address in listed} == {200}


def test_a_long_map_takes_as_many_queries_as_a_short_one(client, venue, django_assert_num_queries):
    for _each in range(6):
        VenueFactory()
    with django_assert_num_queries(2):
        client.get("/sitemap.xml")


def test_robots_are_led_to_the_map_and_away_from_accounts(client, settings):
    told = client.get("/robots.txt").text.splitlines()
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in told
    assert {"Disallow: /me/", "Disallow: /accounts/", "Disallow: /admin/"} <= set(told)
