"""Signing (RFC 7515 compact JWS, EdDSA by RFC 8037) with the key that the settings name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from jwt.algorithms import OKPAlgorithm

TYPE = "saveface-receipt+jws"
HOW_TO_MAKE_ONE = (
    "Make an Ed25519 key in PEM form (openssl genpkey -algorithm ed25519) and name its file in "
    "RECEIPT_SIGNING_KEY_FILE."
)


class SigningKeyError(RuntimeError):
    """The signing key is missing or of another kind; nothing may be recorded without a receipt."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One private key and the thumbprint (RFC 7638) by which receipts name it."""

    key: Ed25519PrivateKey
    key_id: str

    def __repr__(self) -> str:
        return f"Signer(key_id={self.key_id!r})"

    def sign(self, payload: Mapping[str, Any], *, typ: str = TYPE) -> str:
        """A compact JWS over ``payload``; ``typ`` keeps receipts and other papers apart."""
        return jwt.encode(
            dict(payload), self.key, algorithm="EdDSA", headers={"kid": self.key_id, "typ": typ}
        )

    def public_jwk(self) -> dict[str, str]:
        """The public key as JWK, with its id."""
        return public_jwk(self.key) | {"kid": self.key_id, "alg": "EdDSA", "use": "sig"}


def public_jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    jwk: dict[str, str] = json.loads(OKPAlgorithm.to_jwk(key.public_key()))
    return {name: jwk[name] for name in ("kty", "crv", "x")}


def thumbprint(jwk: Mapping[str, str]) -> str:
    """The JWK thumbprint of RFC 7638, in hexadecimal."""
    members = {name: jwk[name] for name in ("crv", "kty", "x")}
    return hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).hexdigest()


@lru_cache(maxsize=2)
def _signer_of(pem: str) -> Signer:
    if not pem:
        raise SigningKeyError(f"RECEIPT_SIGNING_KEY is not set. {HOW_TO_MAKE_ONE}")
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (TypeError, UnsupportedAlgorithm, ValueError) as error:
        raise SigningKeyError(
            f"RECEIPT_SIGNING_KEY is not a private key in PEM form without a password. {HOW_TO_MAKE_ONE}"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyError(f"RECEIPT_SIGNING_KEY is no Ed25519 key. {HOW_TO_MAKE_ONE}")
    return Signer(key=key, key_id=thumbprint(public_jwk(key)))


def signer() -> Signer:
    """The signer of this installation. Raises SigningKeyError when there is no usable key."""
    return _signer_of(settings.RECEIPT_SIGNING_KEY)


def published_keys() -> dict[str, list[dict[str, str]]]:
    """The JSON Web Key Set that is published: today's key and every retired one."""
    retired: list[dict[str, str]] = list(settings.RECEIPT_RETIRED_KEYS)
    return {"keys": [signer().public_jwk(), *retired]}
