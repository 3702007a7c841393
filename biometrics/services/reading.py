"""Reading the photographs of a disclosure: in a worker, in small steps, safe to kill at any moment.

A step reads some waiting photographs, seals their templates as one block and marks the items, in one
transaction; the photographs are removed when it has been committed. Killed in between, the items are
still waiting and the next run reads them again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.core.queueing import enqueue
from accounts.kit import audit
from biometrics import engines
from biometrics.models import DisclosedItem, Disclosure, DisclosureState, ItemState
from biometrics.problems import RefusalKind
from biometrics.services import leases
from biometrics.services.claims import TRIES_AT_MOST, forgiving, free
from biometrics.services.crowds import refuse_crowd
from biometrics.services.disclosures import destroy_disclosure, pictures_context
from biometrics.services.galleries import append_block, is_outdated, seal_whole
from biometrics.services.pictures import Keys, keys_of, numbered, opened
from biometrics.signals import case_locking, disclosure_read
from biometrics.types import EngineId, OpenTemplate, PictureProblem, UnusablePicture
from biometrics.vault import blobs

logger = logging.getLogger(__name__)

Result = OpenTemplate | UnusablePicture

# A step ends after so many photographs or so much time, well within the lease: large ones without a
# face take seconds each.
STEP = 32
STEP_TIME = timedelta(seconds=15)
TURN = timedelta(seconds=20)


def read_disclosure(*, disclosure_id: UUID) -> bool:
    """Read what waits in one disclosure; False when another worker has it or nothing is to do."""
    if not _claim(disclosure_id):
        return False
    disclosure = Disclosure.objects.get(pk=disclosure_id)
    if is_outdated(disclosure):  # begun under another calibration: its templates would not fit
        return destroy_disclosure(disclosure=disclosure, because=RefusalKind.OUTDATED)
    until = timezone.now() + TURN
    while _read_step(disclosure):
        if timezone.now() > until:
            _hand_on(disclosure_id)
            return True
        Disclosure.objects.filter(pk=disclosure_id).update(lease_until=timezone.now() + leases.READ)
    _complete(disclosure_id)
    return True


def _hand_on(disclosure_id: UUID) -> None:
    """Let others have their turn: a long disclosure must not keep anybody's selfie waiting."""
    Disclosure.objects.filter(pk=disclosure_id).update(lease_until=None)
    enqueue("biometrics.read_disclosure", str(disclosure_id))


def _claim(disclosure_id: UUID) -> bool:
    claimed = Disclosure.objects.filter(
        free(), pk=disclosure_id, state=DisclosureState.READING
    ).update(lease_until=timezone.now() + leases.READ)
    return claimed == 1


def _read_step(disclosure: Disclosure) -> bool:
    """Read up to `STEP` photographs; False when none was left."""
    waiting = _next(disclosure)
    if not waiting:
        return False
    rows = disclosure.items.filter(pk__in=[item.pk for item in waiting])
    rows.update(tries=F("tries") + 1)
    with forgiving(rows), keys_of(pictures_context(disclosure.pk)) as keys:
        results = list(_in_time(_encode(disclosure, item, keys) for item in waiting))
    read = waiting[: len(results)]
    rows.exclude(pk__in=[item.pk for item in read]).update(tries=F("tries") - 1)
    with transaction.atomic():
        locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
        if not _still_waits(locked, read):
            _wipe(results)
            return False
        _record(locked, read, results)
    return True


def _next(disclosure: Disclosure) -> list[DisclosedItem]:
    """Some photographs that nobody began to read, or one that was begun and not finished.

    Among those begun is what killed the process, if one did: alone it takes no other with it.
    """
    waiting = list(
        disclosure.items.filter(state=ItemState.PENDING).order_by("tries", "number")[:STEP]
    )
    return [item for item in waiting if not item.tries] or waiting[:1]


def _in_time(results: Iterator[Result]) -> Iterator[Result]:
    """Results, as many as `STEP_TIME` allows, and one at least."""
    until = time.monotonic() + STEP_TIME.total_seconds()
    for result in results:
        yield result
        if time.monotonic() > until:
            return


def _still_waits(disclosure: Disclosure, items: list[DisclosedItem]) -> bool:
    """False when it was destroyed meanwhile, or another worker took over and read these items."""
    waiting = disclosure.items.filter(
        pk__in=[item.pk for item in items], state=ItemState.PENDING
    ).count()
    return disclosure.state == DisclosureState.READING and waiting == len(items)


def _wipe(results: list[Result]) -> None:
    for result in results:
        if isinstance(result, OpenTemplate):
            result.wipe()


def _encode(disclosure: Disclosure, item: DisclosedItem, keys: Keys) -> Result:
    """The template of one waiting photograph, or why there is none.

    One that has brought down its process time and again is not opened any more.
    """
    if item.tries >= TRIES_AT_MOST:
        return UnusablePicture(PictureProblem.DAMAGED)
    engine = engines.get(EngineId.parse(disclosure.engine))
    key = keys(item.picture_key)
    try:
        with opened(item.path, key, place=numbered(item.number)) as picture:
            return engine.encode_reference(picture)
    except UnusablePicture as unusable:
        return unusable
    except RuntimeError:  # the face library gave up: this file must not hold up the others
        logger.warning("a photograph of a disclosure could not be read")
        return UnusablePicture(PictureProblem.DAMAGED)


def _record(
    disclosure: Disclosure,
    items: list[DisclosedItem],
    results: list[Result],
) -> None:
    templates: list[OpenTemplate] = []
    encoded: list[DisclosedItem] = []
    blobs.remove_on_commit([item.path for item in items])
    for item, result in zip(items, results, strict=True):
        item.path, item.picture_key = "", None
        if isinstance(result, OpenTemplate):
            item.state = ItemState.ENCODED
            templates.append(result)
            encoded.append(item)
        else:
            item.state, item.problem = ItemState.REFUSED, result.problem
    append_block(disclosure, templates, encoded)
    changed = ["state", "problem", "row", "reference", "path", "picture_key"]
    DisclosedItem.objects.bulk_update(items, changed)


@transaction.atomic
def _complete(disclosure_id: UUID) -> None:
    """Seal the disclosure off, and tell the app above."""
    request_id = Disclosure.objects.values_list("request_id", flat=True).get(pk=disclosure_id)
    case_locking.send(sender=Disclosure, request_id=request_id)
    disclosure = Disclosure.objects.select_for_update().get(pk=disclosure_id)
    if disclosure.state != DisclosureState.READING:
        return
    if disclosure.items.filter(state=ItemState.PENDING).exists():
        return
    if refuse_crowd(disclosure):
        return
    disclosure.refused = disclosure.items.filter(state=ItemState.REFUSED).count()
    # “We found nothing” is sealed like any other: whether there is something is told to nobody yet.
    usable = disclosure.count or not disclosure.refused
    disclosure.state = DisclosureState.READY if usable else DisclosureState.EMPTY
    disclosure.lease_until = None
    seal_whole(disclosure)
    disclosure.save(update_fields=["refused", "state", "lease_until", "sealed_count"])
    audit.record(
        kind="disclosure.read",
        by=SYSTEM,
        target=disclosure,
        data={"count": disclosure.count, "refused": disclosure.refused},
    )
    disclosure_read.send(sender=Disclosure, disclosure=disclosure)
