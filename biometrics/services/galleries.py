"""Sealed galleries: blocks of templates in the object store, their places in the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from biometrics.engines import UnknownEngine
from biometrics.models import DisclosedItem, Disclosure, GalleryBlock
from biometrics.services import wrapped_keys
from biometrics.types import EngineId, OpenTemplate
from biometrics.vault import blobs, gallery
from biometrics.vault.blocks import BLOCK_ROWS, SealedBlock
from biometrics.vault.context import Context
from biometrics.vault.errors import Undecryptable
from biometrics.vault.keys import WrappedKey


def context_of(disclosure: Disclosure) -> gallery.GalleryContext:
    """What the data key and every block are bound to."""
    return gallery.GalleryContext(
        disclosure=str(disclosure.pk),
        engine=EngineId.parse(disclosure.engine),
        space=disclosure.space,
    )


@wrapped_keys.held_in(Disclosure, "wrapped_key")
def _key_context(disclosure: Disclosure) -> Context:
    return context_of(disclosure).fields()


def is_outdated(disclosure: Disclosure) -> bool:
    """True when nothing can be compared with it any more: its engine is measured otherwise, or gone.

    Distances between two calibrations say nothing, so “not matched” would be a lie.
    """
    try:
        return gallery.space_today(EngineId.parse(disclosure.engine)) != disclosure.space
    except (LookupError, UnknownEngine):
        return True


def key_of(disclosure: Disclosure) -> AbstractContextManager[gallery.GalleryKey]:
    """The data key of ``disclosure``, open for a ``with`` block.

    Raises:
        Undecryptable: the key has been destroyed, or does not open under this context.
    """
    if not disclosure.wrapped_key:
        raise Undecryptable("the data key of this disclosure has been destroyed")
    return gallery.open_key(WrappedKey(bytes(disclosure.wrapped_key)), context_of(disclosure))


def append_block(
    disclosure: Disclosure, templates: Sequence[OpenTemplate], items: Sequence[DisclosedItem]
) -> None:
    """Seal ``templates`` as the next block; ``items`` get their rows, to which their references are
    bound. Wipes the templates.

    The caller holds the transaction and saves the items. Raises OtherSpace.
    """
    if not templates:
        return
    block_size = BLOCK_ROWS
    index = disclosure.blocks.count()
    with key_of(disclosure) as key:
        for start in range(0, len(templates), block_size):
            part = templates[start : start + block_size]
            block = key.seal_block(part, index=index, first_row=disclosure.count)
            GalleryBlock.objects.create(
                disclosure=disclosure,
                index=block.index,
                first_row=block.first_row,
                count=block.count,
                path=blobs.put(block.blob, folder=f"disclosures/{disclosure.pk}"),
            )
            index += 1
            disclosure.count += len(part)
        first = disclosure.count - len(templates)
        for row, (item, template) in enumerate(zip(items, templates, strict=True), start=first):
            item.row = row
            item.reference = key.bind_reference(
                bytes(item.reference or b""), number=item.number, row=row
            )
            template.wipe()
    disclosure.save(update_fields=["count"])


def sealed_blocks(disclosure: Disclosure) -> Iterator[SealedBlock]:
    """The sealed blocks in their order, fetched one by one."""
    for block in disclosure.blocks.all():
        yield SealedBlock(
            index=block.index,
            first_row=block.first_row,
            count=block.count,
            blob=blobs.get(block.path),
        )


def seal_whole(disclosure: Disclosure) -> None:
    """Seal how many rows the complete gallery has; the caller saves ``sealed_count``."""
    with key_of(disclosure) as key:
        disclosure.sealed_count = key.seal_count(disclosure.count)


def open_whole(key: gallery.GalleryKey, disclosure: Disclosure) -> gallery.OpenedGallery:
    """The gallery of ``disclosure`` under its open key, as many rows as were sealed.

    Raises:
        OtherSpace: it was sealed under another calibration; the venue must disclose again.
        Undecryptable: it was never complete; while it is read, for whatever is missing or foreign.
    """
    count = key.open_count(bytes(disclosure.sealed_count or b""))
    return key.open_blocks(sealed_blocks(disclosure), count=count)


def references_of(disclosure: Disclosure, rows: Sequence[int]) -> list[str]:
    """The venue's own record references of gallery ``rows``, opened for the operator's list.

    Raises:
        Undecryptable: a row has no record, or its record is another's: nobody is named then.
    """
    items = list(disclosure.items.filter(row__in=rows).order_by("number"))
    if sorted(item.row for item in items if item.row is not None) != sorted(rows):
        raise Undecryptable("a row of this gallery has no record, or two")
    with key_of(disclosure) as key:
        return [_reference(key, item) for item in items]


def names_of(disclosure: Disclosure, items: Sequence[DisclosedItem]) -> list[str]:
    """The venue's own reference of each item, for the venue; “#3” once it has been destroyed."""
    if not disclosure.wrapped_key:
        return [str(item) for item in items]
    with key_of(disclosure) as key:
        return [_reference(key, item) if item.reference else str(item) for item in items]


def _reference(key: gallery.GalleryKey, item: DisclosedItem) -> str:
    return key.open_reference(bytes(item.reference or b""), number=item.number, row=item.row)
