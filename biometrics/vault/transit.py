"""Seal one picture on its way from the web process to the worker that reads it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from biometrics.vault.context import Context, authenticated
from biometrics.vault.errors import Undecryptable
from biometrics.vault.keys import KEY_BYTES, NONCE_BYTES, KeyWrapper, WrappedKey, key_wrapper
from biometrics.vault.memory import wipe


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed picture. Destroying ``wrapped_key`` shreds ``blob`` wherever copies of it lie."""

    wrapped_key: WrappedKey = field(repr=False)
    blob: bytes = field(repr=False)


def seal(
    data: bytes | bytearray | memoryview,
    *,
    context: Context,
    wrapper: KeyWrapper | None = None,
) -> Sealed:
    """Encrypt under a data key of its own (AES-256-GCM), bound to ``context``."""
    key = bytearray(os.urandom(KEY_BYTES))
    nonce = os.urandom(NONCE_BYTES)
    try:
        blob = nonce + AESGCM(key).encrypt(nonce, data, authenticated(context))
        wrapped = (wrapper or key_wrapper()).wrap(key, context=context)
    finally:
        wipe(key)
    return Sealed(wrapped_key=wrapped, blob=blob)


def unseal(sealed: Sealed, *, context: Context, wrapper: KeyWrapper | None = None) -> bytearray:
    """The picture, in a buffer that the caller wipes. Raises Undecryptable."""
    key = (wrapper or key_wrapper()).unwrap(sealed.wrapped_key, context=context)
    nonce, body = sealed.blob[:NONCE_BYTES], memoryview(sealed.blob)[NONCE_BYTES:]
    if len(body) < TAG_BYTES:
        raise Undecryptable("a sealed picture is cut off")
    plain = bytearray(len(body) - TAG_BYTES)
    try:
        AESGCM(key).decrypt_into(nonce, body, authenticated(context), plain)
    except (InvalidTag, ValueError) as error:
        wipe(plain)
        raise Undecryptable("a sealed picture does not open under its context") from error
    finally:
        wipe(key)
    return plain


TAG_BYTES = 16
