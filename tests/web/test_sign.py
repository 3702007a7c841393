"""The printable sign of a venue."""

from __future__ import annotations

import pytest
from django.urls import reverse

from consents.models import Venue, VenueStatus
from consents.views.sign import qr_code

pytestmark = pytest.mark.django_db


def test_anybody_may_print_it_and_it_speaks_both_languages(client, venue):
    page = client.get(reverse("consents:venue_sign", args=(venue.slug,)))
    assert page.status_code == 200
    assert "This place uses faces" in page.text
    assert "此处使用人脸" in page.text
    assert f"http://testserver{venue.get_absolute_url()}" in page.text or venue.slug in page.text
    assert "<svg" in page.text


def test_a_merged_place_has_no_sign(client, venue, other_venue):
    Venue.objects.filter(pk=other_venue.pk).update(status=VenueStatus.MERGED, merged_into=venue)
    assert client.get(reverse("consents:venue_sign", args=(other_venue.slug,))).status_code == 404


def test_the_code_has_no_style_that_the_content_policy_forbids():
    assert "style=" not in qr_code("https://saveface.example/venues/gate/")
