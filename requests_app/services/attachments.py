"""Files that go with messages: told by their content, sealed at once, made anew by a worker.

What the other side opens was made here: pictures and pages as pixels, without faces, place, camera data,
scripts or anything else that a file can carry, and text as text, under names of ours. Of the file as it was
sent nothing is served, and nothing is kept once it has been made anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.core.pointers import pointer
from accounts.core.queueing import enqueue_on_commit
from biometrics.images import inspect_picture
from biometrics.models import FileState
from biometrics.services import sealed_files, wrapped_keys
from biometrics.services.pictures import blur_once, flatten_once
from biometrics.types import UnusablePicture
from biometrics.vault import blobs
from requests_app.models import Attachment, Message
from requests_app.models.attachment import JPEG, PDF, TEXT, neutral_name
from requests_app.problems import ProblemKind, RequestProblem

AT_MOST = 3
PICTURE = "image/*"
ACCEPTED = "application/pdf,image/*,.heic,.heif,text/plain"
# Readers look for its mark within so many bytes.
PDF_MARK, PDF_MARK_WITHIN = b"%PDF-", 1024
NAME_SHOWN = 80
# Control characters but for tabs and ends of lines or pages.
NO_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f]")


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent. ``data`` is None when it was larger than an upload may be."""

    name: str
    data: bytes | None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data or b"").hexdigest()


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that is taken: its kind, and what is sealed of it."""

    digest: str
    media_type: str
    data: bytes


def check(files: Sequence[File]) -> list[Checked]:
    """What is taken of each file, told by its content, not by its name; needs no database.

    Raises:
        RequestProblem: too many, too large, empty, or of a kind that nobody needs here.
    """
    if len(files) > AT_MOST:
        raise RequestProblem(ProblemKind.TOO_MANY_FILES)
    return [_checked(file, pointer("files", number)) for number, file in enumerate(files)]


def _checked(file: File, at: str) -> Checked:
    data, shown = file.data, file.name[-NAME_SHOWN:]
    if data is None:
        raise RequestProblem(ProblemKind.FILE_TOO_LARGE, (shown,), (at,))
    if PDF_MARK in data[:PDF_MARK_WITHIN]:
        return Checked(file.digest, PDF, data)
    if _is_picture(data):
        return Checked(file.digest, PICTURE, data)
    text = _plain_text(data)
    if text is None:
        raise RequestProblem(ProblemKind.FILE_NOT_TAKEN, (shown,), (at,))
    return Checked(file.digest, TEXT, text)


def _is_picture(data: bytes) -> bool:
    try:
        inspect_picture(data)
    except UnusablePicture:
        return False
    return True


def _plain_text(data: bytes) -> bytes | None:
    """The same as UTF-8 without a mark before it; None for what is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if not text.strip() or NO_TEXT.search(text):
        return None
    return text.encode()


def attach(*, message: Message, files: Sequence[Checked]) -> list[Attachment]:
    """Seal ``files``, as `check` took them, beside ``message``; the caller holds the transaction."""
    return [_attach(message, file, number) for number, file in enumerate(files, start=1)]


def _attach(message: Message, file: Checked, number: int) -> Attachment:
    text = file.media_type == TEXT
    row = Attachment(
        message=message,
        name=neutral_name(file.media_type, number),
        media_type=file.media_type,
        digest=file.digest,
        flattened=text,
    )
    state = FileState.READY if text else FileState.WAITING
    sealed_files.seal(row, file.data, state)
    row.save(force_insert=True)
    if not text:
        enqueue_on_commit("requests_app.prepare_attachment", str(row.pk))
    return row


def _unprepared() -> QuerySet[Attachment]:
    """What waits, and what was taken before files were made anew: nobody may open either."""
    old = Q(state=FileState.READY, flattened=False)
    return Attachment.objects.filter(old | Q(state=FileState.WAITING))


def prepare(*, attachment_id: UUID) -> bool:
    """Make one file anew and destroy the original; False when that is not ours to do."""
    return sealed_files.remake(_unprepared().filter(pk=attachment_id), _made_anew)


def _made_anew(row: Attachment) -> bytes | None:
    """The file as it may be opened; None where it cannot be used, or is of a kind that is not known."""
    made = _read_again(row)
    if made is not None:
        row.flattened = True
        row.media_type = row.media_type if row.media_type in (PDF, TEXT) else JPEG
    return made


def _read_again(row: Attachment) -> bytes | None:
    context = sealed_files.key_context(row)
    if row.media_type == PDF:
        return flatten_once(row.path, row.wrapped_key, context, tries=row.tries)
    if row.media_type in (PICTURE, JPEG):
        return blur_once(row.path, row.wrapped_key, context, tries=row.tries)
    if row.media_type == TEXT:
        return _plain_text(sealed_files.unseal(row))
    return None


def read(attachment: Attachment) -> bytes:
    """The file as it was made here, for either side of the case.

    Raises:
        FileNotFoundError: it is still being prepared, or could not be used.
        Undecryptable: its key has been destroyed, or it does not open in this place.
    """
    if not attachment.is_open:
        raise FileNotFoundError("this attachment cannot be opened")
    return sealed_files.unseal(attachment)


def destroy(messages: QuerySet[Message]) -> None:
    """Remove every file that went with ``messages``; the caller holds the transaction."""
    sealed_files.destroy(Attachment.objects.filter(message__in=messages))


def lost() -> Sequence[UUID]:
    """Waiting files that no worker took: their message was lost, or they were taken in the old way."""
    return sealed_files.lost(_unprepared())


@blobs.keeper(Attachment.FOLDER)
def paths() -> Iterable[str]:
    """Where attachments lie, for whoever looks for blobs without a row."""
    return Attachment.objects.exclude(path="").values_list("path", flat=True)


wrapped_keys.held_in(Attachment, "wrapped_key")(sealed_files.key_context)
