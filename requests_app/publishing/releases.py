"""Releasing rows, once for every month that is over; and withholding them when consent ends.

Each batch is k-anonymous by itself: a row comes only together with those of at least k - 1 other
residents who look alike, so that comparing two exports shows no group smaller than k. A row is
never changed and never made finer afterwards.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.kit import audit
from accounts.models import User
from requests_app.models import ExportBatch, ReleasedRow
from requests_app.publishing.anonymity import Row, anonymise
from requests_app.publishing.months import first_day, months_before
from requests_app.publishing.subjects import subjects
from requests_app.receipts import chain


def release_due() -> ExportBatch | None:
    """Release what is due now that the last month is over; None when that has been done."""
    month = months_before(first_day(timezone.now()), 1)
    if ExportBatch.objects.filter(month__gte=month).exists():
        return None
    try:
        return release(month=month)
    except IntegrityError:  # another worker was faster
        return None


@transaction.atomic
def release(*, month: date) -> ExportBatch:
    """Release the rows that may be given now that ``month`` (its first day) is over.

    Raises:
        IntegrityError: this month has been released before.
    """
    after = months_before(month, -1)
    rows, held = anonymise(subjects(after), k=settings.K_ANONYMITY)
    # The order tells nothing: neither of the filing nor of the anonymisation.
    secrets.SystemRandom().shuffle(rows)
    lines = [line_of(row, after) for row in rows]
    digests = [hashlib.sha256(line.encode()).hexdigest() for line in lines]
    newest = ExportBatch.objects.order_by("-id").first()
    previous = newest.sha256 if newest else chain.FIRST
    batch = ExportBatch.objects.create(
        month=month,
        rows=len(rows),
        suppressed=len(held),
        k=settings.K_ANONYMITY,
        previous=previous,
        sha256=batch_digest(previous, digests),
    )
    _write(batch, rows, lines, digests)
    audit.record(kind="export.released", by=SYSTEM, target=batch, data={"rows": len(rows)})
    return batch


def line_of(row: Row, released: date) -> str:
    """The row as canonical JSON. ``row`` is random: it is tied to nothing but this line."""
    return chain.canonical(
        {
            "row": secrets.token_hex(16),
            "released": f"{released:%Y-%m}",
            **asdict(row.traits),
            **row.subject.facts,
        }
    ).decode()


def batch_digest(previous: str, digests: Sequence[str]) -> str:
    """SHA-256 over the digest of the batch before and those of the lines, one a line."""
    return hashlib.sha256("\n".join([previous, *digests]).encode()).hexdigest()


def _write(
    batch: ExportBatch, rows: Sequence[Row], lines: Sequence[str], digests: Sequence[str]
) -> None:
    released = (
        ReleasedRow(
            batch=batch,
            request_id=row.subject.key,
            group=hashlib.sha256(repr(row.traits).encode()).hexdigest(),
            line=line,
            sha256=digest,
        )
        for row, line, digest in zip(rows, lines, digests, strict=True)
    )
    ReleasedRow.objects.bulk_create(released, batch_size=1000)


@transaction.atomic
def withhold_rows_of(*, resident: User) -> int:
    """Empty the rows of somebody who takes their consent back; the number of rows.

    Where fewer than k would be left of those who look alike, the whole group is withheld: a taker
    who comes later sees no small group, an earlier one not whose row it was. What was withheld is
    never released again, whatever is consented to later.
    """
    mine = ReleasedRow.objects.filter(request__resident=resident, withheld_at=None)
    groups = set(mine.values_list("batch_id", "group"))
    count = _withhold(list(mine.values_list("pk", flat=True)))
    for batch_id, group in groups:
        alike = ReleasedRow.objects.filter(batch_id=batch_id, group=group, withheld_at=None)
        people = alike.values("request__resident").distinct().count()
        if people < settings.K_ANONYMITY:
            count += _withhold(list(alike.values_list("pk", flat=True)))
    return count


def _withhold(rows: Sequence[int]) -> int:
    return ReleasedRow.objects.filter(pk__in=rows).update(line="", withheld_at=timezone.now())
