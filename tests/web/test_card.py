"""What is shown at the gate: the wish, its law, the date and the proof, in two languages."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from consents.models import Venue
from requests_app.law.rights import Right
from requests_app.services import filing
from tests.factories import VenueFactory, filed_request

pytestmark = pytest.mark.django_db
CHECK = reverse("receipts:check")
OTHER_WAY = (Right.OBJECTION, Right.OPT_OUT)


def card_of(case) -> str:
    return reverse("requests:card", args=(case.reference,))


@pytest.fixture
def objection(resident, venue):
    return filed_request(resident=resident, venue=venue, rights=OTHER_WAY)


def test_the_card_says_what_by_which_law_and_by_when_in_both_languages(
    resident, objection, signed_in
):
    page = signed_in(resident).get(card_of(objection))
    chinese, english = page.context["texts"]
    assert (chinese.language, english.language) == ("zh-Hans", "en")
    assert "Let me in another way, without my face." in english.wishes
    assert "art. 10" in english.source
    assert "第十条" in chinese.source
    assert "物业" in chinese.law
    assert "promptly" in english.due
    assert "it is not the law" in english.due
    assert f"{objection.due_on.year}年" in chinese.due
    assert "Gate Company was told on" in english.told
    assert objection.reference in page.text


def test_where_the_day_binds_it_is_named_alone_and_the_language_of_the_place_comes_first(
    resident, operator_organisation, signed_in
):
    lyon = VenueFactory(
        jurisdiction="EU-FR", time_zone="Europe/Paris", operator=operator_organisation
    )
    case = filed_request(resident=resident, venue=lyon, rights=(Right.OBJECTION,))
    english, _chinese = signed_in(resident).get(card_of(case)).context["texts"]
    assert english.language == "en"
    assert english.due.startswith("Answer due by")


def test_the_code_leads_to_the_genuine_receipt_and_names_nobody(
    client, resident, objection, signed_in
):
    address = signed_in(resident).get(card_of(objection)).context["address"]
    assert len(address) < 180  # read off a phone by another phone
    page = client.get(address[address.index(CHECK) :], headers={"accept-language": "en"})
    assert "Genuine" in page.text
    assert objection.reference in page.text
    for told in (resident.email, str(resident.pk)):
        assert told not in page.text


def test_it_says_honestly_that_nobody_was_told(resident, objection, signed_in):
    Venue.objects.filter(pk=objection.venue_id).update(operator=None, status="reported")
    browser = signed_in(resident)
    english = browser.get(card_of(objection)).context["texts"][1]
    assert "nobody has been told" in english.told
    Venue.objects.filter(pk=objection.venue_id).update(contact_email="gate@example.test")
    english = browser.get(card_of(objection)).context["texts"][1]
    assert "by e-mail" in english.told


def test_it_can_be_passed_on_as_text(resident, objection, signed_in):
    page = signed_in(resident).get(card_of(objection))
    plain = page.context["plain"]
    assert page.context["address"] in plain
    assert "Do not capture or match my face." in plain
    assert re.search(r'href="mailto:\?subject=[^"]+&amp;body=[^"]+"', page.text)


def test_a_child_is_not_named(guardian, child, venue, signed_in):
    case = filed_request(resident=guardian, venue=venue, rights=OTHER_WAY, dependant=child)
    page = signed_in(guardian).get(card_of(case))
    assert "In the name of my child:" in page.context["texts"][1].wishes
    assert child.display_name not in page.context["plain"]


@pytest.mark.parametrize("rights", [(Right.DELETION,), OTHER_WAY])
def test_no_card_where_there_is_nothing_to_show(resident, venue, signed_in, rights):
    case = filed_request(resident=resident, venue=venue, rights=rights)
    if rights == OTHER_WAY:
        filing.withdraw(case=case, by=resident)
    browser = signed_in(resident)
    assert browser.get(card_of(case)).headers["location"] == case.get_absolute_url()
    steps = browser.get(case.get_absolute_url()).context["steps"]
    assert card_of(case) not in [step.href for step in steps]


def test_it_is_kept_for_a_place_without_a_network(resident, objection, signed_in):
    browser = signed_in(resident)
    assert browser.get(card_of(objection)).headers["saveface-keep"] == "yes"
    assert (
        f'href="{card_of(objection)}" data-keep' in browser.get(objection.get_absolute_url()).text
    )


def test_anothers_card_does_not_show_that_it_exists(stranger, objection, signed_in):
    assert signed_in(stranger).get(card_of(objection)).status_code == 404
