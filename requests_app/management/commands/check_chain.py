"""Check that no event was changed, removed or slipped in, and that the receipts say the same."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from requests_app.models import Event
from requests_app.receipts import chain, check, published_keys
from requests_app.services.lifecycle import link_of

BATCH = 2000


class Command(BaseCommand):
    """Exit code 0 when every chain is whole, 1 when one is broken or nothing was found."""

    help = "Check the hash chain of one request, or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which request."""
        parser.add_argument("reference", nargs="?", help="such as SF-7K3M-9Q2X; all if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Walk the chains in one pass over the table."""
        events = Event.objects.select_related("request", "receipt").order_by("request", "number")
        if options["reference"]:
            events = events.filter(request__reference=options["reference"].upper())
        checked, broken = 0, []
        for reference, fault in _faults(events):
            checked += 1
            if fault:
                broken.append(reference)
                self.stderr.write(f"{reference}: {fault}")
        if not checked and options["reference"]:
            raise CommandError(_("There is no such request. Check the reference."))
        if broken:
            raise CommandError(_("%d request(s) with a broken chain.") % len(broken))
        self.stdout.write(_("%d request(s): every chain is whole, every receipt agrees.") % checked)


def _faults(events: QuerySet[Event]) -> Iterator[tuple[str, str]]:
    """(reference, what is wrong or "") for each request."""
    keys = published_keys()["keys"]
    rows = events.iterator(chunk_size=BATCH)
    for reference, group in groupby(rows, key=lambda event: event.request.reference):
        chained = list(group)
        number = chain.first_break([(link_of(event), event.digest) for event in chained])
        if number is not None:
            yield reference, _("event %d was changed, removed or slipped in.") % number
            continue
        disagreeing = [event.number for event in chained if not _agrees(event, keys)]
        yield reference, _("receipt of event %d disagrees.") % disagreeing[0] if disagreeing else ""


def _agrees(event: Event, keys: list[dict[str, str]]) -> bool:
    receipt = getattr(event, "receipt", None)
    if receipt is None:
        return False
    checked = check(receipt.jws, keys)
    return checked.is_genuine and checked.payload.get("digest") == event.digest
