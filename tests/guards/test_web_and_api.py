"""Whatever a person can do on a page, a native app can do over the API, or here stands why it need not."""

from __future__ import annotations

import pytest

from tests.guards.routes import all_routes

# Signing in, security and sessions are allauth's on both sides: /accounts/ and /_allauth/.
ELSEWHERE = ("admin/", "accounts/", "_allauth/", "api/", "i18n/", "static/", "media/")

# Page -> addresses of the API, by name.
TWINS: dict[str, str] = {
    "home": "requests holdings",
    "statistics": "statistics",
    "child": "children holdings requests",
    "accounts:overview": "me children push-key push-subscriptions",
    "accounts:child_remove": "child",
    "accounts:download": "my-data",
    "accounts:delete": "me",
    "accounts:proof": "proof proof-code",
    "accounts:push_off": "push-subscription",
    "consents:venue_list": "venues jurisdictions",
    "consents:venue_detail": "venue",
    "consents:venue_report": "venues",
    "consents:venue_sighting": "sightings",
    "consents:holding_list": "holdings",
    "consents:holding_add": "holdings",
    "consents:holding_end": "holding",
    "consents:holding_again": "holding-again",
    "consents:consent_list": "consents consent-history",
    "consents:consent_give": "consents",
    "consents:consent_withdraw": "consent-withdraw",
    "consents:notice": "notice",
    "requests:list": "requests",
    "requests:new": "requests venue-rights",
    "requests:new_many": "requests-many",
    "requests:detail": "request",
    "requests:by_id": "requests",
    "requests:why": "request-why",
    "requests:send": "request-file",
    "requests:message": "request-messages",
    "requests:attachment": "request-file-content",
    "requests:accept": "request-accept",
    "requests:withdraw": "request-withdraw",
    "requests:dispute": "request-dispute",
    "requests:admonish": "request-admonish",
    "requests:card": "request receipt",
    "requests:identity": "request-code",
    "requests:identity_by_id": "request-code",
    "requests:ask_for_code": "request-messages",
    "requests:dispute_identity": "request-identity-dispute",
    "requests:letters": "letters",
    "requests:letter": "letters",
    "requests:letter_pdf": "letter-pdf",
    "requests:letter_bundle": "letter-bundle",
    "requests:receipt": "receipt",
    "requests:receipt_download": "receipt-jws",
    "requests:campaign": "campaign",
    "requests:campaign_start": "campaigns",
    "requests:campaign_join": "campaign-join",
    "requests:campaign_end": "campaign-end",
    "requests:incident": "incident",
    "requests:incidents": "incidents",
    "requests:campaigns": "campaigns",
    "requests:incident_report": "incidents",
    "receipts:check": "receipt-check",
    "biometrics:verify": "verifications",
    "biometrics:challenge": "liveness-challenges",
    "biometrics:live": "verifications",
    "biometrics:on_device": "on-device",
    "biometrics:verification": "verification",
    "biometrics:verification_state": "verification",
}

WITHOUT = {
    "about": "to be read; a program links to it",
    "accounts:undo": "a link in a mail, for whoever reads it",
    "published_keys": "the same address serves programs",
    "receipts:keys": "the same address serves programs",
    "consents:venue_sign": "paper; a program has the address of the venue",
    "robots": "for search engines",
    "sitemap": "for search engines",
    "healthz": "for whoever runs it",
    "readyz": "for whoever runs it",
    "pwa:state": "the installed page alone",
    "pwa:manifest": "the installed page alone",
    "pwa:offline": "the installed page alone",
    "pwa:share": "the installed page alone; a program sends to sightings",
    "pwa:worker": "the installed page alone",
}


def _pages() -> set[str]:
    return {route.name for route in all_routes() if not route.path.startswith(ELSEWHERE)}


def _api() -> set[str]:
    names = (route.name for route in all_routes() if route.path.startswith("api/v1/"))
    return {name.rpartition(":")[2] for name in names}


def test_every_page_has_its_twin_or_a_reason():
    assert _pages() == TWINS.keys() | WITHOUT.keys()
    assert not TWINS.keys() & WITHOUT.keys()


@pytest.mark.parametrize("page", sorted(TWINS))
def test_the_twin_is_there(page):
    assert set(TWINS[page].split()) <= _api()
