"""The object store for sealed bytes: a folder or S3, whichever `STORAGES["sealed"]` names.

Only sealed bytes come here. A blob is written before the row that names it and removed after that row
is gone, so a crash can leave a blob without a row, never a row without its blob;
`sweep.remove_orphans` finds those.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from accounts.core.unreachable import Unreachable

Keeper = Callable[[], Iterable[str]]
KEEPERS: dict[str, Keeper] = {}
"""By folder: who says which blobs in it a row names."""


def keeper(folder: str) -> Callable[[Keeper], Keeper]:
    """Register the function that says which blobs of ``folder`` are named; others are orphans."""

    def register(paths: Keeper) -> Keeper:
        KEEPERS[folder] = paths
        return paths

    return register


def store() -> Storage:
    return storages["sealed"]


class StoreUnreachable(Unreachable):
    """The store does not answer, or is full."""


@contextmanager
def _reached() -> Iterator[None]:
    """Each kind of store fails in its own way. That a blob is gone is an answer, a bad name our mistake."""
    try:
        yield
    except (FileNotFoundError, SuspiciousOperation, SoftTimeLimitExceeded):
        raise
    except Exception as error:
        raise StoreUnreachable(f"the store does not answer ({type(error).__name__})") from error


def put(sealed: bytes, *, folder: str) -> str:
    """Write ``sealed`` under a fresh name in ``folder``; returns its path. Raises StoreUnreachable."""
    with _reached():
        return store().save(f"{folder}/{uuid.uuid4().hex}", ContentFile(sealed))


def get(path: str) -> bytes:
    """The sealed bytes at ``path``.

    Raises:
        FileNotFoundError: they are gone.
        StoreUnreachable: nobody says whether they are.
    """
    with _reached(), store().open(path, "rb") as blob:
        return bytes(blob.read())


def remove_on_commit(paths: Iterable[str]) -> None:
    """Remove blobs once the rows that named them are gone for good."""
    gone = list(paths)

    def remove() -> None:
        for path in gone:
            store().delete(path)

    transaction.on_commit(remove, robust=True)


def older_than(folder: str, moment: datetime) -> Iterator[str]:
    """Every blob below ``folder`` written before ``moment``."""
    return (path for path in below(folder) if store().get_modified_time(path) < moment)


def below(folder: str) -> Iterator[str]:
    """Every blob below ``folder``; none when there is no such folder."""
    try:
        subfolders, files = store().listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in subfolders:
        yield from below(f"{folder}/{name}")
