"""Checking a receipt: needs the text and the published keys, no database and no network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import jwt

from accounts.core.parsing.budget import Unparsable
from accounts.core.parsing.tokens import check_token
from requests_app.receipts.signing import TYPE


class Verdict(StrEnum):
    GENUINE = "genuine"
    UNREADABLE = "unreadable"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found; ``payload`` is filled for genuine receipts alone."""

    verdict: Verdict
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_genuine(self) -> bool:
        return self.verdict is Verdict.GENUINE


def check(text: str, keys: Sequence[Mapping[str, str]]) -> Checked:
    """Check a compact JWS against a list of JWKs. Never raises for bad input."""
    compact = "".join(text.split())
    try:
        check_token(compact)
        header = jwt.get_unverified_header(compact)
    except (jwt.InvalidTokenError, Unparsable):
        return Checked(Verdict.UNREADABLE)
    if header.get("typ") != TYPE or header.get("alg") != "EdDSA":
        return Checked(Verdict.UNREADABLE)
    jwk = next((key for key in keys if key.get("kid") == header.get("kid")), None)
    if jwk is None:
        return Checked(Verdict.UNKNOWN_KEY)
    try:
        key = jwt.PyJWK(dict(jwk), algorithm="EdDSA")
        payload = jwt.decode(
            compact, key, algorithms=["EdDSA"], options={"verify_iat": False, "require": ["jti"]}
        )
    except (jwt.InvalidTokenError, jwt.PyJWKError):
        return Checked(Verdict.FORGED)
    return Checked(Verdict.GENUINE, payload)
