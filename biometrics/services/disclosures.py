"""Taking in what a venue discloses for one request, and destroying it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import SYSTEM, Actor, ActorKind
from accounts.core.queueing import enqueue_on_commit
from accounts.core.totality import chosen
from accounts.kit import audit
from accounts.models import User
from biometrics import engines
from biometrics.images import inspect_picture, look
from biometrics.models import Basis, DisclosedItem, Disclosure, DisclosureState, ItemState
from biometrics.models.disclosure import NAMED
from biometrics.problems import RefusalKind, Refused
from biometrics.services import wrapped_keys
from biometrics.services.galleries import append_block, context_of, is_outdated, key_of
from biometrics.services.limits import check_windows
from biometrics.services.pictures import numbered
from biometrics.signals import case_locking, disclosure_destroyed
from biometrics.thresholds import PolicyKind
from biometrics.types import OpenTemplate, PictureProblem, UnusablePicture
from biometrics.vault import blobs, gallery, transit
from biometrics.vault.context import Context
from consents.models import Venue

# Order 19 art. 8 asks for the shortest retention; a resident needs some weeks to react.
KEPT_AT_MOST = timedelta(days=30)
WINDOW_AT_MOST = timedelta(hours=24)
RECORDS_AT_MOST = 10_000
# Whoever is known by name needs no more to be recognised: a disclosure by name or number is of one person
# (`crowds`). Beyond it are strangers, for whom a window of time, and its limits, are demanded.
NAMED_AT_MOST = 20
# The problem of a vector that no face gives; photographs have those of PictureProblem.
UNUSABLE_VECTOR = "unusable_vector"
# There may be one at a time for a request.
LIVE = chosen(
    DisclosureState,
    {DisclosureState.OPEN, DisclosureState.READING, DisclosureState.READY},
    but_not={DisclosureState.EMPTY, DisclosureState.DESTROYED},
    name="biometrics.services.disclosures.LIVE",
)


@dataclass(frozen=True, slots=True)
class Window:
    """When the pictures were captured, for faces of people whom the venue cannot name."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """For which request and whom, and how the venue chose the records."""

    request_id: UUID
    venue: Venue
    subject: User
    basis: Basis
    policy_kind: PolicyKind
    window: Window | None = None
    engine: str | None = None


def _check_window(scope: Scope) -> None:
    if scope.basis in NAMED:
        return
    if scope.window is None or scope.window.end <= scope.window.start:
        raise Refused(RefusalKind.WINDOW_MISSING)
    if scope.window.end - scope.window.start > WINDOW_AT_MOST:
        raise Refused(RefusalKind.WINDOW_TOO_LONG)


@transaction.atomic
def open_disclosure(*, scope: Scope, by: User) -> Disclosure:
    """Begin a disclosure for one request, under a data key of its own.

    One that nothing can be compared with any more is destroyed and replaced.

    Raises:
        Refused: another one is open for this request, the window is missing or too long, or the
            venue has disclosed windows as often as a day allows.
        biometrics.engines.UnknownEngine: vectors of an engine that is not installed.
    """
    _check_window(scope)
    _make_room(scope.request_id)
    if scope.basis not in NAMED:
        check_windows(venue=scope.venue)
    engine = engines.get(scope.engine).id
    disclosure = Disclosure(
        request_id=scope.request_id,
        venue=scope.venue,
        subject=scope.subject,
        disclosed_by=by,
        basis=scope.basis,
        window_from=scope.window.start if scope.window else None,
        window_to=scope.window.end if scope.window else None,
        policy_kind=scope.policy_kind,
        engine=str(engine),
        space=gallery.space_today(engine),
        expires_at=timezone.now() + KEPT_AT_MOST,
    )
    disclosure.wrapped_key = gallery.create_key(context_of(disclosure))
    disclosure.save(force_insert=True)
    _audit(
        "disclosure.opened", disclosure, Actor(ActorKind.OPERATOR, by.pk), basis=disclosure.basis
    )
    return disclosure


def _make_room(request_id: UUID) -> None:
    for live in Disclosure.objects.filter(request_id=request_id, state__in=LIVE):
        if not is_outdated(live):
            raise Refused(RefusalKind.ALREADY_DISCLOSED)
        destroy_disclosure(disclosure=live, because=RefusalKind.OUTDATED)


def _audit(kind: str, disclosure: Disclosure, by: Actor, **data: object) -> None:
    audit.record(
        kind=kind, by=by, target=disclosure, data={"request": str(disclosure.request_id), **data}
    )


def _next_number(disclosure: Disclosure, adding: int) -> int:
    """The number of the next item; refuses what would go over the limit of one request."""
    number = disclosure.items.count()
    if number + adding > RECORDS_AT_MOST:
        raise Refused(RefusalKind.TOO_MANY_RECORDS)
    if disclosure.basis in NAMED and number + adding > NAMED_AT_MOST:
        raise Refused(RefusalKind.TOO_MANY_NAMED)
    return number


def add_photograph(*, disclosure: Disclosure, reference: str, data: bytes) -> DisclosedItem:
    """Take one photograph: sealed at once, or refused with a problem of its own."""
    return add_photographs(disclosure=disclosure, photographs=[(reference, data)])[0]


def add_photographs(
    *, disclosure: Disclosure, photographs: Sequence[tuple[str, bytes | None]]
) -> list[DisclosedItem]:
    """Take a batch of (reference, photograph) under one lock; each is sealed or refused by itself.

    None stands for a photograph that was too large to be received. All are sealed under one data
    key, which is gone when the last of them has been read.
    """
    looked = [(name, None if data is None else look(data)) for name, data in photographs]
    with transaction.atomic():
        return _add_photographs(_lock_open(disclosure), looked)


def _add_photographs(
    disclosure: Disclosure, photographs: Sequence[tuple[str, bytes | None]]
) -> list[DisclosedItem]:
    first = _next_number(disclosure, len(photographs))
    numbers = range(first, first + len(photographs))
    items = [DisclosedItem(disclosure=disclosure, number=number) for number in numbers]
    with (
        key_of(disclosure) as key,
        transit.new_key(context=pictures_context(disclosure.pk)) as picture_key,
    ):
        for item, (reference, data) in zip(items, photographs, strict=True):
            item.reference = key.seal_reference(reference, number=item.number)
            _seal_picture(item, data, picture_key)
    return DisclosedItem.objects.bulk_create(items)


def _seal_picture(item: DisclosedItem, data: bytes | None, key: transit.PictureKey) -> None:
    try:
        if data is None:
            raise UnusablePicture(PictureProblem.FILE_TOO_LARGE)
        inspect_picture(data)
    except UnusablePicture as unusable:
        item.state, item.problem = ItemState.REFUSED, unusable.problem
    else:
        item.picture_key = key.wrapped
        sealed = key.seal(data, place=numbered(item.number))
        item.path = blobs.put(sealed, folder=f"disclosures/{item.disclosure_id}")


def pictures_context(disclosure_id: UUID) -> Context:
    """What the keys of waiting photographs are bound to; each photograph also to its number."""
    return {"use": "reference", "disclosure": str(disclosure_id)}


@wrapped_keys.held_in(DisclosedItem, "picture_key")
def _key_context(item: DisclosedItem) -> Context:
    return pictures_context(item.disclosure_id)


@transaction.atomic
def add_vectors(
    *, disclosure: Disclosure, engine: str, rows: Sequence[tuple[str, Sequence[float]]]
) -> list[DisclosedItem]:
    """Take vectors of an installed engine; each bad row is refused on its own.

    Raises:
        biometrics.engines.UnknownEngine: send the photographs, or have the engine installed.
        Refused: the disclosure is of another engine, or takes no more records.
    """
    disclosure = _lock_open(disclosure)
    if str(engines.get(engine).id) != disclosure.engine:
        raise Refused(RefusalKind.MIXED_ENGINES)
    first = _next_number(disclosure, len(rows))
    accepted = engines.accept_vectors(engine, [values for _, values in rows])
    items: list[DisclosedItem] = []
    with key_of(disclosure) as key:
        for number, (reference, _) in enumerate(rows, start=first):
            item = DisclosedItem(disclosure=disclosure, number=number, state=ItemState.ENCODED)
            item.reference = key.seal_reference(reference, number=number)
            if isinstance(accepted[number - first], engines.UnusableVector):
                item.state, item.problem = ItemState.REFUSED, UNUSABLE_VECTOR
            items.append(item)
    templates = [each for each in accepted if isinstance(each, OpenTemplate)]
    append_block(disclosure, templates, [item for item in items if not item.problem])
    DisclosedItem.objects.bulk_create(items)
    return items


def _lock_open(disclosure: Disclosure) -> Disclosure:
    """Read it again under a lock: a record added beside the end, or the destruction, would stay."""
    locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    if locked.state != DisclosureState.OPEN or is_outdated(locked):
        raise Refused(RefusalKind.CLOSED)
    return locked


@transaction.atomic
def finish_disclosure(*, disclosure: Disclosure, by: User) -> None:
    """“This is all we found.” The photographs are read by a worker from here on.

    With no record at all it says that nothing was found; to the claimant it looks the same.
    """
    changed = Disclosure.objects.filter(pk=disclosure.pk, state=DisclosureState.OPEN).update(
        state=DisclosureState.READING
    )
    if not changed:
        raise Refused(RefusalKind.CLOSED)
    disclosure.refresh_from_db()
    _audit(
        "disclosure.finished",
        disclosure,
        Actor(ActorKind.OPERATOR, by.pk),
        records=disclosure.items.count(),
    )
    enqueue_on_commit("biometrics.read_disclosure", str(disclosure.pk))


@transaction.atomic
def destroy_disclosure(*, disclosure: Disclosure, because: str, by: Actor = SYSTEM) -> bool:
    """Destroy the data key, every sealed block and every waiting photograph of ``disclosure``.

    Returns False when that had been done before. The row stays and says that it happened.
    """
    case_locking.send(sender=Disclosure, request_id=disclosure.request_id)
    locked = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    if locked.state == DisclosureState.DESTROYED:
        return False
    paths = [*locked.blocks.values_list("path", flat=True)]
    paths += locked.items.exclude(path="").values_list("path", flat=True)
    locked.blocks.all().delete()
    locked.items.filter(state=ItemState.PENDING).update(
        state=ItemState.REFUSED, problem="destroyed", path="", picture_key=None
    )
    locked.items.update(reference=None, picture_key=None, path="", row=None)
    locked.wrapped_key = locked.sealed_count = None
    locked.state = DisclosureState.DESTROYED
    locked.destroyed_at = timezone.now()
    locked.destroyed_because = because
    locked.destroyed_files = len(paths)
    locked.save()
    blobs.remove_on_commit(paths)
    enqueue_on_commit("biometrics.prove_purge", str(locked.pk))
    _audit("disclosure.destroyed", locked, by, because=because)
    disclosure_destroyed.send(sender=Disclosure, disclosure=locked)
    return True
