"""manage.py release_export: release the rows of the months that are over."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.publishing.releases import release_due


class Command(BaseCommand):
    """The schedule does the same every few hours."""

    help = "Release export rows for the months that are over."

    def handle(self, *args: Any, **options: Any) -> None:
        batch = release_due()
        if batch is None:
            self.stdout.write("Nothing to do: last month has been released.")
        else:
            self.stdout.write(f"{batch}: {batch.rows} rows, {batch.suppressed} held back.")
