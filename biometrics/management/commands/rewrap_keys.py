"""Wrap every stored data key under the current wrapping key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from biometrics.services.rewrapping import rewrap_all
from biometrics.vault.errors import MissingKey, Undecryptable


class Command(BaseCommand):
    help = (
        "After the wrapping key was changed: wraps every stored data key anew. Set the new key as the "
        "current one and the old one in VAULT_OLD_WRAPPING_KEYS first; drop the old one afterwards."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = rewrap_all()
        except (MissingKey, Undecryptable) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{count} data keys are wrapped under the current wrapping key.")
