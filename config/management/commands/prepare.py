"""Bring the installation to where it can start: tables, and in the demo its people and venues."""

from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Safe to run again: what is there stays."""

    help = "Apply migrations; in the demo profile make the demo data."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then fill the demo."""
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if pending:
            self.stdout.write(f"[prepare] database: applying {pending} migrations")
            call_command("migrate", verbosity=0, interactive=False)
        if settings.DEMO and "demo_data" in get_commands():
            self.stdout.write("[prepare] demo data")
            call_command("demo_data", verbosity=0)
