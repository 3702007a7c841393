"""Pages of released rows: lines as they were released, with a signed manifest.

A page is read twice, once for its digest and once to give it, so that the manifest can go before the
lines and no page is ever held whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from requests_app.models import ExportBatch, ExportSnapshot, ReleasedRow
from requests_app.receipts import chain, signer

MANIFEST_TYPE = "saveface-manifest+jws"
ROWS_AT_MOST = 10_000
CHUNK = 2000


class ChangedMeanwhile(RuntimeError):
    """A row was withheld between the digest and the giving: the stream ends short, take it again."""


@dataclass(frozen=True, slots=True)
class Page:
    """What is given: the rows after ``after`` up to and including ``until``."""

    after: int
    until: int
    rows: int
    sha256: str
    more: bool


def page(*, after: int, limit: int) -> Page:
    """The page of at most ``limit`` rows behind the cursor ``after`` (0 begins)."""
    ids = ReleasedRow.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    last = ids[limit - 1 : limit].first() or ids.last() or after
    digest, rows = hashlib.sha256(), 0
    for line in _lines(after, last):
        digest.update(line)
        rows += 1
    more = ReleasedRow.objects.filter(pk__gt=last).exists()
    return Page(after=after, until=last, rows=rows, sha256=digest.hexdigest(), more=more)


def stream(given: Page) -> Iterator[bytes]:
    """The lines of ``given``, each with its line break.

    Raises:
        ChangedMeanwhile: after the last line, when they are not those of the digest.
    """
    digest = hashlib.sha256()
    for line in _lines(given.after, given.until):
        digest.update(line)
        yield line
    if digest.hexdigest() != given.sha256:
        raise ChangedMeanwhile


def _lines(after: int, until: int) -> Iterator[bytes]:
    rows = ReleasedRow.objects.filter(pk__gt=after, pk__lte=until).order_by("pk")
    values = rows.values_list("line", "sha256", "withheld_at")
    for line, digest, withheld in values.iterator(chunk_size=CHUNK):
        yield (_stone(digest) if withheld else line.encode()) + b"\n"


def _stone(digest: str) -> bytes:
    """What stands for a withheld row: its digest, so that the batch can still be checked."""
    return chain.canonical({"withheld": True, "sha256": digest})


@transaction.atomic
def record_taking(*, taken: Page, organisation: Organisation) -> tuple[ExportSnapshot, str]:
    """Write down what is about to be given, and sign it: the snapshot and its manifest."""
    newest = ExportBatch.objects.order_by("-id").first()
    snapshot = ExportSnapshot.objects.create(
        organisation=organisation,
        after=str(taken.after),
        until=str(taken.until),
        rows=taken.rows,
        suppressed=newest.suppressed if newest else 0,
        k=newest.k if newest else 0,
        sha256=taken.sha256,
    )
    return snapshot, signer().sign(_manifest(snapshot, newest), typ=MANIFEST_TYPE)


def _manifest(snapshot: ExportSnapshot, newest: ExportBatch | None) -> dict[str, object]:
    return {
        "jti": str(snapshot.pk),
        "iat": int(timezone.now().timestamp()),
        "after": snapshot.after,
        "until": snapshot.until,
        "rows": snapshot.rows,
        "sha256": snapshot.sha256,
        "k": snapshot.k,
        "suppressed": snapshot.suppressed,
        "newest_batch": newest.sha256 if newest else None,
        "newest_month": f"{newest.month:%Y-%m}" if newest else None,
    }
