"""16. Face unlock on one's own phone: told kindly that nobody else holds it, and nothing is filed."""

import pytest

from requests_app.models import Campaign, RightsRequest
from tests.scenarios.steps import refused

KINDLY = "Face unlock keeps your face on your own phone. Nobody else holds it"


@pytest.fixture
def phone(place):
    phone = place("own_device", custodian="device", networked=False)
    phone.operator, phone.status = None, "verified"
    phone.save()
    return phone


def test_the_page_says_so_and_offers_no_filing(resident, phone):
    page = resident.reads("consents:venue_detail", phone.slug)
    assert KINDLY in page
    assert "Ask, object, delete" not in page
    assert "stays where it is taken" in page


def test_the_form_leads_back_with_the_same_sentence(resident, phone):
    page = resident.reads("requests:new", venue=phone.slug)
    assert KINDLY in page
    assert "How long they may take" not in page


@pytest.mark.parametrize("draft", [False, True])
def test_the_api_refuses_with_the_same_sentence(resident, phone, draft):
    with refused("request.own_device") as why:
        resident.files(phone, "deletion", draft=draft)
    assert KINDLY in why[0]
    assert "remove it in the phone's settings" in why[0]
    assert not RightsRequest.objects.exists()


def test_in_chinese(resident, phone):
    resident.api.credentials(HTTP_ACCEPT_LANGUAGE="zh-hans")
    with refused("request.own_device") as why:
        resident.files(phone, "access")
    assert "手机" in why[0]


def test_there_is_nothing_to_campaign_for(resident, phone):
    page = resident.submits(
        "requests:campaign_start", about=phone, title="T", text="T", rights=["deletion"]
    )
    assert KINDLY in page
    assert not Campaign.objects.exists()
