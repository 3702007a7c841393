"""Wrapping keys: they wrap data keys and live outside the database.

``KEY_WRAPPER`` chooses where: ``file`` (VAULT_WRAPPING_KEY_FILE), ``env``
(VAULT_WRAPPING_KEY) or ``kms`` (VAULT_KMS_KEY_ID). To rotate, make the new key the current
one, put the old one into VAULT_OLD_WRAPPING_KEYS (or leave it enabled in KMS), ``rewrap``
every stored key, and drop the old one. Sealed data is not touched.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Any, NewType, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from biometrics.vault.context import Context, authenticated
from biometrics.vault.errors import MissingKey, Undecryptable
from biometrics.vault.memory import wipe

KEY_BYTES = 32
NONCE_BYTES = 12
FINGERPRINT_BYTES = 8

WrappedKey = NewType("WrappedKey", bytes)
"""A data key that only the wrapping key opens; safe to store beside the data."""


class KeyWrapper(Protocol):
    """Wraps data keys, each bound to a context."""

    def wrap(self, key: bytes | bytearray, *, context: Context) -> WrappedKey:
        """Wrap a data key so that it opens under this context alone."""

    def unwrap(self, wrapped: WrappedKey, *, context: Context) -> bytearray:
        """The data key; the caller wipes it. Raises Undecryptable."""


class LocalKeyWrapper:
    """AES-256-GCM under a key held by this process: fingerprint, nonce, ciphertext.

    ``key`` wraps and unwraps; ``old`` keys only unwrap, until everything is rewrapped.
    """

    def __init__(self, key: bytes, old: tuple[bytes, ...] = ()) -> None:
        self._current = _fingerprint(key)
        self._ciphers = {_fingerprint(each): AESGCM(each) for each in (*old, key)}

    def __repr__(self) -> str:
        return "LocalKeyWrapper(redacted)"

    def wrap(self, key: bytes | bytearray, *, context: Context) -> WrappedKey:
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers[self._current]
        sealed = cipher.encrypt(nonce, bytes(key), authenticated(context))
        return WrappedKey(self._current + nonce + sealed)

    def unwrap(self, wrapped: WrappedKey, *, context: Context) -> bytearray:
        fingerprint, rest = wrapped[:FINGERPRINT_BYTES], wrapped[FINGERPRINT_BYTES:]
        cipher = self._ciphers.get(bytes(fingerprint))
        if cipher is None:
            raise Undecryptable(
                "this key was wrapped under a wrapping key that is not configured here: "
                "add that key to VAULT_OLD_WRAPPING_KEYS"
            )
        nonce, sealed = bytes(rest[:NONCE_BYTES]), bytes(rest[NONCE_BYTES:])
        try:
            return bytearray(cipher.decrypt(nonce, sealed, authenticated(context)))
        except (InvalidTag, ValueError) as error:
            raise Undecryptable("a wrapped key does not open under its context") from error


class KmsKeyWrapper:
    """AWS KMS; the context is KMS's encryption context, so AWS logs and enforces it too."""

    def __init__(self, key_id: str, client: Any = None) -> None:
        self._key_id = key_id
        self._client = client or _kms_client()

    def wrap(self, key: bytes | bytearray, *, context: Context) -> WrappedKey:
        authenticated(context)
        answer = self._client.encrypt(
            KeyId=self._key_id, Plaintext=bytes(key), EncryptionContext=dict(context)
        )
        return WrappedKey(answer["CiphertextBlob"])

    def unwrap(self, wrapped: WrappedKey, *, context: Context) -> bytearray:
        from botocore.exceptions import ClientError

        # No KeyId: KMS finds the key in the ciphertext, so a rotated key still opens.
        try:
            answer = self._client.decrypt(
                CiphertextBlob=bytes(wrapped), EncryptionContext=dict(context)
            )
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "unknown")
            raise Undecryptable(f"KMS refused to open a wrapped key: {code}") from error
        return bytearray(answer["Plaintext"])


def rewrap(
    wrapped: WrappedKey, *, context: Context, old: KeyWrapper, new: KeyWrapper
) -> WrappedKey:
    """The same data key under another wrapping key. Raises Undecryptable."""
    key = old.unwrap(wrapped, context=context)
    try:
        return new.wrap(key, context=context)
    finally:
        wipe(key)


@lru_cache(maxsize=1)
def key_wrapper() -> KeyWrapper:
    """The wrapper of the settings. Raises MissingKey, which says what to do."""
    kind = getattr(settings, "KEY_WRAPPER", "")
    makers = {"file": _from_file, "env": _from_environment, "kms": _from_kms}
    if kind not in makers:
        raise MissingKey(f"KEY_WRAPPER is {kind!r}: set it to file, env or kms.")
    return makers[kind]()


def new_wrapping_key() -> str:
    """A fresh wrapping key as the text that a key file or VAULT_WRAPPING_KEY holds."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def parse_wrapping_key(text: str, *, source: str) -> bytes:
    """Read base64 of exactly 32 bytes. Raises MissingKey naming ``source``."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError) as error:
        raise MissingKey(f"{source} is not base64. {HOW_TO_MAKE_ONE}") from error
    if len(key) != KEY_BYTES:
        raise MissingKey(f"{source} holds {len(key)} bytes, not {KEY_BYTES}. {HOW_TO_MAKE_ONE}")
    return key


HOW_TO_MAKE_ONE = "Make one with `openssl rand -base64 32` and keep it outside the database."


def _from_file() -> KeyWrapper:
    path = Path(str(getattr(settings, "VAULT_WRAPPING_KEY_FILE", "") or "."))
    if not path.is_file():
        raise MissingKey(
            f"VAULT_WRAPPING_KEY_FILE does not name a readable file. {HOW_TO_MAKE_ONE}"
        )
    text = path.read_text(encoding="ascii", errors="replace")
    return LocalKeyWrapper(parse_wrapping_key(text, source=str(path)), _old_keys())


def _from_environment() -> KeyWrapper:
    text = getattr(settings, "VAULT_WRAPPING_KEY", "")
    if not text:
        raise MissingKey(f"VAULT_WRAPPING_KEY is not set. {HOW_TO_MAKE_ONE}")
    return LocalKeyWrapper(parse_wrapping_key(text, source="VAULT_WRAPPING_KEY"), _old_keys())


def _from_kms() -> KeyWrapper:
    key_id = getattr(settings, "VAULT_KMS_KEY_ID", "")
    if not key_id:
        raise MissingKey("VAULT_KMS_KEY_ID is not set: name the KMS key (id, ARN or alias).")
    return KmsKeyWrapper(key_id)


def _old_keys() -> tuple[bytes, ...]:
    texts = getattr(settings, "VAULT_OLD_WRAPPING_KEYS", ())
    return tuple(parse_wrapping_key(text, source="VAULT_OLD_WRAPPING_KEYS") for text in texts)


def _kms_client() -> Any:
    import boto3

    return boto3.client("kms")


def _fingerprint(key: bytes) -> bytes:
    return hashlib.sha256(b"saveface wrapping key" + key).digest()[:FINGERPRINT_BYTES]


@receiver(setting_changed)
def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "KEY_WRAPPER" or setting.startswith("VAULT_"):
        key_wrapper.cache_clear()
