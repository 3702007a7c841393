"""Fill the demo: invented people, venues of all sixteen kinds, requests in every state."""

from __future__ import annotations

import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from requests_app.demo import loading, photographs


class Command(BaseCommand):
    """Safe to run again: what is there stays."""

    help = "Load the demo data (demo profile alone)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, unless it was loaded before."""
        if loading.is_loaded():
            if options["verbosity"]:
                self.stdout.write(_("The demo data is there already."))
            return
        started = time.monotonic()
        try:
            loaded = loading.load()
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self._tell(loaded, time.monotonic() - started)

    def _tell(self, loaded: loading.Loaded, seconds: float) -> None:
        self.stdout.write(
            _(
                "demo data: %(people)d people, %(venues)d venues, %(requests)d requests in %(seconds).1f s"
            )
            % {
                "people": loaded.people,
                "venues": loaded.venues,
                "requests": loaded.requests,
                "seconds": seconds,
            }
        )
        self.stdout.write(_("photographs to try: %s") % photographs.folder())
