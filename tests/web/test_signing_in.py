"""The pages of allauth in our look: a code by mail, a second step, sessions, limits, errors."""

from __future__ import annotations

import re
from datetime import timedelta
from gettext import GNUTranslations
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from accounts.allauth_words import WORDS
from accounts.devices import device_name
from accounts.models import User
from accounts.services import retention

pytestmark = pytest.mark.django_db

CODE = re.compile(r"^\s*([0-9A-Z]{3,4}-?[0-9A-Z]{3,4})\s*$", re.MULTILINE)


@pytest.fixture
def verified(resident):
    """A resident whose address is confirmed."""
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    return resident


def test_resident_signs_in_with_a_code_by_mail(client, verified):
    client.post(reverse("account_request_login_code"), {"email": verified.email})
    confirm = reverse("account_confirm_login_code")
    assert 'class="wordmark"' in client.get(confirm).text
    code = CODE.search(mail.outbox[-1].body)
    client.post(confirm, {"code": code[1]})
    assert reverse("accounts:overview") in client.get(reverse("home")).text


def test_a_wrong_code_says_so_at_the_field(client, verified):
    client.post(reverse("account_request_login_code"), {"email": verified.email})
    page = client.post(reverse("account_confirm_login_code"), {"code": "WRONG-CODE"})
    assert "error-summary" in page.text
    assert 'aria-invalid="true"' in page.text


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "usersessions_list",
    ],
)
def test_every_page_is_in_our_look_without_inline_script_or_style(verified, signed_in, name):
    page = signed_in(verified).get(reverse(name))
    assert page.status_code == 200
    assert 'class="wordmark"' in page.text
    assert not re.search(r"\sstyle=|<style|\son\w+=", page.text)
    inline = re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", page.text)
    assert inline == []


def test_page_that_is_not_there_says_what_to_do(client):
    page = client.get("/nowhere/", headers={"accept-language": "en"})
    assert page.status_code == 404
    assert "There is nothing here" in page.text
    assert reverse("consents:venue_list") in page.text


# --- who comes for the first time -------------------------------------------------------------


def asks_for_a_code(client, email):
    """On a device of its own: where a code is awaited, the page for it is shown again."""
    return type(client)().post(reverse("account_request_login_code"), {"email": email})


def test_newcomer_has_an_account_with_the_first_code(client):
    client.post(reverse("account_request_login_code"), {"email": "New@example.test"})
    code = CODE.search(mail.outbox[-1].body)
    client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    newcomer = User.objects.get()
    assert newcomer.email == "new@example.test"
    assert EmailAddress.objects.get(user=newcomer).verified
    assert not newcomer.has_usable_password()
    assert reverse("accounts:overview") in client.get(reverse("home")).text


def test_nobody_learns_whether_an_address_has_an_account(client, verified):
    known, unknown = (
        asks_for_a_code(client, email) for email in (verified.email, "new@example.test")
    )
    assert known.headers["location"] == unknown.headers["location"]
    first, second = mail.outbox
    assert first.subject == second.subject
    assert CODE.sub("", first.body) == CODE.sub("", second.body)


def test_the_code_is_needed_to_come_in(client):
    client.post(reverse("account_request_login_code"), {"email": "new@example.test"})
    client.post(reverse("account_confirm_login_code"), {"code": "00000000"})
    assert reverse("accounts:overview") not in client.get(reverse("home")).text
    assert not EmailAddress.objects.get().verified


def test_whoever_asks_again_gets_no_second_account(client):
    for _time in range(2):
        asks_for_a_code(client, "new@example.test")
    assert User.objects.count() == 1
    assert len(mail.outbox) == 2


def test_a_closed_account_is_not_opened_again(client, verified):
    User.objects.update(is_active=False)
    asks_for_a_code(client, verified.email)
    assert User.objects.count() == 1
    assert not CODE.search(mail.outbox[-1].body)


def test_an_account_that_nobody_entered_is_forgotten_after_a_week(client, verified):
    asks_for_a_code(client, "never@example.test")
    asks_for_a_code(client, "today@example.test")
    weeks_ago = timezone.now() - timedelta(days=8)
    User.objects.exclude(email="today@example.test").update(date_joined=weeks_ago)
    retention.purge()
    left = set(User.objects.values_list("email", flat=True))
    assert left == {verified.email, "today@example.test"}


def test_the_old_way_of_signing_up_leads_to_the_same_page(client):
    answer = client.get(f"{reverse('account_signup')}?next=/my-face/")
    assert answer.headers["location"] == f"{reverse('account_login')}?next=/my-face/"


# --- words ------------------------------------------------------------------------------------


def test_the_mail_says_what_the_code_is_for_and_that_a_stranger_need_do_nothing(client, verified):
    asks_for_a_code(client, verified.email)
    [message] = mail.outbox
    assert message.subject == "Your code for signing in"
    assert "without the code nobody gets in" in message.body


def test_whoever_is_sent_to_sign_in_reads_what_comes_after(client, venue):
    wish = f"{reverse('requests:new')}?venue={venue.slug}&wish=other_way"
    english = {"accept-language": "en"}
    page = client.get(wish, headers=english, follow=True)
    assert "Another way in, without my face" in page.text
    assert venue.name_en in page.text
    code = client.post(
        reverse("account_request_login_code"),
        {"email": "new@example.test", "next": wish},
        headers=english,
        follow=True,
    )
    assert "Another way in, without my face" in code.text


@pytest.mark.parametrize("address", ["", "/nowhere/", "//elsewhere.test/requests/new", "/my-face/"])
def test_an_address_that_is_no_errand_is_not_spoken_of(client, address):
    page = client.get(reverse("account_login"), {"next": address})
    assert 'class="errand"' not in page.text


def test_a_key_is_asked_for_in_words_that_people_know(verified, signed_in):
    page = signed_in(verified).get(reverse("mfa_add_webauthn"))
    assert "Sign in with it alone, without a code by e-mail" in page.text
    assert page.context["form"]["passwordless"].initial is True


@pytest.mark.parametrize(
    ("calls_itself", "name"),
    [
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36",
            "Chrome · Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) MicroMessenger/8.0.54",
            "WeChat · iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Firefox/133.0", "Firefox · Windows"),
        ("an app of our own/2", "an app of our own/2"),
        ("", "not known"),
    ],
)
def test_a_device_is_named_as_its_owner_knows_it(calls_itself, name):
    with translation.override("en"):
        assert device_name(calls_itself) == name


@pytest.mark.parametrize("words", WORDS)
def test_what_is_translated_for_allauth_is_still_said_there(words):
    package = Path(allauth.__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    with package.open("rb") as file:
        assert words in GNUTranslations(file)._catalog
    with translation.override("zh-hans"):
        assert not re.search("帐|账户|Email", translation.gettext(words))
