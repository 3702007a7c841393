"""docs/privacy.md says what the inventory says."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.kit.inventory import tables
from accounts.management.commands import inventory


def test_the_document_is_up_to_date():
    call_command("inventory", check=True)


def test_every_table_and_every_field_is_in_it():
    text = inventory.document().read_text(encoding="utf-8")
    for table in tables():
        assert f"### {table.label}\n" in text
        assert all(name in text for name in table.names)


def test_a_change_of_the_inventory_is_noticed(monkeypatch):
    monkeypatch.setattr(inventory, "rendered", lambda: "something else")
    with pytest.raises(CommandError, match="out of date"):
        call_command("inventory", check=True)
