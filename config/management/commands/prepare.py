"""Bring the installation to where it can start: tables, notices, and the demo's people."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Safe to run again: what is there stays."""

    help = "Apply migrations, publish notices; in the demo profile load the demo data."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then fill the demo."""
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if pending:
            self.stdout.write(f"[prepare] database: applying {pending} migrations")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("publish_notices", verbosity=0)
        if settings.DEMO:
            self.stdout.write("[prepare] demo data (some seconds, the first time)")
            with _quiet():
                call_command("load_demo", stdout=self.stdout)


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the hundreds of log lines of tasks being queued: whoever waits wants to see progress."""
    logging.disable(logging.INFO)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
