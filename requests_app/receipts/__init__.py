"""Signed receipts: compact JWS with Ed25519, checkable by anybody against the published key."""

from requests_app.receipts.checking import Checked, check
from requests_app.receipts.signing import (
    Signer,
    SigningKeyError,
    published_keys,
    signer,
    thumbprint,
)

__all__ = [
    "Checked",
    "Signer",
    "SigningKeyError",
    "check",
    "published_keys",
    "signer",
    "thumbprint",
]
