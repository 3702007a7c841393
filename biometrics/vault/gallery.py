"""The sealed gallery of one disclosure.

A gallery holds templates in the space where they are compared: whitened by the engine's
calibration and turned by a rotation that only this disclosure's key knows, each with the
crowding of its neighbourhood (see biometrics.calibration). Every block is bound to its
disclosure, engine, space and place: distances between rows of two calibrations say nothing,
whatever the calibrations are called.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from biometrics.calibration import Calibration, load
from biometrics.engines import get
from biometrics.types import EngineId, Floats, OpenTemplate
from biometrics.vault.blocks import BLOCK_ROWS, Buffers, OpenBlock, SealedBlock, pack
from biometrics.vault.context import authenticated
from biometrics.vault.errors import OtherSpace, Undecryptable
from biometrics.vault.keys import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    KeyWrapper,
    WrappedKey,
    key_wrapper,
)
from biometrics.vault.memory import wipe
from biometrics.vault.rotation import orthogonal


@dataclass(frozen=True, slots=True)
class GalleryContext:
    """What a gallery belongs to. Its key opens under exactly this.

    ``space`` is `Calibration.space` as it was when the gallery was begun.
    """

    disclosure: str
    engine: EngineId
    space: str

    @classmethod
    def today(cls, disclosure: str, engine: EngineId) -> Self:
        """That of a new gallery; raises as `space_today` does."""
        return cls(disclosure, engine, space_today(engine))

    def fields(self) -> dict[str, str]:
        return {
            "purpose": "gallery",
            "disclosure": self.disclosure,
            "engine": str(self.engine),
            "space": self.space,
        }


def space_today(engine: EngineId) -> str:
    """`Calibration.space` of an engine. Raises UnknownEngine, LookupError without a calibration."""
    return load(get(engine).calibration).space


def create_key(context: GalleryContext, *, wrapper: KeyWrapper | None = None) -> WrappedKey:
    """A fresh data key for one disclosure, wrapped. Destroying it shreds the gallery."""
    key = bytearray(os.urandom(KEY_BYTES))
    try:
        return (wrapper or key_wrapper()).wrap(key, context=context.fields())
    finally:
        wipe(key)


@contextmanager
def open_key(
    wrapped: WrappedKey, context: GalleryContext, *, wrapper: KeyWrapper | None = None
) -> Iterator[GalleryKey]:
    """The key of one gallery for the length of a ``with`` block. Raises Undecryptable."""
    data_key = (wrapper or key_wrapper()).unwrap(wrapped, context=context.fields())
    try:
        key = GalleryKey(data_key, context)
    finally:
        wipe(data_key)
    try:
        yield key
    finally:
        key.close()


class _Turned:
    """The space of one gallery: that of its engine's calibration, turned by a secret rotation.

    Raises OtherSpace when the gallery was sealed under another calibration.
    """

    def __init__(self, context: GalleryContext, seed: bytes) -> None:
        self.calibration: Calibration = load(get(context.engine).calibration)
        if self.calibration.space != context.space:
            raise OtherSpace
        self.rotation = orthogonal(seed, self.calibration.dimension)


class GalleryKey:
    """Seals and opens the parts of one gallery; made by ``open_key``.

    References and the count open under any calibration; whatever touches rows raises OtherSpace
    under another than they were sealed under.
    """

    def __init__(self, data_key: bytearray, context: GalleryContext) -> None:
        self.context = context
        self._fields = context.fields()
        self._blocks: AESGCM | None = AESGCM(_derive(data_key, b"blocks"))
        self._references: AESGCM | None = AESGCM(_derive(data_key, b"references"))
        self._seed = bytearray(_derive(data_key, b"rotation"))
        self._turned: _Turned | None = None

    def __repr__(self) -> str:
        return "GalleryKey(redacted)"

    def __reduce__(self) -> str:
        raise TypeError("a gallery key is never serialised")

    def close(self) -> None:
        """Drop the ciphers and overwrite the rotation; nothing opens with this key any more."""
        self._blocks = self._references = None
        wipe(self._seed)
        if self._turned is not None:
            self._turned.rotation.fill(0.0)

    @property
    def dimension(self) -> int:
        """Of the rows. Raises OtherSpace."""
        return self._space.calibration.dimension

    @property
    def _space(self) -> _Turned:
        """Made when rows are first touched: a venue that reads its own references needs none."""
        self._cipher(self._blocks)
        if self._turned is None:
            self._turned = _Turned(self.context, bytes(self._seed))
        return self._turned

    def seal_block(
        self, templates: Sequence[OpenTemplate], *, index: int, first_row: int
    ) -> SealedBlock:
        """Seal 1 to 2,048 templates of this gallery's engine as block ``index``.

        Rows are counted through the whole gallery; ``first_row`` is the count before this
        block. The templates stay the caller's, to be wiped.
        """
        if any(template.engine != self.context.engine for template in templates):
            raise ValueError("a gallery holds templates of one engine and version")
        calibration = self._space.calibration
        stacked = np.stack([each.values for each in templates])
        whitened = calibration.whiten(stacked)
        stacked.fill(0.0)
        try:
            crowding = calibration.crowding(whitened)
            return self.seal_rows(whitened, crowding, index=index, first_row=first_row)
        finally:
            whitened.fill(0.0)

    def seal_rows(
        self, whitened: Floats, crowding: Floats, *, index: int, first_row: int
    ) -> SealedBlock:
        """Seal rows that are already in the calibrated space: (n, d) and (n,)."""
        count = len(whitened)
        if not 1 <= count <= BLOCK_ROWS:
            raise ValueError(f"a block holds 1 to {BLOCK_ROWS} templates")
        plain = pack(self.turn(whitened), crowding)
        nonce = os.urandom(NONCE_BYTES)
        bound = self._bound(block=index, first_row=first_row, count=count)
        blob = nonce + self._cipher(self._blocks).encrypt(nonce, plain, bound)
        wipe(plain)
        return SealedBlock(index=index, first_row=first_row, count=count, blob=blob)

    def open_blocks(self, blocks: Iterable[SealedBlock], *, count: int) -> OpenedGallery:
        """The gallery, opened block by block as it is iterated; ``count`` rows in all.

        Raises OtherSpace.
        """
        return OpenedGallery(self, blocks, count)

    def seal_reference(self, text: str, *, number: int, row: int | None = None) -> bytes:
        """Seal the venue's own reference of a record, bound to its number and, once read, its row."""
        return self._seal_text(text, self._of_record(number, row))

    def open_reference(self, sealed: bytes, *, number: int, row: int | None = None) -> str:
        """The venue's reference of a record. Raises Undecryptable."""
        return self._open_text(sealed, self._of_record(number, row))

    def bind_reference(self, sealed: bytes, *, number: int, row: int) -> bytes:
        """The reference of a record that has got its row: whoever moves the row moves no name."""
        return self.seal_reference(
            self.open_reference(sealed, number=number), number=number, row=row
        )

    def seal_count(self, count: int) -> bytes:
        """Seal how many rows the gallery has, once it is complete: done once in its life."""
        return self._seal_text(str(count), self._bound(count="all rows"))

    def open_count(self, sealed: bytes) -> int:
        """How many rows the gallery has. Raises Undecryptable."""
        return int(self._open_text(sealed, self._bound(count="all rows")))

    def open_into(self, block: SealedBlock, buffers: Buffers) -> OpenBlock:
        """Open one block into ``buffers``, which the result shares. Raises Undecryptable."""
        sealed = memoryview(block.blob)
        if not 1 <= block.count <= buffers.rows:
            raise Undecryptable("a sealed block has too many rows, or none")
        plain = buffers.plain(block.count)
        if len(sealed) != NONCE_BYTES + len(plain) + TAG_BYTES:
            raise Undecryptable("a sealed block has the wrong length")
        bound = self._bound(block=block.index, first_row=block.first_row, count=block.count)
        nonce, body = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            self._cipher(self._blocks).decrypt_into(nonce, body, bound, plain)
        except (InvalidTag, ValueError) as error:
            raise Undecryptable("a sealed block does not open in this gallery") from error
        return buffers.block(block.first_row, block.count)

    def turn(self, whitened: Floats) -> Floats:
        """Whitened vectors, (d,) or (n, d), carried into this gallery's secret rotation."""
        return np.asarray(whitened @ self._space.rotation, dtype=np.float32)

    def _seal_text(self, text: str, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher(self._references).encrypt(nonce, text.encode(), bound)

    def _open_text(self, sealed: bytes, bound: bytes) -> str:
        nonce, body = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
        try:
            return self._cipher(self._references).decrypt(nonce, body, bound).decode()
        except (InvalidTag, ValueError) as error:
            raise Undecryptable("a sealed text does not open in this place") from error

    def _of_record(self, number: int, row: int | None) -> bytes:
        return self._bound(reference=number, row="none yet" if row is None else row)

    def _bound(self, **place: int | str) -> bytes:
        """The bytes that a sealed part is bound to: this gallery, and its place there."""
        return authenticated(self._fields | {name: str(value) for name, value in place.items()})

    def _cipher(self, cipher: AESGCM | None) -> AESGCM:
        if cipher is None:
            raise Undecryptable("this gallery key is closed")
        return cipher


class OpenedGallery:
    """Iterate it to read every row once, in order, through one buffer that is wiped at the end.

    It raises Undecryptable for a block that does not open, is missing, doubled or out of
    order, and when the rows do not add up to the count: an incomplete gallery is no answer.
    """

    def __init__(self, key: GalleryKey, blocks: Iterable[SealedBlock], count: int) -> None:
        self._key = key
        self._dimension = key.dimension
        self._blocks = blocks
        self.count = count

    def __repr__(self) -> str:
        return f"OpenedGallery(redacted, {self.count} rows)"

    @property
    def engine(self) -> EngineId:
        return self._key.context.engine

    @property
    def space(self) -> str:
        return self._key.context.space

    def turn(self, whitened: Floats) -> Floats:
        return self._key.turn(whitened)

    def __iter__(self) -> Iterator[OpenBlock]:
        buffers = Buffers(min(BLOCK_ROWS, max(self.count, 1)), self._dimension)
        seen = 0
        try:
            for index, block in enumerate(self._blocks):
                if (block.index, block.first_row) != (index, seen):
                    raise Undecryptable("blocks of a gallery are missing or out of order")
                if (seen := seen + block.count) > self.count:
                    raise Undecryptable("a gallery holds more rows than were disclosed")
                yield self._key.open_into(block, buffers)
        finally:
            buffers.wipe()
        if seen != self.count:
            raise Undecryptable("a gallery holds fewer rows than were disclosed")


def _derive(data_key: bytearray, purpose: bytes) -> bytes:
    # The data key is uniformly random, so expanding it is enough (RFC 5869, 3.3).
    info = b"saveface gallery " + purpose
    return HKDFExpand(algorithm=hashes.SHA256(), length=KEY_BYTES, info=info).derive(data_key)
