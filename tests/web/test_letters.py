"""Reminder and complaint by web: handed over where somebody answers, else on their way by the resident."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.models import Venue
from requests_app.models import Letter, RightsRequest
from requests_app.states import EventKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def overdue(rights_request):
    past = timezone.now() - timedelta(days=3)
    RightsRequest.objects.filter(pk=rights_request.pk).update(due_at=past, due_on=past.date())
    rights_request.refresh_from_db()
    return rights_request


@pytest.fixture
def page_of(overdue):
    def address(name: str, *more: object) -> str:
        return reverse(f"requests:{name}", args=(overdue.reference, *more))

    return address


def write(browser, page_of, stage: str, **more: str) -> str:
    """Write a letter; the page that follows, in English."""
    answer = browser.post(page_of("letters"), {"stage": stage, **more})
    return browser.get(answer.headers["location"], headers={"accept-language": "en"}).text


def test_the_reminder_is_read_then_sent_into_the_case(resident, overdue, page_of, signed_in):
    browser = signed_in(resident)
    text = write(browser, page_of, "admonition")
    assert "Send it to the venue" in text
    assert "mailto:" not in text
    page = browser.post(page_of("admonish"), follow=True)
    assert page.redirect_chain[-1][0] == overdue.get_absolute_url()
    assert overdue.events.filter(kind=EventKind.ADMONISH).count() == 1
    assert "You reminded the venue of its duty" in page.text
    text = browser.get(page_of("letters"), headers={"accept-language": "en"}).text
    assert "Handed over on" in text


def test_where_nobody_answers_it_is_passed_on(resident, overdue, page_of, signed_in):
    Venue.objects.filter(pk=overdue.venue_id).update(operator=None, status="reported")
    browser = signed_in(resident)
    text = write(browser, page_of, "admonition")
    assert "data-share" in text
    assert "mailto:?subject=" in text
    assert page_of("admonish") not in text
    answer = browser.post(page_of("admonish"), follow=True)
    assert "nothing can be handed over" in answer.text
    assert not Letter.objects.filter(delivered_at__isnull=False).exists()


def test_the_complaint_is_the_residents_own_and_the_channel_is_a_link(
    resident, overdue, page_of, signed_in
):
    browser = signed_in(resident)
    listed = browser.get(page_of("letters")).text
    assert 'href="tel:12377"' in listed
    assert 'href="https://www.12377.cn"' in listed
    text = write(browser, page_of, "complaint", authority="cn-12377")
    assert 'href="tel:12377"' in text
    assert "nothing is sent for you" in text
    assert page_of("admonish") not in text


@pytest.mark.parametrize(("language", "first"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_the_other_language_is_folded(resident, overdue, page_of, signed_in, language, first):
    browser = signed_in(resident)
    location = browser.post(page_of("letters"), {"stage": "admonition"}).headers["location"]
    page = browser.get(location, headers={"accept-language": language})
    assert page.context["mine"][0] == first
    folded = page.text[page.text.index('<details class="card">') :]
    assert page.context["other"][1][:12] in folded
    assert page.context["mine"][1][:12] not in folded.replace("share-text", "")


def test_not_before_the_date(resident, rights_request, signed_in):
    address = reverse("requests:admonish", args=(rights_request.reference,))
    page = signed_in(resident).post(address, follow=True, headers={"accept-language": "en"})
    assert "The venue still has time to answer" in page.text
    assert not Letter.objects.exists()


def test_anothers_case_does_not_show_that_it_exists(stranger, overdue, page_of, signed_in):
    assert signed_in(stranger).post(page_of("admonish")).status_code == 404
