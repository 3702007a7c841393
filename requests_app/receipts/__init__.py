"""Signed receipts: compact JWS with Ed25519, checkable by anybody against the published key."""

from requests_app.receipts.checking import Checked, check
from requests_app.receipts.signing import Signer, published_keys, signer

__all__ = ["Checked", "Signer", "check", "published_keys", "signer"]
