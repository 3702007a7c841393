"""Finding, reading and reporting places; my own list; consents."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.core.actors import SYSTEM
from consents.models import Consent, ConsentAction, Holding, Notice, Purpose, Venue, VenueStatus
from consents.services import publish_notice
from tests.factories import FaceSystemFactory, HoldingFactory, VenueFactory

pytestmark = pytest.mark.django_db

LIST = reverse("consents:venue_list")


def test_anybody_finds_a_place_by_part_of_its_name(client, venue, other_venue):
    page = client.get(LIST, {"q": "gate"}, headers={"accept-language": "en"})
    assert "Compound Gate" in page.text
    assert "Zoo" not in page.text


def test_kind_and_city_narrow_the_list(client, venue, other_venue):
    assert "Compound Gate" not in client.get(LIST, {"kind": "park_entry"}).text
    assert "Compound Gate" in client.get(LIST, {"city": "Hangzhou"}).text


def test_an_unknown_filter_narrows_nothing(client, venue):
    assert "Compound Gate" in client.get(LIST, {"city": "Atlantis"}).text


def test_nothing_found_leads_to_a_report(client, venue):
    assert reverse("consents:venue_report") in client.get(LIST, {"q": "nowhere"}).text


def test_list_takes_the_same_queries_for_one_place_and_for_twenty(
    client, venue, django_assert_num_queries
):
    def ask(number):
        with django_assert_num_queries(number):
            client.get(LIST)

    ask(4)
    for _unused in range(20):
        FaceSystemFactory(venue=VenueFactory(operator=venue.operator))
    ask(4)


def test_place_shows_who_keeps_the_data_and_the_other_way(client, venue):
    FaceSystemFactory(
        venue=venue, custodian="cloud", alternative="刷卡", alternative_en="a key card"
    )
    page = client.get(venue.get_absolute_url(), headers={"accept-language": "en"})
    assert "a vendor&#x27;s cloud" in page.text
    assert "a key card" in page.text


def test_merged_place_leads_to_the_one_that_stands(client, venue, other_venue):
    Venue.objects.filter(pk=other_venue.pk).update(status=VenueStatus.MERGED, merged_into=venue)
    assert (
        client.get(other_venue.get_absolute_url()).headers["location"] == venue.get_absolute_url()
    )


def test_face_unlock_on_ones_own_phone_has_nobody_to_ask(client):
    page = client.get(VenueFactory(kind="own_device").get_absolute_url())
    assert reverse("requests:new") not in page.text


def report(browser, **changed):
    facts = {
        "name": "Willow Court",
        "kind": "residential_compound",
        "city": "Hangzhou",
        "jurisdiction": "CN",
        "purpose": "opens the gate",
    }
    return browser.post(reverse("consents:venue_report"), facts | changed)


def test_resident_reports_a_place(resident, signed_in):
    answer = report(signed_in(resident), text="A camera at each door")
    venue = Venue.objects.get(name="Willow Court")
    assert answer.headers["location"] == venue.get_absolute_url()
    assert venue.status == VenueStatus.REPORTED
    assert venue.reports.get().text == "A camera at each door"


def test_report_with_gaps_keeps_what_was_typed(resident, signed_in):
    page = report(signed_in(resident), city="")
    assert 'value="Willow Court"' in page.text
    assert 'href="#id_city"' in page.text
    assert not Venue.objects.exists()


def test_stranger_to_the_site_must_sign_in_to_report(client):
    assert report(client).headers["location"].startswith(reverse("account_login"))


def test_resident_notes_that_a_place_has_their_face(resident, venue, signed_in):
    address = f"{reverse('consents:holding_add')}?venue={venue.slug}"
    answer = signed_in(resident).post(address, {"how": "made_to"})
    assert answer.headers["location"] == reverse("consents:holding_list")
    assert Holding.objects.get().resident == resident


def test_a_day_to_come_is_refused(resident, venue, signed_in):
    address = f"{reverse('consents:holding_add')}?venue={venue.slug}"
    page = signed_in(resident).post(address, {"how": "made_to", "since": "2999-01-01"})
    assert "This day has not come yet" in page.text
    assert not Holding.objects.exists()


def test_guardian_notes_a_place_for_a_child(guardian, child, venue, signed_in):
    address = f"{reverse('consents:holding_add')}?venue={venue.slug}"
    signed_in(guardian).post(address, {"how": "made_to", "dependant": child.pk})
    assert Holding.objects.get().dependant == child


def test_list_is_mine_alone(resident, stranger, venue, signed_in):
    holding = HoldingFactory(resident=resident, venue=venue)
    assert "Compound Gate" not in signed_in(stranger).get(reverse("consents:holding_list")).text
    end = reverse("consents:holding_end", args=(holding.pk,))
    assert signed_in(stranger).post(end).status_code == 404
    assert signed_in(resident).post(end).status_code == 302
    holding.refresh_from_db()
    assert holding.ended_at is not None


def give(browser, notice, **more):
    address = reverse("consents:consent_give", args=(notice.purpose,))
    return browser.post(address, {"notice": notice.pk} | more)


def test_consent_is_given_under_the_notice_shown_and_withdrawn(resident, notices, signed_in):
    browser = signed_in(resident)
    notice = notices[Purpose.FACE_COMPARISON]
    page = browser.get(reverse("consents:consent_list"))
    assert "Notice face_comparison" in page.text
    give(browser, notice)
    browser.post(reverse("consents:consent_withdraw", args=(notice.purpose,)))
    acts = list(Consent.objects.order_by("id").values_list("action", "notice_id"))
    assert acts == [(ConsentAction.GIVEN, notice.pk), (ConsentAction.WITHDRAWN, notice.pk)]


def test_consent_under_an_outdated_notice_is_not_recorded(resident, notices, signed_in):
    old = notices[Purpose.FACE_COMPARISON]
    publish_notice(
        purpose=Purpose.FACE_COMPARISON, text_zh_hans="新", text_en="new words", by=SYSTEM
    )
    give(signed_in(resident), old)
    assert not Consent.objects.exists()


def test_consent_leads_back_only_within_the_site(resident, notices, signed_in):
    notice = notices[Purpose.FACE_COMPARISON]
    answer = give(signed_in(resident), notice, next="https://elsewhere.test/")
    assert answer.headers["location"] == reverse("consents:consent_list")


def test_notice_stays_at_its_address(client, notices):
    notice = Notice.objects.first()
    page = client.get(reverse("consents:notice", args=(notice.pk,)))
    assert notice.digest in page.text
