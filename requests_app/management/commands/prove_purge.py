"""Prove that nothing of a face is left of one request, or of all that was destroyed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from biometrics.models import Disclosure, DisclosureState
from biometrics.services.purging import prove_purge, remains_of
from requests_app.models import RightsRequest


class Command(BaseCommand):
    """Exit code 0 when nothing is left, 1 when anything is or nothing was found."""

    help = "Read tables and store again for what was destroyed, and say whether anything is left."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which request."""
        parser.add_argument(
            "--request", help="such as SF-7K3M-9Q2X; all that was destroyed if left out"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each disclosure."""
        found = Disclosure.objects.order_by("created_at")
        if reference := options["request"]:
            case = RightsRequest.objects.filter(reference=reference.upper()).first()
            if case is None:
                raise CommandError("There is no such request. Check the reference.")
            found = found.filter(request_id=case.pk)
        else:
            found = found.filter(state=DisclosureState.DESTROYED)
        left = sum(not self._is_gone(disclosure) for disclosure in found.iterator())
        if left:
            raise CommandError(f"Of {left} disclosure(s) something is left.")
        self.stdout.write(f"{found.count()} disclosure(s): nothing is left.")

    def _is_gone(self, disclosure: Disclosure) -> bool:
        if disclosure.state != DisclosureState.DESTROYED:
            self.stderr.write(
                f"{disclosure.pk}: not destroyed ({disclosure.state}): {remains_of(disclosure)}"
            )
            return False
        remains = prove_purge(disclosure_id=disclosure.pk)
        disclosure.refresh_from_db()
        if remains.anything:
            self.stderr.write(f"{disclosure.pk}: {remains} left")
            return False
        moment = f"{disclosure.purge_checked_at:%Y-%m-%d %H:%M:%S}"
        self.stdout.write(
            f"{disclosure.pk}: destroyed {disclosure.count} templates, the key and "
            f"{disclosure.destroyed_files} sealed files; checked at {moment} UTC"
        )
        return True
