"""Wrap every stored data key under the current wrapping key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from biometrics.services.rewrapping import rewrap_all
from biometrics.vault.errors import KeyServiceUnreachable, MissingKey, Undecryptable

KEEP = (
    "Do not drop the old wrapping key: data keys are still under another than the current one. "
    "Put the key that they were wrapped under into VAULT_OLD_WRAPPING_KEYS, start every web server "
    "and worker again, and run this once more. The log names each of them, and why."
)
DROP = (
    "Every data key is under the current wrapping key. If every web server and worker was started "
    "again with it before this ran, you may drop the old one."
)


class Command(BaseCommand):
    help = (
        "After the wrapping key was changed: wraps every stored data key anew, and says whether the old "
        "one may be dropped. Set the new key as the current one and the old one in "
        "VAULT_OLD_WRAPPING_KEYS first, and start every web server and worker again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            kinds = rewrap_all()
        except (KeyServiceUnreachable, MissingKey, Undecryptable) as error:
            raise CommandError(str(error)) from error
        for kind in kinds:
            self.stdout.write(str(kind))
        if any(kind.left for kind in kinds):
            raise CommandError(KEEP)
        self.stdout.write(DROP)
