"""The hash chain over a request's events: pure, so that anybody can check it from an export.

``digest = SHA-256(canonical JSON of the event)``, where the event names the digest before it. Canonical
JSON is RFC 8785 for the values used here: strings, integers, booleans, null, lists and objects of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One event as the chain sees it."""

    request_id: UUID
    number: int
    kind: str
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    data: Mapping[str, Any]
    previous: str


def canonical(value: Any) -> bytes:
    """Canonical JSON; floats are refused, because their text differs between systems."""
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False
    ).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("an event holds no floating-point numbers")
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)


def members(link: Link) -> dict[str, Any]:
    """What is hashed of one event, as JSON values."""
    return {
        "request": str(link.request_id),
        "number": link.number,
        "kind": link.kind,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_kind": link.actor_kind,
        "actor": str(link.actor_id) if link.actor_id else None,
        "data": dict(link.data),
        "previous": link.previous,
    }


def digest(link: Link) -> str:
    """The SHA-256 of one event, in hexadecimal."""
    return hashlib.sha256(canonical(members(link))).hexdigest()


def first_break(links: Iterable[tuple[Link, str]]) -> int | None:
    """The number of the first event that does not fit, or None for a whole chain."""
    previous = FIRST
    for expected, (link, recorded) in enumerate(links, start=1):
        if link.number != expected or link.previous != previous or digest(link) != recorded:
            return expected
        previous = recorded
    return None
