"""Changing the wrapping key: every stored data key is wrapped anew, no sealed data is touched.

The key of the settings wraps; it and VAULT_OLD_WRAPPING_KEYS unwrap. The old key can go when nothing
carries its fingerprint any more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from biometrics.services import wrapped_keys
from biometrics.services.wrapped_keys import Column
from biometrics.vault.errors import Undecryptable
from biometrics.vault.keys import (
    KeyWrapper,
    WrappedKey,
    fingerprint_of,
    key_wrapper,
    rewrap,
    try_out,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rewrapped:
    """What became of the keys in one column."""

    column: Column
    anew: int
    left: int
    """Still under another wrapping key than the current one."""

    def __str__(self) -> str:
        return f"{self.column}: {self.anew} wrapped anew, {self.left} under another key"


def rewrap_all() -> list[Rewrapped]:
    """Wrap every stored data key under the current wrapping key; what became of each kind.

    Each row by itself, so that it can be stopped and run again, and one that does not open keeps
    no other from being wrapped. What is left is counted when all have been gone through.

    Raises:
        MissingKey, KeyServiceUnreachable, Undecryptable: the current wrapping key is of no use.
    """
    wrapper = key_wrapper()
    current = try_out(wrapper)
    columns = list(wrapped_keys.COLUMNS.values())
    anew = [_rewrap(column, wrapper, current) for column in columns]
    return [
        Rewrapped(column, count, left=sum(1 for _ in _others(column, current)))
        for column, count in zip(columns, anew, strict=True)
    ]


def _others(column: Column, current: bytes) -> Iterator[Any]:
    """The primary keys of rows whose key was wrapped under another wrapping key."""
    for pk, wrapped in column.rows().values_list("pk", column.field).iterator():
        if fingerprint_of(wrapped) != current:
            yield pk


def _rewrap(column: Column, wrapper: KeyWrapper, current: bytes) -> int:
    done: dict[bytes, WrappedKey] = {}  # pictures that came together share their key
    return sum(_row(column, pk, wrapper, done) for pk in list(_others(column, current)))


def _row(column: Column, pk: Any, wrapper: KeyWrapper, done: dict[bytes, WrappedKey]) -> int:
    """Wrap the key of one row anew; 0 when it does not open, or was destroyed or changed meanwhile."""
    row = column.rows().filter(pk=pk).first()
    if row is None:
        return 0
    wrapped = WrappedKey(bytes(getattr(row, column.field)))
    try:
        if wrapped not in done:
            context = column.context_of(row)
            done[wrapped] = rewrap(wrapped, context=context, old=wrapper, new=wrapper)
    except Undecryptable as error:
        logger.warning("a key cannot be wrapped anew: %s %s: %s", row._meta.label, pk, error)
        return 0
    # No lock is held while a KMS answers: only the key that was read is replaced.
    unchanged = column.model._default_manager.filter(pk=pk, **{column.field: wrapped})
    return unchanged.update(**{column.field: done[wrapped]})
