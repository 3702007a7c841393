"""Putting right what a crash left behind. The database is the source of truth; running it twice is safe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.core.queueing import enqueue
from biometrics.models import (
    DisclosedItem,
    Disclosure,
    DisclosureState,
    GalleryBlock,
    ProbeFrame,
    SightingPhoto,
    Verification,
)
from biometrics.services import sealed_files, sightings
from biometrics.services.claims import free
from biometrics.services.disclosures import LIVE, destroy_disclosure
from biometrics.services.queue import WAITING
from biometrics.services.verifications import stop_verification
from biometrics.vault import blobs

# A queued attempt that no worker took for so long was lost with its message.
LOST_AFTER = timedelta(seconds=20)
# A blob is written some moments before the row that names it is committed.
ORPHANED_AFTER = timedelta(minutes=15)
STOPPED_AFTER = timedelta(hours=24)
# Under a backlog most of what waits is not lost: a few are enough to get things going again.
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep found."""

    queued: int
    expired: int


def sweep() -> Swept:
    """Queue again what was lost, destroy what expired."""
    return Swept(queued=requeue_lost(), expired=destroy_expired())


def requeue_lost() -> int:
    """Send again the oldest verifications and disclosures whose message or worker was lost."""
    now = timezone.now()
    verifications = (
        Verification.objects.filter(free(), state__in=WAITING, created_at__lt=now - LOST_AFTER)
        .order_by("created_at")
        .values_list("pk", flat=True)[:AT_ONCE]
    )
    disclosures = Disclosure.objects.filter(free(), state=DisclosureState.READING).values_list(
        "pk", flat=True
    )[:AT_ONCE]
    lost = [*verifications], [*disclosures]
    for pk in lost[0]:
        enqueue("biometrics.compare_faces", str(pk))
    for pk in lost[1]:
        enqueue("biometrics.read_disclosure", str(pk))
    return len(lost[0]) + len(lost[1]) + _requeue_photos() + _requeue_proofs(now)


def _requeue_photos() -> int:
    """Send again photographs of signs in which no worker has blurred the faces."""
    lost = sealed_files.lost(sightings.waiting())
    for pk in lost:
        enqueue("biometrics.blur_faces", str(pk))
    return len(lost)


def _requeue_proofs(now: datetime) -> int:
    """Look again at what was destroyed and has not been proven gone."""
    unproven = Disclosure.objects.filter(
        destroyed_at__lt=now - LOST_AFTER, purge_checked_at=None
    ).values_list("pk", flat=True)[:AT_ONCE]
    for pk in unproven:
        enqueue("biometrics.prove_purge", str(pk))
    return len(unproven)


def destroy_expired() -> int:
    """Destroy disclosures past their date, and selfies that waited for a day."""
    now = timezone.now()
    stale = Verification.objects.filter(state__in=WAITING, created_at__lt=now - STOPPED_AFTER)
    stopped = sum(stop_verification(verification=v, because="expired") for v in stale)
    due = Disclosure.objects.filter(state__in=(*LIVE, DisclosureState.EMPTY), expires_at__lt=now)
    return stopped + sum(destroy_disclosure(disclosure=d, because="expired") for d in due)


def remove_orphans() -> int:
    """Remove sealed blobs that no row names: what a crash between write and commit left."""
    moment = timezone.now() - ORPHANED_AFTER
    orphans = [
        path
        for folder, keep in blobs.KEEPERS.items()
        for named in [frozenset(keep())]
        for path in blobs.older_than(folder, moment)
        if path not in named
    ]
    for path in orphans:
        blobs.store().delete(path)
    return len(orphans)


@blobs.keeper("disclosures")
def _named_by_disclosures() -> Iterable[str]:
    yield from DisclosedItem.objects.exclude(path="").values_list("path", flat=True)
    yield from GalleryBlock.objects.values_list("path", flat=True)


@blobs.keeper("probes")
def _named_by_frames() -> Iterable[str]:
    return ProbeFrame.objects.values_list("path", flat=True)


@blobs.keeper("sightings")
def _named_by_sightings() -> Iterable[str]:
    return SightingPhoto.objects.exclude(path="").values_list("path", flat=True)
