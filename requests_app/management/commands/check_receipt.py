"""Check a signed receipt offline: needs the receipt and the published keys, no database, no network."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.core.totality import total
from requests_app.receipts import check, published_keys
from requests_app.receipts.checking import Verdict

NOT_GENUINE = 1
UNUSABLE = 2
SHOWN = (
    "reference",
    "venue",
    "jurisdiction",
    "rights",
    "event",
    "number",
    "by",
    "state",
    "due_on",
    "digest",
)


class Command(BaseCommand):
    """Exit code 0 for a genuine receipt, 1 for one that is not, 2 for files that cannot be read."""

    help = "Check a receipt (a compact JWS) against published keys (/.well-known/jwks.json)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The receipt, and the keys to trust."""
        parser.add_argument("receipt", metavar="FILE", help="the receipt; - reads standard input")
        parser.add_argument("--keys", metavar="JWKS", help="key set (default: this installation's)")
        parser.add_argument("--json", action="store_true", help="print the signed content as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and say what the receipt says."""
        text = sys.stdin.read() if options["receipt"] == "-" else _read(options["receipt"])
        checked = check(text, _keys(options["keys"]))
        if not checked.is_genuine:
            raise CommandError(_sentence(checked.verdict), returncode=NOT_GENUINE)
        if options["json"]:
            self.stdout.write(json.dumps(checked.payload, ensure_ascii=False))
            return
        self.stdout.write(_("Genuine. It says:"))
        for name in SHOWN:
            if name in checked.payload:
                self.stdout.write(f"  {name}: {_shown(checked.payload[name])}")


def _read(name: str) -> str:
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(
            _("%(file)s cannot be read (%(why)s). Name a text file.")
            % {"file": name, "why": error},
            returncode=UNUSABLE,
        ) from error


def _keys(name: str | None) -> list[dict[str, str]]:
    if name is None:
        return published_keys()["keys"]
    try:
        keys: list[dict[str, str]] = json.loads(_read(name))["keys"]
        return [dict(key) for key in keys]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CommandError(
            _("%s is no JSON Web Key Set. Save the file that the site publishes.") % name,
            returncode=UNUSABLE,
        ) from error


def _sentence(verdict: Verdict) -> str:
    sentences = total(
        Verdict,
        {
            Verdict.GENUINE: "",
            Verdict.UNREADABLE: _(
                "Not a receipt. Copy the whole text, from the first letter to the last."
            ),
            Verdict.UNKNOWN_KEY: _(
                "Signed with a key that is not among these. Get the keys from the site that issued it."
            ),
            Verdict.FORGED: _("Not genuine: the text was changed after it was signed."),
        },
        name="requests_app.management.commands.check_receipt",
    )
    return sentences[verdict]


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)
