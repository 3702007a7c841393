"""One push message, encrypted for one browser (RFC 8291) and signed by this installation (RFC 8292)."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import jwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

POINT_BYTES = 65
SECRET_BYTES = 16
RECORD_SIZE = 4096
# A record holds 16 bytes of tag and one delimiter besides the text.
MOST_BYTES = RECORD_SIZE - 17
LAST_RECORD = b"\x02"
SIGNED_FOR = timedelta(hours=12)


class BadKeys(ValueError):
    """What the browser gave is no point on P-256, or no secret of 16 bytes."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The browser's public key (65 bytes, uncompressed) and its authentication secret (16 bytes)."""

    public: bytes
    secret: bytes = field(repr=False)


def keys_of(public_key: str, secret: str) -> Keys:
    """The keys as the Push API hands them over: base64url, with or without padding.

    Raises:
        BadKeys: they are no keys.
    """
    try:
        keys = Keys(from_base64url(public_key), from_base64url(secret))
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.public)
    except ValueError as error:
        raise BadKeys("these are no keys of a push subscription") from error
    if len(keys.public) != POINT_BYTES or len(keys.secret) != SECRET_BYTES:
        raise BadKeys("these are no keys of a push subscription")
    return keys


def encrypt(
    text: bytes,
    *,
    keys: Keys,
    own: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """The body of the message: header and one record of ``aes128gcm`` (RFC 8188).

    ``own`` and ``salt`` are new for every message; only a test with published values hands them in.
    """
    if len(text) > MOST_BYTES:
        raise ValueError(f"a push message holds at most {MOST_BYTES} bytes")
    own = own or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    sender = _point(own.public_key())
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), keys.public)
    shared = own.exchange(ec.ECDH(), receiver)
    material = _derive(shared, keys.secret, b"WebPush: info\x00" + keys.public + sender, 32)
    key = _derive(material, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(material, salt, b"Content-Encoding: nonce\x00", 12)
    record = AESGCM(key).encrypt(nonce, text + LAST_RECORD, None)
    return salt + RECORD_SIZE.to_bytes(4, "big") + bytes([len(sender)]) + sender + record


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def authorization(origin: str) -> str:
    """The header by which the push service at ``origin`` knows who sends (VAPID)."""
    claims = {
        "aud": origin,
        "exp": datetime.now(UTC) + SIGNED_FOR,
        "sub": settings.PUBLIC_URL,
    }
    token = jwt.encode(claims, settings.VAPID_PRIVATE_KEY, algorithm="ES256")
    return f"vapid t={token}, k={public_key()}"


def public_key() -> str:
    """The key under which browsers subscribe: base64url of the uncompressed point; "" when push is off."""
    return _public_key_of(settings.VAPID_PRIVATE_KEY)


@lru_cache(maxsize=2)
def _public_key_of(pem: str) -> str:
    if not pem:
        return ""
    key = load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("VAPID_PRIVATE_KEY is no key on an elliptic curve")
    return to_base64url(_point(key.public_key()))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def to_base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    """Raises ValueError for anything that is not base64url."""
    padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)
