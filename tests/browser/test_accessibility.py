"""Every resident page: axe, no sideways scrolling at 360 px, targets of 44 px, in both languages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from requests_app.models import EscalationStage, Right, RightsRequest
from requests_app.services import messages
from requests_app.services.campaigns import Appeal, start_campaign
from requests_app.services.escalating import write_letter
from requests_app.services.incidents import Facts, announce_breach
from tests.factories import FaceSystemFactory, HoldingFactory, filed_request

# Links within running text are exempt, as WCAG 2.5.8 has it.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'a.button, button, .tabs a, summary, input:not([type=hidden]), select, textarea')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.visually-hidden'))
  .map(e => [(e.closest('label.choice') || e).getBoundingClientRect(), e.outerHTML.slice(0, 120)])
  .filter(([box]) => box.height && (box.height < 43.5 || box.width < 43.5))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""
PUBLIC = [
    "home", "venues", "venue", "statistics", "check", "login", "signup", "code", "campaign",
    "incident",
]  # fmt: skip
MINE = [
    "home", "cases", "case", "asked", "new", "message", "withdraw", "identity", "why", "receipt",
    "holdings", "holding_add", "report", "consents", "me", "delete", "second_step", "sessions",
    "emails", "logout", "letters", "letter", "campaign", "campaign_start", "incident_report",
]  # fmt: skip


@pytest.fixture
def addresses(resident, operator, venue, notices) -> dict[str, str]:
    """One of each page, with something on it."""
    FaceSystemFactory(venue=venue, custodian="cloud", alternative="a card", compulsory=False)
    HoldingFactory(resident=resident, venue=venue)
    case = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS, Right.DELETION))
    asked = filed_request(resident=resident, venue=venue)
    messages.ask(request=asked, body="Which gate?", by=operator)
    receipt = case.receipts.get()
    overdue = filed_request(resident=resident, venue=venue)
    RightsRequest.objects.filter(pk=overdue.pk).update(due_at=timezone.now() - timedelta(days=3))
    overdue.refresh_from_db()
    letter = write_letter(request=overdue, stage=EscalationStage.ADMONITION, by=resident)
    appeal = Appeal(venue, "No face at our gate", "We ask for cards.", [Right.OPT_OUT])
    campaign = start_campaign(appeal=appeal, by=resident)
    breach = Facts(what="A server was copied.", aware_at=timezone.now(), measures="Closed.")
    incident = announce_breach(venue=venue, facts=breach, by=operator)
    of_case = {
        name: reverse(f"requests:{name}", args=(case.reference,))
        for name in ("message", "withdraw", "identity", "why")
    }
    return of_case | {
        "home": reverse("home"),
        "venues": reverse("consents:venue_list"),
        "venue": venue.get_absolute_url(),
        "statistics": reverse("statistics"),
        "check": reverse("receipts:check"),
        "login": reverse("account_login"),
        "signup": reverse("account_signup"),
        "code": reverse("account_request_login_code"),
        "cases": reverse("requests:list"),
        "case": case.get_absolute_url(),
        "asked": asked.get_absolute_url(),
        "new": f"{reverse('requests:new')}?venue={venue.slug}",
        "receipt": reverse("requests:receipt", args=(case.reference, receipt.pk)),
        "holdings": reverse("consents:holding_list"),
        "holding_add": f"{reverse('consents:holding_add')}?venue={venue.slug}",
        "report": reverse("consents:venue_report"),
        "consents": reverse("consents:consent_list"),
        "me": reverse("accounts:overview"),
        "delete": reverse("accounts:delete"),
        "second_step": reverse("mfa_index"),
        "sessions": reverse("usersessions_list"),
        "emails": reverse("account_email"),
        "logout": reverse("account_logout"),
        "letters": reverse("requests:letters", args=(overdue.reference,)),
        "letter": reverse("requests:letter", args=(overdue.reference, letter.pk)),
        "campaign": campaign.get_absolute_url(),
        "campaign_start": f"{reverse('requests:campaign_start')}?venue={venue.slug}",
        "incident": reverse("requests:incident", args=(incident.pk,)),
        "incident_report": reverse("requests:incident_report"),
    }


def look_at(page, address: str, faults) -> list[str]:
    answer = page.goto(address)
    found = [] if answer.status == 200 else [f"status {answer.status}"]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("scrolls sideways")
    found += [f"small target: {target}" for target in page.evaluate(SMALL_TARGETS)]
    return [f"{address}: {fault}" for fault in found + faults(page)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_public_pages(open_browser, addresses, faults, language, scheme):
    page = open_browser(language=language, scheme=scheme)
    assert [f for name in PUBLIC for f in look_at(page, addresses[name], faults)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_a_resident(open_browser, addresses, faults, resident, language, scheme):
    page = open_browser(resident, language=language, scheme=scheme)
    assert [f for name in MINE for f in look_at(page, addresses[name], faults)] == []


def test_wide_screen(open_browser, addresses, faults, resident):
    page = open_browser(resident, size={"width": 1280, "height": 900})
    assert [f for name in MINE for f in look_at(page, addresses[name], faults)] == []


def test_form_with_errors_takes_the_focus_to_the_summary(
    open_browser, addresses, faults, resident, language
):
    page = open_browser(resident, language=language)
    page.goto(addresses["report"])
    page.locator("main form button").click()
    assert page.evaluate("document.activeElement.className") == "error-summary"
    assert faults(page) == []
    page.locator(".error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_name"
