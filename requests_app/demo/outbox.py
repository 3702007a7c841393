"""Everybody's mail, as the demo's e-mail backend wrote it into a folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

# What Django's file backend writes after each message.
SEPARATOR = b"-" * 79
EPOCH = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail."""

    to: str
    subject: str
    sent_at: datetime
    text: str


def newest_first(at_most: int = 100) -> Sequence[Mail]:
    """The newest mails of the folder; reads no more files than it must."""
    folder = Path(settings.EMAIL_FILE_PATH)
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = [mail for path in files[:at_most] for mail in _mails_in(path)]
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)[:at_most]


def _mails_in(path: Path) -> Iterator[Mail]:
    for part in path.read_bytes().split(SEPARATOR):
        if part.strip():
            message = message_from_bytes(part.strip() + b"\n", policy=policy.default)
            if isinstance(message, EmailMessage):
                yield _mail(message)


def _mail(message: EmailMessage) -> Mail:
    body = message.get_body(("plain", "html"))
    sent = message.get("Date")
    return Mail(
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        sent_at=parsedate_to_datetime(str(sent)) if sent else EPOCH,
        text=body.get_content().strip() if body is not None else "",
    )
