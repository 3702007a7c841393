"""What else residents do here, each way once from end to end, on a phone and in both languages."""

from __future__ import annotations

import json
from pathlib import Path

from django.urls import reverse

from accounts.models import User
from biometrics.models import SightingPhoto
from consents.models import Consent, ConsentAction, Purpose, VenueReport
from requests_app.law.rights import Right
from requests_app.models import Message, RightsRequest
from requests_app.services.campaigns import Appeal, start_campaign
from tests.browser.test_journeys import photograph
from tests.factories import HoldingFactory

SEND = (
    "main form.card > button.button, main form.card .actions > button.button, "
    "main form.card .send-bar > button.button"
)


def test_a_place_is_reported_with_a_photograph_of_its_sign(open_browser, resident, language):
    page = open_browser(resident, language=language)
    page.goto(f"{reverse('consents:venue_list')}?q=nowhere")
    page.locator(f"a[href^='{reverse('consents:venue_report')}']").first.click()
    page.fill("#id_name", "North gate")
    page.select_option("#id_kind", "residential_compound")
    page.fill("#id_city", "Hangzhou")
    page.fill("#id_purpose", "opens the gate")
    sign = {"name": "sign.png", "mimeType": "image/png", "buffer": photograph(1, 2)}
    page.set_input_files("input[type=file]", sign)
    page.locator(SEND).first.click()
    page.wait_for_url("**/venues/*/")
    report = VenueReport.objects.get(venue__name="North gate")
    assert report.venue.get_absolute_url() in page.url
    assert SightingPhoto.objects.filter(report=report).exists()


def test_all_places_of_ones_list_are_asked_at_once(
    open_browser, resident, venue, other_venue, language, settings
):
    # Each request is filed by itself, on purpose.
    settings.ZEAL_ALLOWLIST = [{"model": "*"}]
    for place in (venue, other_venue):
        HoldingFactory(resident=resident, venue=place)
    page = open_browser(resident, language=language)
    page.goto(reverse("consents:holding_list"))
    page.locator(f"a[href='{reverse('requests:new_many')}']").click()
    page.locator("input[value=delete]").check()
    page.locator(SEND).first.click()
    assert page.locator("main .pill.tone-good").count() == 2
    assert RightsRequest.objects.filter(resident=resident).count() == 2


def test_a_case_is_followed_and_a_message_goes_with_a_file(
    open_browser, resident, rights_request, language
):
    page = open_browser(resident, language=language)
    page.goto(reverse("requests:list"))
    page.locator(f"a[href='{rights_request.get_absolute_url()}']").first.click()
    assert page.locator(".timeline > li").count() >= 1
    page.locator(f"a[href$='{reverse('requests:why', args=(rights_request.reference,))}']").click()
    assert page.locator("main ol > li").count() >= 1
    page.locator("a.crumb").click()
    message = reverse("requests:message", args=(rights_request.reference,))
    page.locator(f"#messages a[href='{message}']").click()
    page.fill("#id_body", "My ticket")
    ticket = {"name": "ticket.txt", "mimeType": "text/plain", "buffer": b"number 12"}
    page.set_input_files("input[type=file]", ticket)
    page.locator(SEND).first.click()
    page.wait_for_url(f"**{rights_request.get_absolute_url()}*")
    words = page.locator(".thread").inner_text()
    assert "attachment-1.txt" in words  # the name that it came under may say whose it is
    assert "ticket.txt" not in words
    assert Message.objects.get().attachments.count() == 1


def test_a_campaign_is_joined_with_ones_own_request(
    open_browser, resident, stranger, venue, language
):
    appeal = Appeal(venue, "No face at our gate", "We ask for cards.", [Right.OPT_OUT])
    campaign = start_campaign(appeal=appeal, by=stranger)
    page = open_browser(resident, language=language)
    page.goto(campaign.get_absolute_url())
    page.locator(SEND).first.click()
    page.wait_for_url("**/requests/SF-*/")
    assert RightsRequest.objects.get(resident=resident).campaign == campaign


def test_a_consent_is_given_and_withdrawn(open_browser, resident, notices, language):
    page = open_browser(resident, language=language)
    page.goto(reverse("consents:consent_list"))
    for act in ("consent_give", "consent_withdraw"):
        address = reverse(f"consents:{act}", args=(Purpose.FACE_COMPARISON.value,))
        page.locator(f"form[action='{address}'] button").click()
        page.wait_for_url(f"**{reverse('consents:consent_list')}*")
    acts = Consent.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == [ConsentAction.GIVEN, ConsentAction.WITHDRAWN]
    assert page.locator("table.folding tbody tr").count() == 2


def test_a_guardian_files_for_a_child_and_finds_it_in_its_file(
    open_browser, guardian, venue, language, faults
):
    page = open_browser(guardian, language=language)
    page.goto(reverse("accounts:overview"))
    page.locator("details:has(input[name=child-display_name]) summary").click()
    page.fill("#id_child-display_name", "Xiaoming")
    page.locator("input[name=child-birth_band]").first.check()
    page.locator("form:has(#id_child-display_name) button").click()
    child = guardian.dependants.get()
    page.locator(f"a[href='{reverse('child', args=(child.pk,))}']").click()
    assert faults(page) == []
    page.locator(f"a[href='{reverse('requests:new')}?dependant={child.pk}']").click()
    page.fill("#id_q", "gate")
    page.keyboard.press("Enter")
    page.locator(".tile a").first.click()
    assert page.locator("#id_dependant").input_value() == str(child.pk)
    page.locator(SEND).first.click()
    page.wait_for_url("**/requests/SF-*/")
    case = RightsRequest.objects.get()
    assert (case.dependant, case.claimant_name) == (child, "Xiaoming")
    page.goto(reverse("child", args=(child.pk,)))
    assert page.locator(f"a[href='{case.get_absolute_url()}']").is_visible()


def test_everything_is_downloaded_and_the_account_deleted(
    open_browser, resident, rights_request, language
):
    page = open_browser(resident, language=language)
    page.goto(reverse("accounts:overview"))
    with page.expect_download() as download:
        page.locator(f"form[action='{reverse('accounts:download')}'] button").click()
    assert rights_request.reference in json.dumps(
        json.loads(Path(download.value.path()).read_text())
    )
    page.locator(f"main a[href='{reverse('accounts:delete')}']").click()
    page.fill("#id_email", resident.email)
    page.locator("#id_sure").check()
    page.locator("main button.danger").click()
    page.wait_for_url("**/")
    assert page.locator(".messages").is_visible()
    assert not User.objects.filter(email=resident.email).exists()
