"""The channels besides mail: one row a channel. How to add one: docs/adding/channel.md.

Mail is the channel that counts: it is claimed, sent again when a worker dies, and written down. What stands
here follows it, each by itself and once, so that a device that is off delays no mail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from requests_app.models import Notification
from requests_app.services import push


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    #: somebody whom the notification is for wants to be told this way; asked within the sending of mail
    is_wanted: Callable[[Notification], bool]
    #: tells them, in a worker; how many were told
    tell: Callable[[UUID], int]


CHANNELS: Mapping[str, Channel] = {
    "push": Channel(is_wanted=push.is_wanted, tell=push.push),
}


def wanted(notification: Notification) -> list[str]:
    """The channels by which ``notification`` is to be told besides mail."""
    return [name for name, channel in CHANNELS.items() if channel.is_wanted(notification)]


def tell(*, channel: str, notification_id: UUID) -> int:
    """Tell of a notification by one channel; how many were told. KeyError for an unknown channel."""
    return CHANNELS[channel].tell(notification_id)
