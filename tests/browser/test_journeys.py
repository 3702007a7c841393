"""The residents' journeys in a real browser, on a phone, in both languages."""

from __future__ import annotations

import io
import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import User
from biometrics.engines import mosaic
from biometrics.services.disclosures import add_photograph, finish_disclosure
from consents.models import Consent
from requests_app.models import RightsRequest
from requests_app.services import identity
from requests_app.states import Workflow
from tests.attempting import selection_of


def photograph(person: int, variant: int) -> bytes:
    out = io.BytesIO()
    mosaic.draw(person, variant).convert("RGB").save(out, "PNG")
    return out.getvalue()


def test_newcomer_comes_in_with_a_code_by_mail(open_browser, language, faults):
    page = open_browser(language=language)
    page.goto(reverse("account_login"))
    page.fill("#id_email", "new@example.test")
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/login/code/confirm/**")
    assert faults(page) == []
    code = re.search(r"^\s*([0-9A-Z]{3,4}-?[0-9A-Z]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    page.locator("input[name=code]").press_sequentially(code[1])  # it goes by itself
    page.locator("a[href='/me/']").wait_for()
    newcomer = User.objects.get(email="new@example.test")
    assert newcomer.locale == ("en" if language == "en" else "zh-hans")
    assert EmailAddress.objects.get(user=newcomer).verified


def test_resident_signs_in_with_a_code_and_goes_on(open_browser, resident, venue, language, faults):
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    page = open_browser(language=language)
    page.goto(reverse("consents:holding_list"))
    page.fill("#id_email", resident.email)
    page.keyboard.press("Enter")
    page.wait_for_url("**/login/code/confirm/**")
    assert faults(page) == []
    code = re.search(r"^\s*([0-9A-Z]{3,4}-?[0-9A-Z]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    page.keyboard.type(code[1])
    page.wait_for_url(f"**{reverse('consents:holding_list')}")


def file_from_search(page) -> RightsRequest:
    """From the start page to the filed request."""
    page.goto(reverse("home"))
    page.fill("#id_q", "gate")
    page.keyboard.press("Enter")
    page.locator(".tile a").first.click()
    page.locator(f"a[href='{reverse('requests:new')}?venue=gate']").click()
    page.locator("input[value=see_delete]").check()
    page.locator("main form .button").first.click()
    page.wait_for_url("**/requests/SF-*/")
    return RightsRequest.objects.get()


def test_resident_files_follows_and_withdraws(open_browser, resident, venue, language):
    page = open_browser(resident, language=language)
    case = file_from_search(page)
    assert case.workflow == Workflow.FILED
    assert page.locator(".steps [aria-current=step]").count() == 1
    page.locator(f"a[href='{reverse('requests:withdraw', args=(case.reference,))}']").click()
    page.locator("button.danger").click()
    page.wait_for_url(f"**{case.get_absolute_url()}")
    case.refresh_from_db()
    assert case.workflow == Workflow.CLOSED


def test_everything_to_the_filed_request_works_without_javascript(open_browser, resident, venue):
    page = open_browser(resident, javascript=False)
    assert file_from_search(page).workflow == Workflow.FILED


def test_receipt_is_copied_and_found_genuine(open_browser, resident, rights_request, language):
    page = open_browser(resident, language=language)
    receipt = rights_request.receipts.get()
    page.goto(reverse("requests:receipt", args=(rights_request.reference, receipt.pk)))
    page.locator("details:has(#jws) > summary").click()
    text = page.locator("#jws").inner_text()
    page.goto(reverse("receipts:check"))
    page.fill("#id_text", text)
    page.locator("main form .button").click()
    assert page.locator(".notice.tone-good").count() == 1
    assert rights_request.reference in page.locator("main").inner_text()


@pytest.fixture
def disclosed(settings, rights_request, operator):
    """The picture of person 1 and of a stranger, disclosed for `rights_request` and read."""
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    found = identity.begin_disclosure(
        case=rights_request, selection=selection_of((1, 2)), by=operator
    )
    for person in (1, 2):
        add_photograph(disclosure=found, reference=f"r{person}", data=photograph(person, 1))
    finish_disclosure(disclosure=found, by=operator)
    return found


def test_from_consent_to_the_camera(
    open_browser, resident, rights_request, disclosed, notices, language, faults
):
    """What happens before the camera is in `test_camera`."""
    page = open_browser(resident, language=language)
    page.goto(rights_request.get_absolute_url())
    page.locator(".card.next a.button").first.click()
    page.locator(f"a[href='{reverse('biometrics:verify', args=(disclosed.pk,))}']").click()
    assert faults(page) == []
    page.locator("main form button.button").first.click()
    assert Consent.objects.get().resident == resident
    assert faults(page) == []
    assert page.locator("[data-step=explain] [data-go]").is_visible()
    assert page.locator("input[type=file]").count() == 0


def test_language_is_one_touch(open_browser, venue):
    page = open_browser(language="en")
    page.goto(venue.get_absolute_url())
    page.locator(".language button").click()
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.url.endswith(venue.get_absolute_url())


def test_larger_text_is_remembered(open_browser, venue):
    page = open_browser()
    page.goto(reverse("home"))
    page.locator("[data-text-size]").click()
    page.goto(venue.get_absolute_url())
    assert page.locator("html").get_attribute("class") == "large-text"
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
