"""One message to one push service (RFC 8030)."""

from __future__ import annotations

from enum import Enum

from accounts.core import outgoing
from accounts.webpush import endpoints, envelope

# The service keeps it for a phone that is off for so long, in seconds.
KEPT_SECONDS = 2 * 24 * 3600
GONE = frozenset({404, 410})


class Delivery(Enum):
    """What the push service said."""

    TAKEN = "taken"
    GONE = "gone"
    """The subscription has ended; it is not spoken to again."""
    FAILED = "failed"
    """Not now, or not like this. The mail says the same anyway."""


def send(*, endpoint: str, keys: envelope.Keys, text: bytes, topic: str) -> Delivery:
    """Hand one message over. ``topic`` (32 characters of base64url): a newer one takes its place.

    Nothing but the status is read of the answer, and no redirection is followed.

    Raises:
        EndpointRefused: no push service that this installation speaks to.
    """
    target = endpoints.judged(endpoint)
    headers = {
        "Authorization": envelope.authorization(target.origin),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_SECONDS),
        "Topic": topic[:32],
        "Urgency": "normal",
    }
    body = envelope.encrypt(text, keys=keys)
    try:
        answer = outgoing.call(
            "POST", target, policy=endpoints.policy(), headers=headers, body=body
        )
    except (outgoing.OutgoingRefused, outgoing.CallFailed):  # its name leads inside, or nowhere
        return Delivery.FAILED
    if answer.status in GONE:
        return Delivery.GONE
    return Delivery.TAKEN if 200 <= answer.status < 300 else Delivery.FAILED
