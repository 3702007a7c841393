"""Coming in for the first time: the address that a code is sent to becomes an account."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import get_language

from accounts.core import normalisation
from accounts.models import User


def newcomer(*, email: str) -> User | None:
    """An account for ``email`` in the language of the page; None where one has that address.

    It can be entered with the code alone, which confirms the address. One that nobody enters is
    forgotten (see `forget_who_never_came`).
    """
    language = get_language()
    locale = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    email = normalisation.address(email)
    if EmailAddress.objects.filter(email=email).exists():
        return None
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, locale=locale)
            EmailAddress.objects.create(user=user, email=user.email, primary=True)
    except IntegrityError:  # another account signs in with it, or two calls came at once
        return None
    return user


def is_address_of(user: User, address: str) -> bool:
    """True while ``user`` may sign in with ``address``: the main one, or another that was confirmed."""
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=address, verified=True)
    return user.email.casefold() == address.casefold() or confirmed.exists()


def forget_who_never_came(joined: QuerySet[User]) -> int:
    """Delete those of ``joined`` who never typed the code that was sent to them; how many."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    never = joined.filter(~Exists(confirmed), last_login=None, is_staff=False, memberships=None)
    deleted: dict[str, Any] = never.delete()[1]
    return int(deleted.get(User._meta.label, 0))
