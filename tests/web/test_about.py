"""The pages about the service itself: there for everybody, without the database."""

import pytest
from django.urls import reverse

from requests_app.views.about import PAGES

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", PAGES)
def test_everybody_reads_them_and_the_foot_of_every_page_leads_there(
    client, django_assert_num_queries, page
):
    address = reverse("about", args=(page,))
    with django_assert_num_queries(0):
        shown = client.get(address)
    assert shown.status_code == 200
    assert f'href="{address}"' in client.get(reverse("home")).text


def test_a_page_that_is_not_there_is_not_found(client):
    assert client.get(reverse("about", args=("nothing",))).status_code == 404


def test_who_answers_for_it_is_named(client, settings):
    settings.OPERATED_BY = {"name": "A city", "address": "1 Square", "email": "us@city.example"}
    contact = client.get(reverse("about", args=("contact",))).text
    privacy = client.get(reverse("about", args=("privacy",))).text
    assert all(each in contact for each in ("A city", "1 Square", "mailto:us@city.example"))
    assert "A city" in privacy


def test_without_a_published_notice_the_page_of_consents_says_so(signed_in, resident):
    shown = signed_in(resident).get(reverse("consents:consent_list"))
    assert shown.status_code == 503
    assert "No notice is published" in shown.text
