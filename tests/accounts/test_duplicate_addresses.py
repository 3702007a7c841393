"""No door makes a twin account, and what was twins before is named."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts.core.plain_addresses import guard
from accounts.models import Organisation, User
from accounts.services.duplicate_addresses import fold_old_addresses

pytestmark = pytest.mark.django_db

TWINS = [
    "NAME@163.com",
    "name@163.com\u200b",
    "name＠163。com",
    "ｎａｍｅ@163.com",
    " name@163.com ",
]
LOOK_ALIKES = ["n\u0430me@163.com", "n\u0131me@163.com", "name@163.c\u043em"]


def raw(email: str, user: User, table: str = "accounts_user", key: str = "id") -> None:
    """Past the ORM, as an old version of the site wrote it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET email = %s WHERE {key} = %s",
            [email, User._meta.pk.get_db_prep_value(user.pk, connection)],
        )


@contextmanager
def as_before():
    """The tables as they were: within, the database takes any address."""
    guarded = guard("accounts_user", "account_emailaddress")
    guarded.reverse_code(None, connection.schema_editor())
    yield
    guarded.code(None, connection.schema_editor())


@pytest.mark.parametrize("typed", TWINS)
def test_an_account_is_made_once_however_it_is_written(typed):
    user = User.objects.create_user("name@163.com")
    with pytest.raises(DatabaseError), transaction.atomic():
        User.objects.create_user(typed)
    assert User.objects.get(email=typed) == user


@pytest.mark.parametrize("typed", LOOK_ALIKES)
def test_a_look_alike_makes_no_account(typed):
    with pytest.raises(ValidationError):
        User.objects.create_user(typed)


@pytest.mark.parametrize("typed", TWINS)
def test_whatever_the_orm_writes_is_folded(typed):
    user = User.objects.create_user("other@163.com")
    User.objects.filter(pk=user.pk).update(email=typed)
    user.refresh_from_db()
    assert user.email == "name@163.com"
    [made] = User.objects.bulk_create([User(email=f"x{typed.strip()}")])
    made.refresh_from_db()
    assert made.email == "xname@163.com"
    user.email = f"y{typed.strip()}"
    user.save()
    assert user.email == "yname@163.com"


@pytest.mark.parametrize("typed", [*TWINS, *LOOK_ALIKES])
def test_the_database_itself_refuses_what_is_not_folded(typed):
    user = User.objects.create_user("other@163.com")
    with pytest.raises(DatabaseError), transaction.atomic():
        raw(typed, user)
    for of_allauth in (
        lambda: EmailAddress.objects.bulk_create([EmailAddress(user=user, email=typed)]),
        lambda: EmailAddress.objects.filter(user=user).update(email=typed),
    ):
        EmailAddress.objects.get_or_create(user=user, email="other@163.com")
        with pytest.raises(DatabaseError), transaction.atomic():
            of_allauth()


def test_an_address_of_the_sign_in_library_is_folded_when_it_is_saved():
    user = User.objects.create_user("other@163.com")
    row = EmailAddress.objects.create(user=user, email="NAME＠163。com")
    row.refresh_from_db()
    assert row.email == "name@163.com"


def test_old_addresses_are_folded_and_twins_stay_and_are_named(capsys):
    alone, twin, odd = (User.objects.create_user(f"{n}@163.com") for n in ("alone", "twin", "odd"))
    User.objects.create_user("name@163.com")
    with as_before():
        raw("Alone@163.com\u200b", alone)
        raw("name@163.com\u200b", twin)
        raw("\u043edd@163.com", odd)
    assert sorted(fold_old_addresses(User, "email")) == sorted([str(twin.pk), str(odd.pk)])
    alone.refresh_from_db()
    twin.refresh_from_db()
    assert alone.email == "alone@163.com"
    assert twin.email == "name@163.com\u200b"
    assert User.objects.count() == 4
    call_command("twins")
    named = capsys.readouterr().out
    assert str(twin.pk) in named
    assert str(odd.pk) in named
    assert str(alone.pk) not in named


def test_whoever_has_an_old_twin_can_still_come_and_go():
    twin = User.objects.create_user("twin@163.com")
    with as_before():
        raw("twin@163.com\u200b", twin)
    twin.refresh_from_db()
    twin.display_name = "Lin"
    twin.save(update_fields=["display_name"])
    assert User.objects.get(pk=twin.pk).email == "twin@163.com\u200b"


def test_the_contact_of_an_organisation_is_folded():
    made = Organisation.objects.create(name="Gate", kind="operator", contact_email="A@Gate。TEST")
    made.refresh_from_db()
    assert made.contact_email == "a@gate.test"
