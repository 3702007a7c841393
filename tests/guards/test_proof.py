"""Every address of an account: asked again before it acts, or here stands why it need not be.

A new one, ours or allauth's, fails until it is listed. An old session gets at none of them.
"""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import ApiToken, Dependant, Membership, User
from tests.accounts.thief import aged, is_asked
from tests.guards.dotted import functions, imported, parsed, short, sources, used
from tests.guards.routes import all_routes
from tests.personas import TOTP_SECRET, sign_in

pytestmark = pytest.mark.django_db

ADDED = {"email": "thief@example.test"}
SECOND = {"email": "second@example.test", "primary": True}
SURE = {"email": "resident@example.test", "sure": "on"}
EMAIL_FORM = {"action_add": "", **ADDED}

# (method, address, what is sent). Those in WITH_FACTOR are tried by whoever has an authenticator app.
PAGES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("get", "me/delete", {}),
    ("post", "me/delete", SURE),
    ("get", "me/data", {}),
    ("post", "me/data", {}),
    ("get", "me/children/<pk>/remove", {}),
    ("post", "me/children/<pk>/remove", {}),
    ("post", "accounts/email/", EMAIL_FORM),
    ("post", "accounts/email/", {"action_primary": "", **SECOND}),
    ("post", "accounts/email/", {"action_remove": "", **SECOND}),
    ("get", "accounts/2fa/totp/activate/", {}),
    ("post", "accounts/2fa/totp/activate/", {"code": "123456"}),
    ("get", "accounts/2fa/webauthn/add/", {}),
    ("post", "accounts/2fa/webauthn/add/", {"name": "x", "credential": ""}),
    ("get", "accounts/2fa/webauthn/keys/<pk>/edit/", {}),
    ("post", "accounts/2fa/webauthn/keys/<pk>/edit/", {"name": "x"}),
    ("get", "accounts/2fa/webauthn/keys/<pk>/remove/", {}),
    ("post", "accounts/2fa/webauthn/keys/<pk>/remove/", {}),
    ("get", "accounts/2fa/recovery-codes/generate/", {}),
    ("post", "accounts/2fa/recovery-codes/generate/", {}),
)
WITH_FACTOR: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("get", "accounts/2fa/totp/deactivate/", {}),
    ("post", "accounts/2fa/totp/deactivate/", {}),
    ("get", "accounts/2fa/recovery-codes/", {}),
    ("get", "accounts/2fa/recovery-codes/download/", {}),
    ("get", "accounts/2fa/recovery-codes/generate/", {}),
    ("post", "accounts/2fa/recovery-codes/generate/", {}),
)
HEADLESS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("post", "account/email", ADDED),
    ("patch", "account/email", SECOND),
    ("delete", "account/email", SECOND),
    ("get", "account/authenticators/webauthn", {}),
    ("get", "account/authenticators/recovery-codes", {}),
    ("post", "account/authenticators/recovery-codes", {}),
    ("delete", "account/authenticators/totp", {}),
)
API: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("delete", "api/v1/me", {}),
    ("get", "api/v1/me/data", {}),
    ("head", "api/v1/me/data", {}),
    ("delete", "api/v1/children/<pk>", {}),
)

COMING_IN = "before somebody is signed in, or how they show who they are"
LOOKING = "shows what the person's own page shows, and no secret"
NOTHING = "nobody has that here"
NOT_ASKED = {
    "me/": "name, language, age; the children's names; nothing that lets anybody in",
    "me/proof": COMING_IN,
    "me/undo/<token>": "the link itself is the proof: it came to the address from before",
    "me/push/<pk>/off": "protects; a message says that something happened, never what",
    "accounts/confirm-email/": "types the code of an address that was asked for after a proof",
    "accounts/sessions/": "protects: signs out elsewhere",
    "accounts/logout/": "protects",
    "accounts/2fa/": LOOKING,
    "accounts/2fa/webauthn/": LOOKING,
    "accounts/inactive/": LOOKING,
    "api/v1/me": "reads and changes name, language and age; DELETE is asked",
    "api/v1/children": "as the page",
    "api/v1/children/<pk>": "DELETE is asked",
    "api/v1/proof": COMING_IN,
    "api/v1/proof/code": COMING_IN,
    "api/v1/push-key": LOOKING,
    "api/v1/push-subscriptions": "tells that something happened, never what",
    "api/v1/push-subscriptions/<pk>": "protects",
} | dict.fromkeys(
    (
        "accounts/2fa/authenticate/", "accounts/2fa/reauthenticate/",
        "accounts/2fa/webauthn/login/", "accounts/2fa/webauthn/reauthenticate/",
        "accounts/2fa/webauthn/signup/", "accounts/login/", "accounts/login/code/",
        "accounts/login/code/confirm/", "accounts/reauthenticate/", "accounts/signup/",
        "accounts/signup/passkey/",
    ),
    COMING_IN,
)  # fmt: skip
HEADLESS_NOT_ASKED = {
    "config": LOOKING,
    "account/authenticators": LOOKING,
    "account/authenticators/totp": "GET proposes a secret that is nothing before it is set up; POST is asked",
    "auth/session": "protects: signs out",
    "auth/sessions": "protects: signs out elsewhere",
    "auth/email/verify": "types the code of an address that was asked for after a proof",
    "auth/email/verify/resend": "the same code's address again",
    "tokens/refresh": "the same session, as old as it was",
}
HEADLESS_IN = ("auth/2fa/", "auth/code/", "auth/reauthenticate", "auth/webauthn/", "auth/signup")
NOBODY_HAS = ("auth/provider/", "account/providers", "auth/phone/", "account/phone", "auth/login",
              "auth/password/", "account/password/")  # fmt: skip
AREAS = ("me/", "accounts/", "api/v1/me", "api/v1/children", "api/v1/push", "api/v1/proof")


def _headless(path: str) -> str:
    """``account/email`` of ``_allauth/app/v1/account/email``."""
    return path.split("/", 3)[3] if path.count("/") > 2 else path


def test_every_address_of_an_account_is_decided():
    asked = {address for _m, address, _b in (*PAGES, *WITH_FACTOR, *API)}
    paths = {route.path for route in all_routes() if route.path.startswith(AREAS)}
    paths -= {path for path in paths if path.startswith(("accounts/3rdparty", "accounts/social"))}
    paths -= {path for path in paths if path.startswith("accounts/password")}
    assert paths - asked - NOT_ASKED.keys() == set(), "asked again, or why not?"
    assert (asked | NOT_ASKED.keys()) - paths == set(), "listed, but no longer there"


# What is not done without a recent proof → who calls it, and where the proof is asked.
PROVEN = {
    "accounts.services.erasure.erase_account",
    "accounts.services.people.remove_dependant",
    "accounts.services.takeout.take_out",
    "accounts.services.tokens.create_token",
    "accounts.services.memberships.add_member",
    "accounts.services.memberships.remove_member",
    "accounts.services.undoable_changes.ask_for_address",
    "requests_app.services.attestations.attest",
}
DEMO = "the demo's own people"
CALLERS = {
    "accounts/adapter.py:AccountAdapter._tell_of_new": "after allauth has asked; PAGES, HEADLESS",
    "accounts/admin/api_token.py:ApiTokenAdmin.save_model": "Act.MAKE_TOKEN",
    "accounts/admin/membership.py:MembershipAdmin.delete_model": "Act.CHANGE_MEMBERS",
    "accounts/admin/membership.py:MembershipAdmin.save_model": "Act.CHANGE_MEMBERS",
    "accounts/api/account.py:MyData.get": "Act.TAKE_OUT",
    "accounts/api/account.py:erase": "Act.LEAVE",
    "accounts/api/people.py:Child.delete": "Act.ERASE_CHILD",
    "accounts/views/me.py:child_remove": "Act.ERASE_CHILD",
    "accounts/views/me.py:delete": "Act.LEAVE",
    "accounts/views/me.py:download": "Act.TAKE_OUT",
    "requests_app/admin/pages/steps.py:confirm": "Act.ATTEST, of the second person",
    "requests_app/api/operator.py:ConfirmIdentity.post": "never fresh: a program is no second one",
    "requests_app/demo/access.py:fresh_token": DEMO,
    "requests_app/demo/cases.py:Case.seen": DEMO,
    "requests_app/demo/people.py:make_member": DEMO,
}


def test_whoever_does_what_needs_a_proof_is_listed_with_where_it_is_asked():
    """A second door to such an act stands under any address; here it is found by what it does."""
    found = set()
    for path in sources():
        tree = parsed(path)
        names = imported(tree)
        for function, body in functions(tree):
            if "services" not in path.parts and PROVEN & set(used(body, names)):
                found.add(f"{short(path)}:{function}")
    assert found - set(CALLERS) == set(), "accounts.proof asks first: where?"
    assert set(CALLERS) - found == set(), "listed, but no longer there"


def test_every_address_of_an_app_is_decided():
    asked = {address for _m, address, _b in HEADLESS}
    listed = asked | HEADLESS_NOT_ASKED.keys()
    paths = {_headless(r.path) for r in all_routes() if r.path.startswith("_allauth/")}
    paths -= {"_allauth/openapi.json", "_allauth/openapi.yaml", "_allauth/openapi.html"}
    decided = {path for path in paths if path.startswith((*HEADLESS_IN, *NOBODY_HAS))}
    assert paths - decided - listed == set(), "asked again, or why not?"
    assert listed - paths == set(), "listed, but no longer there"


@pytest.fixture
def victim(resident, guardian, child) -> User:
    Dependant.objects.update(guardian=resident)
    for email, primary in ((resident.email, True), ("second@example.test", False)):
        EmailAddress.objects.create(user=resident, email=email, verified=True, primary=primary)
    return resident


@pytest.fixture
def with_factor(victim) -> User:
    TOTP.activate(victim, TOTP_SECRET)
    RecoveryCodes.activate(victim)
    return victim


def everything() -> list[Any]:
    kinds = (EmailAddress, Authenticator, ApiToken, Dependant, Membership)
    rows = [list(kind.objects.order_by("pk").values()) for kind in kinds]
    return [*rows, list(User.objects.order_by("pk").values_list("pk", "email"))]


def _filled(address: str) -> str:
    number = Dependant.objects.get().pk if "children" in address else 1
    return "/" + address.replace("<pk>", str(number))


@pytest.mark.parametrize(("method", "address", "sent"), PAGES)
def test_pages_ask(victim, method, address, sent):
    before = everything()
    answer = getattr(aged(sign_in(Client(), victim)), method)(_filled(address), sent)
    # A key that is not there may be told before: 404 gives nothing away.
    assert is_asked(answer)
    assert everything() == before


@pytest.mark.parametrize(("method", "address", "sent"), [*WITH_FACTOR, *PAGES])
def test_pages_ask_for_the_second_factor(with_factor, method, address, sent):
    browser = aged(sign_in(Client(), with_factor, mfa=True))
    before = everything()
    answer = getattr(browser, method)(_filled(address), sent)
    leads_on = address == "accounts/2fa/totp/activate/"  # there is one already
    assert is_asked(answer) or leads_on
    assert everything() == before


@pytest.mark.parametrize("client", ["browser", "app"])
@pytest.mark.parametrize(("method", "address", "sent"), HEADLESS)
def test_apps_ask(with_factor, looked_up_again, method, address, sent, client):
    thief = aged(sign_in(APIClient(), with_factor, mfa=True))
    if client == "app":
        key = thief.session.session_key
        thief = APIClient()
        thief.credentials(HTTP_X_SESSION_TOKEN=key)
    before = everything()
    assert is_asked(getattr(thief, method)(f"/_allauth/{client}/v1/{address}", sent))
    assert everything() == before


@pytest.mark.parametrize(("method", "address", "sent"), API)
def test_the_api_asks(victim, method, address, sent):
    thief = aged(sign_in(APIClient(), victim))
    before = everything()
    answer = getattr(thief, method)(_filled(address), sent)
    assert answer.status_code == 401
    assert method == "head" or is_asked(answer)
    assert everything() == before
