"""Whatever mail the sign-in library can send is ours, in both languages, or is not sent."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.template.loader import get_template
from django.test import RequestFactory
from django.urls import reverse

from accounts.adapter import CLOSED, MAILS
from accounts.models import User

pytestmark = pytest.mark.django_db
PACKAGE = Path(allauth.__file__).parent / "templates"
OURS = Path(settings.BASE_DIR) / "templates"
OF_THE_LIBRARY = sorted(
    str(path.relative_to(PACKAGE)).removesuffix("_subject.txt")
    for path in PACKAGE.glob("*/email/*_subject.txt")
)
# Nobody has a password here, or comes by another site's account.
CANNOT_BE_SENT = {
    "account/email/password_changed",
    "account/email/password_reset",
    "account/email/password_reset_code",
    "account/email/password_reset_key",
    "account/email/password_set",
    "socialaccount/email/account_connected",
    "socialaccount/email/account_disconnected",
}


@pytest.fixture
def sends(rf: RequestFactory, resident):
    """`sends(template)`: whether the adapter sends it, asked as the library asks."""
    request = rf.get("/")
    request.user = AnonymousUser()

    def send(template: str, email: str = "somebody@example.test") -> bool:
        before = len(mail.outbox)
        with context.request_context(request):
            get_adapter().send_mail(template, email, {"user": resident, "code": "1234-5678"})
        return len(mail.outbox) > before

    return send


# Mail that the library does not know.
OURS_ALONE = {
    "account/email/account_restored",
    "account/email/address_asked",
    "account/email/contact_changed",
    "account/email/member_changed",
    "account/email/new_device",
    "account/email/proof_code",
    "mfa/email/passkey_copied",
}


def test_every_mail_of_the_library_is_listed():
    assert {*OF_THE_LIBRARY} == (MAILS | {CLOSED} | CANNOT_BE_SENT) - OURS_ALONE


@pytest.mark.parametrize("template", sorted(MAILS | {CLOSED}))
def test_what_is_sent_is_ours(template):
    for part in ("subject", "message"):
        found = Path(get_template(f"{template}_{part}.txt").origin.name)
        assert found.is_relative_to(OURS), found


@pytest.mark.parametrize("template", sorted(MAILS))
def test_it_can_be_sent(sends, template):
    assert sends(template)
    assert mail.outbox[-1].subject.strip()
    assert "{{" not in mail.outbox[-1].body


@pytest.mark.parametrize("template", [*sorted(CANNOT_BE_SENT), CLOSED, "account/email/new_one"])
def test_what_is_not_listed_is_not_sent(sends, template):
    assert not sends(template)


def test_the_owner_of_a_closed_account_is_told_that_it_is_closed(client, resident):
    User.objects.update(is_active=False)
    client.post(reverse("account_request_login_code"), {"email": resident.email})
    [told] = mail.outbox
    assert told.subject == "Your account is closed"
    assert "1234" not in told.body


# --- one entrance -----------------------------------------------------------------------------

UNKNOWN = "unknown@example.test"
JSON = {"content_type": "application/json"}


@pytest.fixture
def known(resident):
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    return resident.email


def asks(address: str, data: dict[str, str], app: bool):
    from django.test import Client

    return Client().post(address, data, **(JSON if app else {}))


@pytest.mark.parametrize(
    ("address", "field", "app"),
    [
        ("/accounts/login/", "email", False),
        ("/accounts/login/", "login", False),
        ("/accounts/login/code/", "email", False),
        ("/accounts/password/reset/", "email", False),
        ("/accounts/signup/", "email", False),
        ("/accounts/signup/passkey/", "email", False),
        ("/_allauth/app/v1/auth/login", "email", True),
        ("/_allauth/browser/v1/auth/login", "email", True),
        ("/_allauth/app/v1/auth/code/request", "email", True),
        ("/_allauth/app/v1/auth/password/request", "email", True),
        ("/_allauth/app/v1/auth/signup", "email", True),
        ("/_allauth/app/v1/auth/webauthn/signup", "email", True),
    ],
)
def test_no_door_says_whether_an_address_has_an_account(known, address, field, app):
    first = asks(address, {field: known, "password": "x"}, app)
    second = asks(address, {field: UNKNOWN, "password": "x"}, app)
    assert first.status_code == second.status_code
    assert first.headers.get("location") == second.headers.get("location")
    assert "Unknown Account" not in [sent.subject for sent in mail.outbox]
    assert "do not have any record" not in "".join(sent.body for sent in mail.outbox)


def test_the_page_for_signing_in_asks_for_a_code_like_its_form(client, known):
    answer = client.post("/accounts/login/", {"email": UNKNOWN})
    assert answer.headers["location"] == reverse("account_confirm_login_code")
    assert mail.outbox[-1].subject == "Your code for signing in"
    assert mail.outbox[-1].to == [UNKNOWN]


TWINS = ["KNOWN@163.com", "known@163.com\u200b", "known＠163。com", "ｋｎｏｗｎ@163.com"]


@pytest.mark.parametrize("typed", TWINS)
@pytest.mark.parametrize(
    ("address", "app"),
    [
        ("/accounts/login/", False),
        ("/accounts/login/code/", False),
        ("/accounts/signup/passkey/", False),
        ("/_allauth/app/v1/auth/code/request", True),
        ("/_allauth/browser/v1/auth/code/request", True),
        ("/_allauth/app/v1/auth/signup", True),
        ("/_allauth/app/v1/auth/webauthn/signup", True),
    ],
)
def test_no_door_makes_a_twin(address, app, typed):
    user = User.objects.create_user("known@163.com")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    asks(address, {"email": typed}, app)
    assert User.objects.count() == 1
    assert {to for sent in mail.outbox for to in sent.to} <= {"known@163.com"}


@pytest.mark.parametrize(
    "typed", ["kn\u043ewn@163.com", "kn\u0131wn@163.com", "known@163.c\u043em"]
)
def test_a_look_alike_is_refused_with_a_sentence(client, typed):
    page = client.post("/accounts/login/code/", {"email": typed})
    assert page.status_code == 200
    assert "Type the address anew" in page.text
    assert not User.objects.exists()
    app = client.post("/_allauth/app/v1/auth/code/request", {"email": typed}, **JSON)
    assert app.status_code == 400
    assert not mail.outbox
