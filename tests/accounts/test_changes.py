"""A thief changes the address, or adds a passkey: the old address hears of it and puts everything back."""

from __future__ import annotations

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
)
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import second_factor
from accounts.core.actors import SYSTEM
from accounts.models import AccountChange, ApiToken, AuditEvent, ChangeKind, PushSubscription, User
from accounts.models.token import TokenScope
from accounts.services import retention, undoable_changes
from accounts.services.takeout import take_out
from accounts.services.tokens import create_token
from tests.accounts.conftest import last_code, mails_to, undo_link
from tests.accounts.thief import aged, is_asked
from tests.personas import app_code, sign_in

pytestmark = pytest.mark.django_db

THIEF = "thief@example.test"
EMAILS = "/accounts/email/"


def ask(browser, address=THIEF):
    return browser.post(EMAILS, {"action_add": "", "email": address})


def confirm(browser, address=THIEF):
    return browser.post(reverse("account_email_verification_sent"), {"code": last_code(address)})


def make_primary(browser, address=THIEF):
    return browser.post(EMAILS, {"action_primary": "", "email": address})


@pytest.fixture
def fresh(signed_in, victim) -> Client:
    """The victim's session, a moment after they signed in: the worst case."""
    return signed_in(victim)


@pytest.fixture
def taken(fresh, victim) -> Client:
    """Somebody in that session has made their own address the main one."""
    ask(fresh)
    confirm(fresh)
    make_primary(fresh)
    victim.refresh_from_db()
    assert victim.email == THIEF
    return fresh


# --- told -------------------------------------------------------------------------------------


def test_the_old_address_hears_at_the_first_step_and_before_the_new_one(fresh, victim):
    ask(fresh)
    first, second = mail.outbox
    assert first.to == [victim.email]
    assert THIEF in first.body
    assert undo_link(victim.email)
    assert second.to == [THIEF]
    assert "/me/undo/" not in second.body


def test_asking_twice_tells_once(fresh, victim):
    ask(fresh)
    fresh.post(reverse("account_email_verification_sent"), {"action": "resend"})
    assert len(mails_to(victim.email)) == 1
    assert AccountChange.objects.count() == 1


def test_without_a_word_to_the_old_address_there_is_no_code_for_the_new(fresh, victim, monkeypatch):
    def fails(self, fail_silently=False):
        raise OSError("the mail server is down")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", fails)
    with pytest.raises(OSError, match="down"):
        ask(fresh)
    assert not AccountChange.objects.exists()
    assert not AuditEvent.objects.filter(kind__startswith="account.change").exists()


def test_the_old_address_hears_again_when_it_is_the_main_one_no_more(taken):
    *_asked, changed = mails_to("resident@example.test")
    assert "resident@example.test to thief@example.test" in changed.body
    assert "/me/undo/" in changed.body
    assert AuditEvent.objects.filter(kind="account.address_changed").count() == 1


def test_an_app_is_held_to_the_same(victim):
    client = sign_in(Client(), victim)

    def call(method, address, body):
        return getattr(client, method)(
            f"/_allauth/browser/v1/{address}", body, content_type="application/json"
        )

    assert call("post", "account/email", {"email": THIEF}).status_code == 200
    assert mails_to(victim.email)
    assert call("post", "auth/email/verify", {"key": last_code(THIEF)}).status_code == 200
    call("patch", "account/email", {"email": THIEF, "primary": True})
    assert AccountChange.objects.get().effective_at is not None
    removed = call("delete", "account/email", {"email": victim.email})
    assert removed.status_code == 400
    assert EmailAddress.objects.filter(email=victim.email).exists()


def test_word_goes_in_the_persons_language_not_in_the_thiefs(fresh, victim):
    User.objects.update(locale="zh-hans")
    EmailAddress.objects.create(user=victim, email="second@example.test", verified=True)
    given = {"action_remove": "", "email": "second@example.test"}
    fresh.post(EMAILS, given, headers={"accept-language": "en"})
    assert {each.subject for each in mail.outbox} == {"邮箱已移除"}


@pytest.mark.parametrize("door", ["page", "api"])
@pytest.mark.parametrize("times", [1, 2])
def test_nor_in_a_language_that_the_thief_has_just_chosen(fresh, victim, later, door, times):
    User.objects.update(locale="zh-hans")
    for language in ["en", "zh-hans", "en"][-2 * times + 1 :]:
        given = {"display_name": "Lin", "locale": language, "birth_band": "adult"}
        if door == "page":
            fresh.post(reverse("accounts:overview"), given)
        else:
            fresh.patch("/api/v1/me", given, content_type="application/json")
    assert User.objects.get().locale == "en"
    ask(fresh)
    (told,) = mails_to(victim.email)
    assert told.subject == "有人想给您的账号添加邮箱"


def test_a_removed_address_is_told(fresh, victim):
    EmailAddress.objects.create(user=victim, email="second@example.test", verified=True)
    fresh.post(EMAILS, {"action_remove": "", "email": "second@example.test"})
    assert mails_to("second@example.test")
    assert mails_to(victim.email)


def test_no_other_address_gets_the_link(taken):
    """A thief whose address was removed again does not undo what the owner did since."""
    prove_by_old(taken)
    make_primary(taken, "resident@example.test")
    taken.post(EMAILS, {"action_remove": "", "email": THIEF})
    assert "has been removed" in mails_to(THIEF)[-1].body
    assert not any("/me/undo/" in each.body for each in mails_to(THIEF))
    assert "/me/undo/" in mails_to("resident@example.test")[-1].body


def test_a_newcomer_is_told_nothing(client):
    client.post(reverse("account_request_login_code"), {"email": "new@example.test"})
    client.post(reverse("account_confirm_login_code"), {"code": last_code("new@example.test")})
    assert len(mails_to("new@example.test")) == 1
    assert not AccountChange.objects.exists()


# --- waits ------------------------------------------------------------------------------------


def test_the_thief_cannot_erase_with_a_code_to_the_new_address(taken):
    assert is_asked(taken.get(reverse("accounts:delete"))), "typed before the change"
    assert is_asked(taken.post(reverse("accounts:download")))
    taken.post("/me/proof", {"action": "send"})
    assert "code" in mails_to("resident@example.test")[-1].subject
    assert not any("still you" in each.subject for each in mails_to(THIEF))

    elsewhere = Client()  # a sign-in with the new address is none of the person's
    elsewhere.post(reverse("account_request_login_code"), {"email": THIEF})
    elsewhere.post(reverse("account_confirm_login_code"), {"code": last_code(THIEF)})
    assert elsewhere.get(reverse("accounts:overview")).status_code == 200
    assert is_asked(elsewhere.get(reverse("accounts:delete")))
    assert is_asked(elsewhere.get("/api/v1/me/data"))
    assert is_asked(ask(elsewhere, "third@example.test"))


def test_a_passkey_of_the_thiefs_erases_nothing_for_72_hours(fresh, victim, later):
    TOTP.activate(victim, "JBSWY3DPEHPK3PXP")
    undoable_changes.factor_was_added(by=victim, since=timezone.now())
    aged(fresh)
    records(fresh, {"method": "mfa", "type": "totp"})
    assert is_asked(fresh.get(reverse("accounts:delete")))
    assert fresh.get(reverse("mfa_generate_recovery_codes")).status_code == 200
    later(timedelta(hours=73))
    assert fresh.get(reverse("accounts:delete")).status_code == 200


def records(browser, record):
    session = browser.session
    session["account_authentication_methods"] = [{"at": timezone.now().timestamp(), **record}]
    session.save()


def test_the_person_leaves_with_a_code_to_the_old_address(taken):
    taken.post("/me/proof", {"action": "send"})
    taken.post("/me/proof", {"code": last_code("resident@example.test")})
    typed = {"email": THIEF, "sure": "on"}
    taken.post(reverse("accounts:delete"), typed)
    assert not User.objects.exists()


def test_after_72_hours_the_new_address_counts(taken, later):
    later(timedelta(hours=72, minutes=1))
    taken.post("/me/proof", {"action": "send"})
    taken.post("/me/proof", {"code": last_code(THIEF)})
    assert taken.get(reverse("accounts:delete")).status_code == 200


@pytest.mark.parametrize("hours", [0, 71])
def test_the_old_address_stays_so_long(taken, later, hours):
    later(timedelta(hours=hours))
    prove_by_old(taken)
    taken.post(EMAILS, {"action_remove": "", "email": "resident@example.test"})
    assert EmailAddress.objects.filter(email="resident@example.test", verified=True).exists()


def test_then_it_may_go(taken, later):
    later(timedelta(hours=73))
    taken.post("/me/proof", {"action": "send"})
    taken.post("/me/proof", {"code": last_code(THIEF)})
    taken.post(EMAILS, {"action_remove": "", "email": "resident@example.test"})
    assert not EmailAddress.objects.filter(email="resident@example.test").exists()
    assert "resident@example.test has been removed" in mails_to("resident@example.test")[-1].body


def prove_by_old(browser):
    browser.post("/me/proof", {"action": "send"})
    browser.post("/me/proof", {"code": last_code("resident@example.test")})


def test_a_second_change_does_not_shake_off_the_first(taken):
    prove_by_old(taken)
    ask(taken, "third@example.test")
    confirm(taken, "third@example.test")
    make_primary(taken, "third@example.test")
    user = User.objects.get()
    assert user.email == "third@example.test"
    assert undoable_changes.address_on_file(user) == "resident@example.test"
    assert "/me/undo/" in mails_to("resident@example.test")[-1].body


@pytest.mark.parametrize("step", ["asked again", "confirmed"])
def test_each_step_of_one_change_has_its_72_hours(fresh, victim, later, step):
    """Told at the first step, outwaited until the last hour, then confirmed."""
    ask(fresh)
    later(timedelta(hours=71))
    if step == "asked again":
        cache.clear()  # past the limit on mails to one address
        fresh.post(reverse("account_email_verification_sent"), {"action": "resend"})
    else:
        confirm(fresh)
    later(timedelta(hours=71))
    assert Client().post(undo_link(victim.email)).status_code == 200
    assert [each.email for each in EmailAddress.objects.all()] == [victim.email]


# --- undone -----------------------------------------------------------------------------------


def test_a_token_that_the_thief_made_first_is_stopped_too(fresh, victim, operator_organisation):
    token, _secret = create_token(
        organisation=operator_organisation,
        name="x",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=365),
        owner=victim,
        by=SYSTEM,
    )
    ask(fresh)
    Client().post(undo_link(victim.email))
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_looking_at_the_link_changes_nothing(taken):
    link = undo_link("resident@example.test")
    before = list(EmailAddress.objects.order_by("pk").values())
    for method in ("get", "head"):
        assert getattr(Client(), method)(link).status_code == 200
    page = Client().get(link)
    assert "resident@example.test" in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert list(EmailAddress.objects.order_by("pk").values()) == before


def test_the_old_address_puts_everything_back(taken, victim, operator_organisation, settings):
    elsewhere = sign_in(Client(), User.objects.get())
    TOTP.activate(User.objects.get(), "JBSWY3DPEHPK3PXP")
    create_token(
        organisation=operator_organisation,
        name="x",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=3),
        owner=victim,
        by=SYSTEM,
    )
    done = Client().post(undo_link("resident@example.test"))
    assert done.status_code == 200
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == (
        "resident@example.test",
        True,
        True,
    )
    assert User.objects.get().email == "resident@example.test"
    assert not Authenticator.objects.exists()
    assert ApiToken.objects.get().revoked_at is not None
    for browser in (taken, elsewhere):
        assert browser.get(reverse("accounts:overview")).status_code == 302
        key = browser.cookies[settings.SESSION_COOKIE_NAME].value
        answer = Client().get("/api/v1/me", headers={"x-session-token": key})
        assert answer.status_code == 401
    assert AuditEvent.objects.filter(kind="account.restored").count() == 1
    assert "put back" in mails_to("resident@example.test")[-1].subject

    thief = Client()  # the thief's address makes a new account, and not this one
    thief.post(reverse("account_request_login_code"), {"email": THIEF})
    thief.post(reverse("account_confirm_login_code"), {"code": last_code(THIEF)})
    assert thief.get("/api/v1/me").json()["id"] != str(victim.pk)

    mine = Client()
    mine.post(reverse("account_request_login_code"), {"email": "resident@example.test"})
    given = {"code": last_code("resident@example.test")}
    mine.post(reverse("account_confirm_login_code"), given)
    assert mine.get("/api/v1/me").json()["id"] == str(victim.pk)
    assert mine.get(reverse("accounts:delete")).status_code == 200, "nothing is held any more"


def test_a_change_that_was_only_asked_for_is_undone_too(fresh, victim):
    ask(fresh)
    Client().post(undo_link(victim.email))
    assert fresh.get(reverse("accounts:overview")).status_code == 302
    # The code that the new address has is worth nothing now.
    confirm(fresh)
    assert not EmailAddress.objects.filter(email=THIEF).exists()


@pytest.mark.django_db(transaction=True)
def test_an_app_is_undone_by_the_mail_that_tells_of_it(fresh, victim):
    page = fresh.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    fresh.post(reverse("mfa_activate_totp"), {"code": app_code(secret)})
    assert Authenticator.objects.filter(user=victim, type="totp").exists()
    assert AccountChange.objects.get().kind == ChangeKind.FACTOR
    assert fresh.get(reverse("mfa_view_recovery_codes")).status_code == 200, "not asked twice"
    Client().post(undo_link(victim.email))
    assert not Authenticator.objects.exists()
    assert EmailAddress.objects.get().email == victim.email


@pytest.mark.parametrize("what", ["used", "late", "forged", "another's", "empty", "cut"])
def test_a_link_that_is_good_no_more_says_so(taken, later, what):
    link = undo_link("resident@example.test")
    if what == "used":
        assert Client().post(link).status_code == 200
    elif what == "late":
        later(timedelta(hours=72, seconds=1))
    else:
        link = {
            "forged": re.sub(r"undo/.", "undo/X", link),
            "another's": "/me/undo/ImFiYyI:1abc:def",
            "empty": "/me/undo/x",
            "cut": link[:-3],
        }[what]
    before = User.objects.get().email, EmailAddress.objects.count()
    for method in ("get", "post"):
        page = getattr(Client(), method)(link)
        assert page.status_code == 410
        assert "This link is good no more" in page.text
    assert (User.objects.get().email, EmailAddress.objects.count()) == before


def test_the_button_is_safe_from_other_sites(taken):
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(undo_link("resident@example.test")).status_code == 403
    assert User.objects.get().email == THIEF


def test_phones_are_told_no_more(taken):
    from allauth.usersessions.models import UserSession

    user = User.objects.get()
    session = UserSession.objects.create(
        user=user, session_key=taken.session.session_key, ip="192.0.2.1"
    )
    PushSubscription.objects.create(user=user, session=session, endpoint="https://push.example/2")
    Client().post(undo_link("resident@example.test"))
    assert not PushSubscription.objects.exists()


def test_nor_is_a_phone_that_no_session_stands_behind(taken):
    user = User.objects.get()
    PushSubscription.objects.create(user=user, endpoint="https://push.example/3")
    Client().post(undo_link("resident@example.test"))
    assert not PushSubscription.objects.exists()


def test_changes_are_taken_out_and_forgotten(taken, later):
    tables = take_out(user=User.objects.get())["tables"]
    (row,) = tables["accounts.AccountChange"]["rows"]
    assert row["new_address"] == THIEF
    later(timedelta(hours=71))
    retention.purge()
    assert AccountChange.objects.exists()
    later(timedelta(hours=2))
    retention.purge()
    assert not AccountChange.objects.exists()


def test_a_second_step_hides_no_first_one_and_each_has_its_72_hours(fresh, victim, later):
    ask(fresh, "own@example.test")  # the person's own, perhaps
    later(timedelta(hours=71))
    ask(fresh)
    page = Client().get(undo_link(victim.email))
    assert "own@example.test" in page.text
    assert THIEF in page.text
    later(timedelta(hours=71))
    page = Client().get(undo_link(victim.email))
    assert "own@example.test" not in page.text, "three days old"
    assert Client().post(undo_link(victim.email)).status_code == 200


def test_one_press_undoes_every_step(fresh, victim):
    undoable_changes.factor_was_added(by=victim, since=timezone.now())
    TOTP.activate(victim, "JBSWY3DPEHPK3PXP")
    records(fresh, {"method": "mfa", "type": "totp"})
    ask(fresh)
    confirm(fresh)
    make_primary(fresh)
    Client().post(undo_link(victim.email))
    assert not Authenticator.objects.exists()
    assert EmailAddress.objects.get().email == victim.email
    assert not undoable_changes.open_changes(victim).exists()


# --- what is undone, and what is not ------------------------------------------------------------


def test_a_link_undoes_the_change_that_it_was_made_for(victim, stranger):
    theirs, mine = (
        undoable_changes.ask_for_address(by=user, address=THIEF) for user in (stranger, victim)
    )
    assert undoable_changes.change_of(undoable_changes.token_of(mine)) == mine
    assert undoable_changes.change_of(undoable_changes.token_of(theirs)) == theirs
    undoable_changes.undo(token=undoable_changes.token_of(mine))
    assert undoable_changes.open_changes(stranger).get() == theirs


def test_a_link_is_used_up_though_a_new_change_is_under_way(victim):
    used = undoable_changes.token_of(undoable_changes.ask_for_address(by=victim, address=THIEF))
    undoable_changes.undo(token=used)
    again = undoable_changes.ask_for_address(by=victim, address="own@example.test")
    with pytest.raises(undoable_changes.NotUndoable):
        undoable_changes.undo(token=used)
    assert undoable_changes.open_changes(victim).get() == again


def test_factors_from_before_the_change_stay(victim):
    TOTP.activate(victim, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(victim)
    Authenticator.objects.update(created_at=timezone.now() - timedelta(hours=1))
    change = undoable_changes.ask_for_address(by=victim, address=THIEF)
    Authenticator.objects.create(user=victim, type="webauthn", data={"name": "of the thief"})
    undoable_changes.undo(token=undoable_changes.token_of(change))
    kept = set(Authenticator.objects.values_list("type", flat=True))
    assert kept == {"totp", "recovery_codes"}


def test_recovery_codes_without_a_factor_go_with_it(victim):
    RecoveryCodes.activate(victim)
    Authenticator.objects.update(created_at=timezone.now() - timedelta(hours=1))
    change = undoable_changes.ask_for_address(by=victim, address=THIEF)
    TOTP.activate(victim, "JBSWY3DPEHPK3PXP")
    undoable_changes.undo(token=undoable_changes.token_of(change))
    assert not Authenticator.objects.exists()


def test_a_change_that_was_only_asked_for_does_not_keep_the_old_address_on_file(taken, later):
    later(timedelta(hours=71))
    undoable_changes.ask_for_address(by=User.objects.get(), address="third@example.test")
    assert undoable_changes.address_on_file(User.objects.get()) == "resident@example.test"
    later(timedelta(hours=2))
    assert (
        undoable_changes.open_changes(User.objects.get()).get().new_address == "third@example.test"
    )
    assert undoable_changes.address_on_file(User.objects.get()) == THIEF


def test_the_language_from_before_is_ones_own_and_counts_for_72_hours(victim, stranger):
    def note(user, ago, **data):
        AuditEvent.objects.create(
            kind="account.changed",
            target_type=user._meta.label_lower,
            target_id=str(user.pk),
            at=timezone.now() - ago,
            data=data,
        )

    victim.locale = "en"
    note(stranger, timedelta(hours=1), locale_before="zh-hans")
    note(victim, timedelta(hours=2), other=1)
    note(victim, timedelta(hours=73), locale_before="zh-hans")
    assert undoable_changes.language_on_file(victim) == "en"
    note(victim, timedelta(hours=1), locale_before="zh-hans")
    assert undoable_changes.language_on_file(victim) == "zh-hans"


def test_an_account_that_another_person_put_back_is_not_this_one(victim, stranger):
    moment = (timezone.now() - timedelta(minutes=1)).timestamp()
    change = undoable_changes.ask_for_address(by=stranger, address=THIEF)
    undoable_changes.undo(token=undoable_changes.token_of(change))
    assert undoable_changes.restored_since(stranger, moment)
    assert not undoable_changes.restored_since(victim, moment)


def test_what_somebody_else_holds_proves_nothing(victim, stranger):
    TOTP.activate(stranger, "JBSWY3DPEHPK3PXP")
    theirs = Authenticator.objects.get()
    for record in ({"id": theirs.pk}, {"type": "totp"}):
        for person, shown in ((victim, False), (stranger, True)):
            session = SessionStore()
            given = {"method": "mfa", **record}
            record_authentication(SimpleNamespace(session=session), person, **given)
            assert bool(second_factor.records_in(session, person)) is shown
