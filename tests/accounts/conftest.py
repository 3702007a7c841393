"""A resident as they are after signing up, and what their mail says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from accounts.models import User

CODE = re.compile(r"^\s*(\d{4}-\d{4})\s*$", re.MULTILINE)
LINK = re.compile(r"https?://[^/\s]+(/me/undo/\S+)")


@pytest.fixture
def victim(resident) -> User:
    """Whose session somebody else has."""
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    resident.last_login = timezone.now() - timedelta(days=9)
    resident.save()
    return resident


def mails_to(address: str) -> list[Any]:
    return [each for each in mail.outbox if each.to == [address]]


def last_code(address: str) -> str:
    return CODE.search(mails_to(address)[-1].body)[1]


def undo_link(address: str) -> str:
    return next(
        found[1] for each in reversed(mails_to(address)) if (found := LINK.search(each.body))
    )


@pytest.fixture
def later(monkeypatch) -> Callable[[timedelta], None]:
    """`later(timedelta(hours=73))`: so much time goes by, for what is written down in the database."""
    from accounts.models import AccountChange, ProofCode

    def go(by: timedelta) -> None:
        for model, names in (
            (ProofCode, ("created_at", "expires_at")),
            (AccountChange, ("asked_at", "effective_at", "until")),
        ):
            for row in model.objects.all():
                for name in names:
                    if getattr(row, name):
                        setattr(row, name, getattr(row, name) - by)
                row.save()

    return go
