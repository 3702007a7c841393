"""The inventory of personal data: every field of every table, why it is there and when it goes.

It is not only written down. Erasure overwrites what it names, the download is made from it, the
retention rules run from it, and a field that nobody declared stops the start (`saveface.E020`).
"""

from accounts.kit.inventory.registry import (
    NotDeclaredError,
    declare,
    erasers,
    model_of,
    register_eraser,
    scrub,
    table_of,
    tables,
)
from accounts.kit.inventory.types import (
    Category,
    Fields,
    Retention,
    Scrub,
    Table,
    deleted,
    emptied,
    kept,
    overwritten,
    unlinked,
)

__all__ = [
    "Category",
    "Fields",
    "NotDeclaredError",
    "Retention",
    "Scrub",
    "Table",
    "declare",
    "deleted",
    "emptied",
    "erasers",
    "kept",
    "model_of",
    "overwritten",
    "register_eraser",
    "scrub",
    "table_of",
    "tables",
    "unlinked",
]
