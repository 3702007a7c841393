"""Name the accounts whose address is a twin of another's, or cannot be written in the one way."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand

from accounts.models import Organisation, User
from accounts.services.duplicate_addresses import twins


class Command(BaseCommand):
    """Ids alone: the addresses stand in the desk, for whoever may see them."""

    help = "List rows whose e-mail address was kept before addresses were folded, and stayed."

    def handle(self, *args: Any, **options: Any) -> None:
        places = ((User, "email"), (EmailAddress, "email"), (Organisation, "contact_email"))
        found = [
            f"{model._meta.label} {pk}" for model, field in places for pk in twins(model, field)
        ]
        self.stdout.write("\n".join(found) or "No twins.")
