"""The person on the venue's file is told by the venue before anything is deleted."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from requests_app.law.contact_notice import lack_of_notice
from requests_app.models import IdentityMeans, RightsRequest
from requests_app.services.claimant import REACHES_THE_CONTACT
from tests.scenarios.saying import erased, fulfilled

pytestmark = pytest.mark.django_db


@pytest.fixture
def proven(rights_request):
    """`proven(means)`: a deletion whose claimant has shown by ``means`` that it is them."""

    def make(means):
        RightsRequest.objects.filter(pk=rights_request.pk).update(
            identity="verified", identity_means=means, workflow="awaiting_operator"
        )
        return rights_request

    return make


def answer(client, case, **contact):
    shown = erased()
    if contact:
        shown["contact"] = contact
    else:
        del shown["contact"]
    body = {"verdicts": fulfilled("deletion"), "evidence": shown}
    return client.post(f"/api/v1/requests/{case.reference}/answer", body, format="json")


def said(answered):
    return " ".join(error["detail"] for error in answered.json()["errors"])


def day(ago: int) -> str:
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


@pytest.mark.parametrize("means", ["face", "in_person", "document_seen"])
def test_a_deletion_says_that_the_contact_was_told_or_that_there_is_none(
    api, operator, proven, means
):
    case = proven(means)
    assert "The contact on your own file was told first" in said(answer(api(operator), case))
    assert answer(api(operator), case, told_by="none_on_file").status_code == 200


def test_by_the_code_that_the_venue_sent_it_has_been_told(api, operator, proven):
    assert answer(api(operator), proven("venue_code")).status_code == 200


def test_the_contact_has_three_full_days_to_object(api, operator, proven):
    case = proven("face")
    told = {"told_by": "telephone", "told_on": day(0), "objected": False}
    early = answer(api(operator), case, **told)
    assert "has three full days to object" in said(early)
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=False):
        assert answer(api(operator), case, **told).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert answer(api(operator), case, **told).status_code == 200


@pytest.mark.parametrize("when", [-1, 30], ids=["tomorrow", "before the request"])
def test_a_day_that_cannot_be_is_refused(api, operator, proven, when):
    told = {"told_by": "email", "told_on": day(when), "objected": False}
    why = said(answer(api(operator), proven("face"), **told))
    assert "between the filing of this request and today" in why or "has not happened yet" in why


def test_who_objects_keeps_their_record(api, operator, proven):
    case = proven("face")
    told = {"told_by": "email", "told_on": day(0), "objected": True}
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        assert "nothing may be deleted for this claim" in said(answer(api(operator), case, **told))
    case.refresh_from_db()
    assert case.outcome == "pending"


def test_every_means_says_whether_it_reaches_the_contact():
    assert {means for means, reaches in REACHES_THE_CONTACT.items() if reaches} == {
        IdentityMeans.VENUE_CODE
    }


def test_the_fourth_day_after_is_72_hours_whatever_the_hour():
    told = timezone.localdate()
    contact = {"told_by": "post", "told_on": told.isoformat(), "objected": False}
    for later in range(4):
        assert lack_of_notice(contact, filed=told, today=told + timedelta(days=later)) is not None
    assert lack_of_notice(contact, filed=told, today=told + timedelta(days=4)) is None
