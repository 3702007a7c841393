"""Wrapping keys: they wrap data keys and live outside the database.

``KEY_WRAPPER`` chooses where: ``file`` (VAULT_WRAPPING_KEY_FILE), ``env``
(VAULT_WRAPPING_KEY) or ``kms`` (VAULT_KMS_KEY_ID). Every wrapped key begins with the
fingerprint of the key that wrapped it. How to change the wrapping key: docs/wrapping-key.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NewType, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

from biometrics.vault.context import Context, authenticated
from biometrics.vault.errors import KeyServiceUnreachable, MissingKey, Undecryptable
from biometrics.vault.memory import wipe

KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
FINGERPRINT_BYTES = 8

# Pictures are sealed while a visitor waits and a row is locked: two tries of at most six
# seconds, well within the 60 after which the web server gives up.
KMS_CONNECT_SECONDS, KMS_READ_SECONDS, KMS_TRIES = 2, 4, 2
# What KMS answers when asking again may help; also whatever comes with a status of 500.
PASSING = frozenset({"ThrottlingException", "RequestTimeout"})
SERVER_ERROR = 500

WrappedKey = NewType("WrappedKey", bytes)
"""A data key that only the wrapping key opens; safe to store beside the data."""


class KeyWrapper(Protocol):
    """Wraps data keys, each bound to a context; what it wraps begins with a fingerprint."""

    def wrap(self, key: bytes | bytearray, *, context: Context) -> WrappedKey:
        """Wrap a data key so that it opens under this context alone.

        Raises MissingKey, KeyServiceUnreachable.
        """

    def unwrap(self, wrapped: WrappedKey, *, context: Context) -> bytearray:
        """The data key; the caller wipes it. Raises Undecryptable, KeyServiceUnreachable."""


class LocalKeyWrapper:
    """AES-256-GCM under a key held by this process: fingerprint, nonce, ciphertext.

    ``key`` wraps and unwraps; ``old`` keys only unwrap, until everything is rewrapped.
    """

    def __init__(self, key: bytes, old: tuple[bytes, ...] = ()) -> None:
        self._current = _fingerprint(key)
        self._ciphers = {_fingerprint(each): AESGCM(each) for each in (*old, key)}

    def __repr__(self) -> str:
        return "LocalKeyWrapper(redacted)"

    def knows(self, wrapped: WrappedKey) -> bool:
        """Whether one of these keys wrapped it."""
        return fingerprint_of(wrapped) in self._ciphers

    def wrap(self, key: bytes | bytearray, *, context: Context) -> WrappedKey:
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, key, authenticated(context))
        return WrappedKey(self._current + nonce + sealed)

    def unwrap(self, wrapped: WrappedKey, *, context: Context) -> bytearray:
        cipher = self._ciphers.get(fingerprint_of(wrapped))
        if cipher is None:
            raise Undecryptable(
                "this key was wrapped under a wrapping key that is not configured here: "
                "add that key to VAULT_OLD_WRAPPING_KEYS"
            )
        rest = memoryview(wrapped)[FINGERPRINT_BYTES:]
        nonce, sealed = rest[:NONCE_BYTES], rest[NONCE_BYTES:]
        key = bytearray(max(len(sealed) - TAG_BYTES, 0))
        try:
            cipher.decrypt_into(nonce, sealed, authenticated(context), key)
        except (InvalidTag, ValueError) as error:
            wipe(key)
            raise Undecryptable("a wrapped key does not open under its context") from error
        return key


class KmsKeyWrapper:
    """AWS KMS; the context is KMS's encryption context, so AWS logs and enforces it too.

    Fingerprint, then what KMS answered. The fingerprint is that of the key's ARN, so that an
    alias which was pointed to another key is noticed. Keys that ``old`` wrapped before the KMS
    was taken into use still open.
    """

    def __init__(
        self, key_id: str, client: Any = None, *, old: LocalKeyWrapper | None = None
    ) -> None:
        self._key_id = key_id
        self._client = client or _kms_client()
        self._old = old

    def wrap(self, key: bytes | bytearray, *, context: Context) -> WrappedKey:
        authenticated(context)
        with _refusal(MissingKey, "KMS does not wrap keys"):
            answer = self._client.encrypt(
                KeyId=self._key_id, Plaintext=key, EncryptionContext=dict(context)
            )
        return WrappedKey(_fingerprint(answer["KeyId"].encode()) + answer["CiphertextBlob"])

    def unwrap(self, wrapped: WrappedKey, *, context: Context) -> bytearray:
        if self._old is not None and self._old.knows(wrapped):
            return self._old.unwrap(wrapped, context=context)
        # No KeyId: KMS finds the key in the ciphertext, so a rotated key still opens.
        with _refusal(Undecryptable, "KMS does not open a wrapped key"):
            answer = self._client.decrypt(
                CiphertextBlob=bytes(wrapped[FINGERPRINT_BYTES:]), EncryptionContext=dict(context)
            )
        return bytearray(answer["Plaintext"])


@contextmanager
def _refusal(kind: type[MissingKey | Undecryptable], what: str) -> Iterator[None]:
    """What KMS refuses is of ``kind`` and tells its reason; what may pass is not."""
    from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if code in PASSING or status >= SERVER_ERROR:
            raise KeyServiceUnreachable(f"KMS is too busy ({code}): try again") from error
        raise kind(
            f"{what} ({code}): check VAULT_KMS_KEY_ID, that the key is enabled, and that this "
            "process may use kms:Encrypt and kms:Decrypt with it"
        ) from error
    except ParamValidationError as error:  # nothing was sent: empty or cut off
        raise kind(f"{what}: it is no wrapped key, or VAULT_KMS_KEY_ID is no key id") from error
    except BotoCoreError as error:
        raise KeyServiceUnreachable(
            f"KMS does not answer ({type(error).__name__}): check the network, the region and "
            "the credentials of this process, or try again"
        ) from error


def rewrap(
    wrapped: WrappedKey, *, context: Context, old: KeyWrapper, new: KeyWrapper
) -> WrappedKey:
    """The same data key under another wrapping key. Raises Undecryptable."""
    key = old.unwrap(wrapped, context=context)
    try:
        return new.wrap(key, context=context)
    finally:
        wipe(key)


def fingerprint_of(wrapped: bytes | memoryview) -> bytes:
    """Which wrapping key wrapped it; no secret."""
    return bytes(wrapped[:FINGERPRINT_BYTES])


def try_out(wrapper: KeyWrapper) -> bytes:
    """Wrap and unwrap once; the fingerprint of the key that wraps now.

    Raises:
        MissingKey, KeyServiceUnreachable, Undecryptable: it is of no use, and what to do.
    """
    context = {"purpose": "trial"}
    key = bytearray(os.urandom(KEY_BYTES))
    wrapped = wrapper.wrap(key, context=context)
    if wrapper.unwrap(wrapped, context=context) != key:
        raise Undecryptable("the wrapping key opens something else than it wrapped")
    return fingerprint_of(wrapped)


@lru_cache(maxsize=1)
def key_wrapper() -> KeyWrapper:
    """The wrapper of the settings, made once. Raises MissingKey, which says what to do."""
    return make_key_wrapper()


def make_key_wrapper() -> KeyWrapper:
    """A wrapper of the settings that shares no connection with others: for use before a fork."""
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
    name = str(getattr(settings, "VAULT_WRAPPING_KEY_FILE", ""))
    try:
        text = Path(name).read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise MissingKey(
            f"VAULT_WRAPPING_KEY_FILE does not name a readable file ({name!r}, "
            f"{error.strerror}). {HOW_TO_MAKE_ONE}"
        ) from error
    return LocalKeyWrapper(parse_wrapping_key(text, source=name), _old_keys())


def _from_environment() -> KeyWrapper:
    text = getattr(settings, "VAULT_WRAPPING_KEY", "")
    if not text:
        raise MissingKey(f"VAULT_WRAPPING_KEY is not set. {HOW_TO_MAKE_ONE}")
    return LocalKeyWrapper(parse_wrapping_key(text, source="VAULT_WRAPPING_KEY"), _old_keys())


def _from_kms() -> KeyWrapper:
    key_id = getattr(settings, "VAULT_KMS_KEY_ID", "")
    if not key_id:
        raise MissingKey("VAULT_KMS_KEY_ID is not set: name the KMS key (id, ARN or alias).")
    old = _old_keys()
    return KmsKeyWrapper(key_id, old=LocalKeyWrapper(old[0], old[1:]) if old else None)


def _old_keys() -> tuple[bytes, ...]:
    texts = getattr(settings, "VAULT_OLD_WRAPPING_KEYS", ())
    return tuple(parse_wrapping_key(text, source="VAULT_OLD_WRAPPING_KEYS") for text in texts)


def _kms_client() -> Any:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError

    patience = Config(
        connect_timeout=KMS_CONNECT_SECONDS,
        read_timeout=KMS_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": KMS_TRIES},
    )
    try:
        region = getattr(settings, "VAULT_KMS_REGION", "") or None
        return boto3.client("kms", region_name=region, config=patience)
    except BotoCoreError as error:
        raise MissingKey(
            f"KMS cannot be used: {error} Set AWS_REGION, and give this process credentials."
        ) from error


def _fingerprint(key: bytes) -> bytes:
    return hashlib.sha256(b"saveface wrapping key" + key).digest()[:FINGERPRINT_BYTES]


@receiver(setting_changed)
def _forget(*, setting: str, **kwargs: object) -> None:
    if setting == "KEY_WRAPPER" or setting.startswith("VAULT_"):
        key_wrapper.cache_clear()
