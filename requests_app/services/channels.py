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


def is_wanted(notification: Notification) -> bool:
    """True when ``notification`` is to be told by any channel besides mail."""
    return any(channel.is_wanted(notification) for channel in CHANNELS.values())


def tell(*, notification_id: UUID) -> int:
    """Tell of a notification by every channel; how many were told.

    Raises:
        ExceptionGroup: of the channels that failed, once the others have been tried.
    """
    told, failed = 0, []
    for channel in CHANNELS.values():
        try:
            told += channel.tell(notification_id)
        except Exception as error:  # noqa: BLE001  (raised again below: one holds up no other)
            failed.append(error)
    if failed:
        raise ExceptionGroup("channels that told nobody", failed)
    return told
