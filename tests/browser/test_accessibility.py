"""Every resident page: axe, no sideways scrolling at 360 px, targets of 44 px, in both languages."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse
from django.utils import timezone

from accounts.services import undoable_changes
from consents import selectors
from consents.services import handovers
from requests_app.law.decisions import Decision
from requests_app.law.letters.types import LetterKind
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services import answers, messages
from requests_app.services.admonitions import admonish
from requests_app.services.campaigns import Appeal, start_campaign
from requests_app.services.incidents import Facts, announce_breach
from requests_app.services.letters import write_letter
from requests_app.services.replies import Reply, Verdict
from requests_app.states import Identity
from requests_app.views.about import PAGES
from tests.factories import (
    DependantFactory,
    FaceSystemFactory,
    HoldingFactory,
    OrganisationFactory,
    UserFactory,
    filed_request,
)
from tests.guards.routes import all_routes

# Links within running text are exempt, as WCAG 2.5.8 has it.
SMALL_TARGETS = """() => [...document.querySelectorAll(
  'a.button, button, .tabs a, summary, input:not([type=hidden]), select, textarea')]
  .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest('.visually-hidden'))
  .map(e => [(e.closest('label.choice') || e).getBoundingClientRect(), e.outerHTML.slice(0, 120)])
  .filter(([box]) => box.height && (box.height < 43.5 || box.width < 43.5))
  .map(([box, html]) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`)"""
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => `${e.tagName} ${e.className}`).slice(0, 6)"""
# The desk, the API and its description are no residents' pages.
AREAS_OF_OTHERS = ("admin", "api", "_allauth", "demo", "styleguide")
PUBLIC = [
    "home", "venues", "venue", "statistics", "check", "login", "signup_by_passkey", "code",
    "campaign", "incident", "help", "privacy", "accessibility", "contact",
    "campaigns", "incidents",
]  # fmt: skip
MINE = [
    "home", "cases", "case", "asked", "new", "message", "withdraw", "identity", "why", "receipt",
    "holdings", "holding_add", "report", "consents", "me", "delete", "second_step", "sessions",
    "emails", "logout", "letters", "letter", "campaign", "campaign_start", "incident_report",
    "where", "card", "overdue",
]  # fmt: skip
# Seldom seen: looked at in both languages, in the light theme.
SELDOM = [
    "sign", "sighting", "new_many", "offline", "notice", "child_remove", "dispute",
    "dispute_identity", "child", "letter_sent", "answered",
    "totp", "recovery_codes", "passkeys", "passkey_add", "others",
    "others_cancelled", "inactive", "proof", "undo",
]  # fmt: skip
# Pages that need a course of events before them; the test named looks at them with axe.
ELSEWHERE = {
    "biometrics:verify": "test_camera.py",
    "biometrics:verification": "test_journeys.py",
    "biometrics:on_device": "test_on_device.py",
    "account_confirm_login_code": "test_journeys.py",
    "mfa_deactivate_totp": "test_passkeys.py",
    "mfa_edit_webauthn": "test_passkeys.py",
    "mfa_reauthenticate": "test_passkeys.py",
    "mfa_reauthenticate_webauthn": "test_passkeys.py",
    "mfa_remove_webauthn": "test_passkeys.py",
    "mfa_view_recovery_codes": "test_passkeys.py",
}
# Acts that only take a POST, and addresses that answer with a file, with JSON or with another address.
NO_PAGE = {
    "account_signup", "accounts:download", "accounts:push_off", "biometrics:challenge", "biometrics:live",
    "biometrics:verification_state", "consents:consent_give", "consents:consent_withdraw",
    "consents:holding_again", "consents:holding_end", "healthz", "readyz", "published_keys",
    "robots", "sitemap",
    "pwa:manifest", "pwa:share", "pwa:state", "pwa:worker", "receipts:keys", "requests:accept",
    "requests:attachment", "requests:by_id", "requests:campaign_end", "requests:campaign_join",
    "requests:admonish", "requests:ask_for_code",
    "requests:identity_by_id", "requests:letter_bundle", "requests:letter_pdf",
    "requests:receipt_download", "requests:send", "set_language",
    "mfa_download_recovery_codes", "mfa_login_webauthn",
    # Nobody has a password: config/web/urls.py leads to the page for signing in.
    "account_change_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_set_password",
}  # fmt: skip
# allauth's, in the same look, to which nothing here leads: an address is confirmed by a code and not by
# a link, nobody has a password or comes by another site's account. Nobody has looked at these with axe.
NOT_LOOKED_AT = {
    "account_email_verification_sent", "account_reauthenticate", "mfa_authenticate",
    "mfa_signup_webauthn", "socialaccount_login_error", "socialaccount_signup",
}  # fmt: skip


@pytest.fixture
def addresses(resident, operator, venue, notices) -> dict[str, str]:
    """One of each page, with something on it."""
    FaceSystemFactory(venue=venue, custodian="cloud", alternative="a card", compulsory=False)
    HoldingFactory(resident=resident, venue=venue)
    case = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS, Right.DELETION))
    asked = filed_request(resident=resident, venue=venue)
    messages.ask(case=asked, body="Which gate?", by=operator)
    receipt = case.receipts.get()
    overdue = filed_request(resident=resident, venue=venue)
    RightsRequest.objects.filter(pk=overdue.pk).update(due_at=timezone.now() - timedelta(days=3))
    overdue.refresh_from_db()
    letter = write_letter(case=overdue, stage=LetterKind.ADMONITION, by=resident)
    objection = filed_request(resident=resident, venue=venue, rights=(Right.OPT_OUT,))
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
        "campaigns": reverse("requests:campaigns"),
        "incidents": reverse("requests:incidents"),
        **{page: reverse("about", args=(page,)) for page in PAGES},
        "check": reverse("receipts:check"),
        "login": reverse("account_login"),
        "code": reverse("account_request_login_code"),
        "signup_by_passkey": reverse("account_signup_by_passkey"),
        "cases": reverse("requests:list"),
        "case": case.get_absolute_url(),
        "asked": asked.get_absolute_url(),
        "new": f"{reverse('requests:new')}?venue={venue.slug}",
        "where": f"{reverse('requests:new')}?q=gate",
        "card": reverse("requests:card", args=(objection.reference,)),
        "overdue": overdue.get_absolute_url(),
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


@pytest.fixture
def seldom(resident, operator, venue, notices, addresses) -> dict[str, str]:
    """The pages that few ever see."""
    child = DependantFactory(guardian=resident)
    case = filed_request(resident=resident, venue=venue)
    no = Verdict(Right.DELETION, Decision.REFUSED, "CN-ABUSE", "You asked a hundred times.")
    venue_of_answer = {"venue": {"legal_name": "Gate Company", "person_in_charge": "Ms Wang"}}
    reply = Reply(verdicts=[no], text="We are sorry.", evidence=venue_of_answer)
    answers.answer(case=case, reply=reply, by=operator)
    late = filed_request(resident=resident, venue=venue)
    RightsRequest.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=3))
    sent = admonish(case=late, by=resident)
    change = undoable_changes.ask_for_address(by=resident, address="new@example.test")
    unmatched = filed_request(resident=resident, venue=venue)
    RightsRequest.objects.filter(pk=unmatched.pk).update(identity=Identity.FAILED)
    return {
        "sign": reverse("consents:venue_sign", args=(venue.slug,)),
        "sighting": reverse("consents:venue_sighting", args=(venue.slug,)),
        "new_many": reverse("requests:new_many"),
        "offline": reverse("pwa:offline", args=("en",)),
        "notice": reverse("consents:notice", args=(next(iter(notices.values())).pk,)),
        "child_remove": reverse("accounts:child_remove", args=(child.pk,)),
        "child": reverse("child", args=(child.pk,)),
        "letter_sent": reverse("requests:letter", args=(late.reference, sent.pk)),
        "answered": case.get_absolute_url(),
        "dispute": reverse("requests:dispute", args=(case.reference,)),
        "dispute_identity": reverse("requests:dispute_identity", args=(unmatched.reference,)),
        "totp": reverse("mfa_activate_totp"),
        "recovery_codes": reverse("mfa_generate_recovery_codes"),
        "passkeys": reverse("mfa_list_webauthn"),
        "passkey_add": reverse("mfa_add_webauthn"),
        "others": reverse("socialaccount_connections"),
        "others_cancelled": reverse("socialaccount_login_cancelled"),
        "inactive": reverse("account_inactive"),
        "proof": reverse("accounts:proof"),
        "undo": reverse("accounts:undo", args=(undoable_changes.token_of(change),)),
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


def test_pages_seldom_seen(open_browser, seldom, faults, resident, language):
    page = open_browser(resident, language=language)
    seldom["offline"] = reverse("pwa:offline", args=(language,))
    assert [f for name in SELDOM for f in look_at(page, seldom[name], faults)] == []


@pytest.fixture
def broken(monkeypatch):
    """The directory fails."""

    def fail(*_args, **_more):
        raise RuntimeError("on purpose")

    monkeypatch.setattr(selectors, "venues", fail)


@pytest.mark.parametrize(
    ("status", "method", "address"),
    [
        (404, "GET", "/nowhere/"),
        (403, "POST", "/me/delete"),
        (500, "GET", "/venues/"),
        (503, "GET", "/consents/"),
    ],
)
def test_error_pages(open_browser, faults, resident, broken, language, status, method, address):
    """As the server sends them; the browser is told 200, since it complains of anything else."""
    page = open_browser(resident, language=language)
    statuses = []

    def pass_on(route):
        answer = route.fetch(method=method)
        statuses.append(answer.status)
        route.fulfill(response=answer, status=200)

    page.route(f"**{address}", pass_on)
    assert look_at(page, address, faults) == []
    assert statuses == [status]
    assert page.locator("h1").count() == 1


def test_every_address_is_looked_at_or_is_no_page(addresses, seldom):
    """A new page without a place in one of the lists above fails here."""
    named = {route.name for route in all_routes() if route.area not in AREAS_OF_OTHERS}
    looked_at = addresses | seldom
    visited = {resolve(urlsplit(looked_at[name]).path).view_name for name in PUBLIC + MINE + SELDOM}
    for test in ELSEWHERE.values():
        assert "faults(page)" in (Path(__file__).parent / test).read_text()
    left = named - {""} - visited - set(ELSEWHERE) - NO_PAGE
    assert left == NOT_LOOKED_AT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("who", "buttons"), [("moderator", 2), ("manager", 1)])
def test_who_answers_changes_at_the_desk(
    open_browser, faults, request, venue, who, buttons, language, scheme
):
    """As the second moderator, and as a manager of whoever answers now: our part of the page."""
    change = {"operator": OrganisationFactory(), "reason": "The lease has changed hands."}
    handover = handovers.propose(venue=venue, by=UserFactory(), **change)
    page = open_browser(request.getfixturevalue(who), language=language, scheme=scheme)
    page.goto(reverse("admin:consents_handover_change", args=(handover.pk,)))
    assert page.locator(".sf button").count() == buttons
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert faults(page, within=".sf") == []


def test_wide_screen(open_browser, addresses, faults, resident):
    page = open_browser(resident, size={"width": 1280, "height": 900})
    assert [f for name in MINE for f in look_at(page, addresses[name], faults)] == []


@pytest.mark.parametrize(
    ("size", "text"),
    [({"width": 320, "height": 256}, "100%"), ({"width": 360, "height": 740}, "200%")],
    ids=["zoomed-400%", "text-200%"],
)
def test_enlarged_pages_need_no_sideways_scrolling(
    open_browser, addresses, seldom, resident, size, text
):
    """WCAG 1.4.10 (1280 × 1024 at 400 %) and 1.4.4 (text alone twice as large)."""
    page = open_browser(resident, size=size)
    sideways = []
    for name, address in (addresses | seldom).items():
        page.goto(address)
        page.evaluate("size => { document.documentElement.style.fontSize = size }", text)
        if page.evaluate("document.scrollingElement.scrollWidth > innerWidth"):
            sideways.append(f"{name}: {page.evaluate(TOO_WIDE)}")
    assert not sideways, "\n".join(sideways)


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
