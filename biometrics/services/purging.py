"""Proof that a destroyed disclosure is gone: tables and store are read again, after the commit.

Destruction itself says what was meant to happen; this says what is there. A file that a broken store
kept is removed again, and as long as anything is left nothing is called proven.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.core.actors import SYSTEM
from accounts.kit import audit
from biometrics.models import Disclosure, DisclosureState, ProbeFrame
from biometrics.vault import blobs

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Remains:
    """What of a disclosure is there: keys, sealed references and rows as counts, files by path."""

    keys: int
    references: int
    rows: int
    files: tuple[str, ...]

    @property
    def anything(self) -> bool:
        return bool(self.keys or self.references or self.rows or self.files)

    def __str__(self) -> str:
        return (
            f"{self.keys} keys, {self.references} references, {self.rows} rows of blocks or selfies, "
            f"{len(self.files)} files"
        )


def remains_of(disclosure: Disclosure) -> Remains:
    """Read from the database and the store what is left of ``disclosure`` and its selfies."""
    frames = ProbeFrame.objects.filter(verification__disclosure=disclosure).count()
    stored = Disclosure.objects.filter(pk=disclosure.pk, wrapped_key__isnull=False).count()
    pictures = disclosure.items.filter(picture_key__isnull=False).count()
    folders = [f"disclosures/{disclosure.pk}"]
    folders += [
        f"probes/{pk}" for pk in disclosure.verifications.order_by().values_list("pk", flat=True)
    ]
    return Remains(
        keys=stored + pictures + frames,
        references=disclosure.items.filter(reference__isnull=False).count(),
        rows=disclosure.blocks.count() + disclosure.items.exclude(path="").count() + frames,
        files=tuple(path for folder in folders for path in blobs.below(folder)),
    )


def prove_purge(*, disclosure_id: UUID) -> Remains:
    """Check that a destroyed disclosure is gone, and note it; what is left, if anything is.

    Files without a row are removed first: the store failed when it was told to, or a worker was
    killed between a write and its commit. ValueError when it has not been destroyed.
    """
    disclosure = Disclosure.objects.get(pk=disclosure_id)
    if disclosure.state != DisclosureState.DESTROYED:
        raise ValueError("only what was destroyed can be proven gone")
    remains = remains_of(disclosure)
    for path in remains.files:
        blobs.store().delete(path)
    if remains.files:
        remains = remains_of(disclosure)
    if remains.anything:
        logger.error("a destroyed disclosure is not gone: %s: %s", disclosure.pk, remains)
    else:
        _note(disclosure)
    return remains


@transaction.atomic
def _note(disclosure: Disclosure) -> None:
    unproven = Disclosure.objects.filter(pk=disclosure.pk, purge_checked_at=None)
    if not unproven.update(purge_checked_at=timezone.now()):
        return
    audit.record(
        kind="disclosure.purged",
        by=SYSTEM,
        target=disclosure,
        data={
            "request": str(disclosure.request_id),
            "templates": disclosure.count,
            "files": disclosure.destroyed_files,
        },
    )


def purged_sentence(disclosure: Disclosure) -> str:
    """What was destroyed and when it was checked, in numbers, for the venue; "" before that."""
    if disclosure.purge_checked_at is None:
        return ""
    templates = ngettext("%(n)d template", "%(n)d templates", disclosure.count)
    files = ngettext("%(n)d sealed file", "%(n)d sealed files", disclosure.destroyed_files)
    return _(
        "Destroyed: %(templates)s, the key and %(files)s. Checked on %(moment)s: nothing is left."
    ) % {
        "templates": templates % {"n": disclosure.count},
        "files": files % {"n": disclosure.destroyed_files},
        "moment": _in_words(disclosure.purge_checked_at),
    }


def purged_sentences(*, disclosures: Iterable[str]) -> list[str]:
    """When each of ``disclosures`` (ids that the case has told of) was proven gone, oldest first.

    Without numbers: how much a venue disclosed is nobody's before the claim is tied to the claimant.
    """
    gone = Disclosure.objects.filter(pk__in=list(disclosures), purge_checked_at__isnull=False)
    said = _(
        "Destroyed: the key and everything sealed under it. Checked on %(moment)s: nothing is left."
    )
    moments = gone.order_by("created_at").values_list("purge_checked_at", flat=True)
    return [said % {"moment": _in_words(moment)} for moment in moments if moment]


def _in_words(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
