"""Seal pictures on their way from the web process to the worker that reads them.

Pictures that come and go together, such as those of one burst or one upload, lie under one
data key, which is wrapped once; each has a nonce of its own and is bound to its place.
Destroying every copy of the wrapped key shreds all of them, and nothing less does.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from biometrics.vault.context import Context, authenticated
from biometrics.vault.errors import Undecryptable
from biometrics.vault.keys import (
    KEY_BYTES,
    NONCE_BYTES,
    TAG_BYTES,
    KeyWrapper,
    WrappedKey,
    key_wrapper,
)
from biometrics.vault.memory import wipe

Picture = bytes | bytearray | memoryview


class PictureKey:
    """Seals and opens pictures; made by ``new_key`` and ``open_key``.

    ``wrapped`` is what to store beside each of them.
    """

    def __init__(self, data_key: bytearray, wrapped: WrappedKey, context: Context) -> None:
        self.wrapped = wrapped
        self._context = context
        self._cipher: AESGCM | None = AESGCM(data_key)

    def __repr__(self) -> str:
        return "PictureKey(redacted)"

    def __reduce__(self) -> str:
        raise TypeError("a picture key is never serialised")

    def close(self) -> None:
        """Drop the cipher; nothing opens with this key any more."""
        self._cipher = None

    def seal(self, data: Picture, *, place: Context) -> bytes:
        """Encrypt under a nonce of its own, bound to the key's context and ``place``."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._opened().encrypt(nonce, data, self._bound(place))

    def unseal(self, blob: bytes, *, place: Context) -> bytearray:
        """The picture, in a buffer that the caller wipes. Raises Undecryptable."""
        nonce, body = blob[:NONCE_BYTES], memoryview(blob)[NONCE_BYTES:]
        if len(body) < TAG_BYTES:
            raise Undecryptable("a sealed picture is cut off")
        plain = bytearray(len(body) - TAG_BYTES)
        try:
            self._opened().decrypt_into(nonce, body, self._bound(place), plain)
        except (InvalidTag, ValueError) as error:
            wipe(plain)
            raise Undecryptable("a sealed picture does not open in this place") from error
        return plain

    def _bound(self, place: Context) -> bytes:
        return authenticated({**self._context, **place})

    def _opened(self) -> AESGCM:
        if self._cipher is None:
            raise Undecryptable("this picture key is closed")
        return self._cipher


@contextmanager
def new_key(*, context: Context, wrapper: KeyWrapper | None = None) -> Iterator[PictureKey]:
    """A fresh data key for pictures that come and go together, wrapped once under ``context``."""
    data_key = bytearray(os.urandom(KEY_BYTES))
    try:
        wrapped = (wrapper or key_wrapper()).wrap(data_key, context=context)
        key = PictureKey(data_key, wrapped, context)
    finally:
        wipe(data_key)
    try:
        yield key
    finally:
        key.close()


@contextmanager
def open_key(
    wrapped: WrappedKey, *, context: Context, wrapper: KeyWrapper | None = None
) -> Iterator[PictureKey]:
    """The key of pictures for the length of a ``with`` block. Raises Undecryptable."""
    data_key = (wrapper or key_wrapper()).unwrap(wrapped, context=context)
    try:
        key = PictureKey(data_key, wrapped, context)
    except ValueError as error:
        raise Undecryptable("what was wrapped is no data key") from error
    finally:
        wipe(data_key)
    try:
        yield key
    finally:
        key.close()


@dataclass(frozen=True, slots=True)
class Sealed:
    """One picture under a key of its own. Destroying every copy of the key shreds ``blob``."""

    wrapped_key: WrappedKey = field(repr=False)
    blob: bytes = field(repr=False)


def seal(data: Picture, *, context: Context, wrapper: KeyWrapper | None = None) -> Sealed:
    """Encrypt under a data key of its own (AES-256-GCM), bound to ``context``."""
    with new_key(context=context, wrapper=wrapper) as key:
        return Sealed(wrapped_key=key.wrapped, blob=key.seal(data, place={}))


def unseal(sealed: Sealed, *, context: Context, wrapper: KeyWrapper | None = None) -> bytearray:
    """The picture, in a buffer that the caller wipes. Raises Undecryptable."""
    with open_key(sealed.wrapped_key, context=context, wrapper=wrapper) as key:
        return key.unseal(sealed.blob, place={})
