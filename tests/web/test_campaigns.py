"""Campaigns and incidents, where everybody finds them: in lists, and on the page of the place."""

import pytest
from django.urls import reverse
from django.utils import timezone

from requests_app.law.rights import Right
from requests_app.models import Campaign, Incident
from requests_app.services.campaigns import Appeal, start_campaign
from requests_app.services.incidents import Facts, announce_breach
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(venue, resident) -> Campaign:
    return start_campaign(
        appeal=Appeal(venue, "No face at our gate", "We ask for cards.", [Right.OPT_OUT]),
        by=resident,
    )


@pytest.fixture
def incident(venue, operator) -> Incident:
    facts = Facts(what="A server was copied.", aware_at=timezone.now(), measures="Closed.")
    return announce_breach(venue=venue, facts=facts, by=operator)


def test_a_running_campaign_is_found_in_the_list_and_at_its_place(client, campaign, venue):
    for address in (reverse("requests:campaigns"), venue.get_absolute_url()):
        shown = client.get(address).text
        assert campaign.get_absolute_url() in shown
        assert campaign.title in shown
    Campaign.objects.update(closed_at=timezone.now())
    for address in (reverse("requests:campaigns"), venue.get_absolute_url()):
        assert campaign.get_absolute_url() not in client.get(address).text


def test_an_incident_is_shown_once_it_is_confirmed(client, incident, venue):
    address = reverse("requests:incident", args=(incident.pk,))
    pages = (reverse("requests:incidents"), venue.get_absolute_url())
    assert all(address in client.get(page).text for page in pages)
    Incident.objects.update(state="reported", confirmed_at=None)
    assert not any(address in client.get(page).text for page in pages)


def test_an_incident_at_an_unknown_place_has_its_page(client, incident):
    Incident.objects.update(venue=None, kind="for_sale")
    shown = client.get(reverse("requests:incident", args=(incident.pk,)))
    assert shown.status_code == 200
    assert f'href="{reverse("requests:incidents")}"' in shown.text


@pytest.mark.parametrize(
    ("name", "empty"),
    [("campaigns", "No campaign is running"), ("incidents", "Nothing is known")],
)
def test_an_empty_list_says_what_to_do(client, name, empty):
    assert empty in client.get(reverse(f"requests:{name}"), headers={"accept-language": "en"}).text


def test_a_long_list_asks_as_little_as_a_short_one(client, venue, django_assert_num_queries):
    for number in range(12):
        appeal = Appeal(venue, f"No face {number}", "We ask for cards.", [Right.OPT_OUT])
        start_campaign(appeal=appeal, by=UserFactory())
    with django_assert_num_queries(2):
        client.get(reverse("requests:campaigns"))
