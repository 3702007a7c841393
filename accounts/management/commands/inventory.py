"""Write the inventory of personal data into docs/privacy.md, or check that it is what stands there."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.kit.inventory import Fields, Scrub, Table, tables

BEGIN = (
    "<!-- inventory: written by `python manage.py inventory`; change it in <app>/inventory.py -->"
)
END = "<!-- end of inventory -->"


def document() -> Path:
    return Path(settings.BASE_DIR) / "docs" / "privacy.md"


def rendered() -> str:
    """The whole inventory as Markdown."""
    return "\n".join(line for table in tables() for line in _table(table))


def with_inventory(text: str) -> str:
    """``text`` with the inventory between its marks. Raises CommandError without the marks."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise CommandError("docs/privacy.md has lost the marks between which the inventory stands.")
    return f"{before}{BEGIN}\n\n{rendered()}\n{END}{after}"


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.label}"
    yield ""
    yield f"{table.purpose} Kept: {table.retention.words}."
    if table.withheld:
        yield f"Not in the download: {table.withheld}."
    yield ""
    yield "| Fields | Category | When the account is erased |"
    yield "|---|---|---|"
    for group in table.fields:
        yield f"| {', '.join(group.names)} | {group.category} | {_erasure(group)} |"
    yield ""


def _erasure(group: Fields) -> str:
    if group.scrub is Scrub.KEEP:
        return f"kept: {group.because}"
    if group.scrub is Scrub.OVERWRITE and group.value:
        return f"overwritten with “{group.value}”"
    return group.scrub.value


class Command(BaseCommand):
    """`inventory` writes the document; `inventory --check` fails when it is out of date."""

    help = "Write the inventory of personal data into docs/privacy.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only say whether it is up to date"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        path = document()
        stands = path.read_text(encoding="utf-8")
        wanted = with_inventory(stands)
        if check and wanted != stands:
            raise CommandError("docs/privacy.md is out of date: run python manage.py inventory")
        if not check:
            path.write_text(wanted, encoding="utf-8")
