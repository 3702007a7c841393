"""Files that go with messages: checked by their content, sealed at once, pictures blurred by a worker.

No face travels by this way: whatever picture is attached loses its faces, place and camera data before
the other side can open it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.queueing import enqueue_on_commit
from biometrics import blobs, wrapped_keys
from biometrics.images import inspect_picture
from biometrics.services.claims import forgiving, free, take_up
from biometrics.services.pictures import blur_once
from biometrics.types import UnusablePicture
from biometrics.vault import transit, wipe
from biometrics.vault.context import Context
from biometrics.vault.keys import WrappedKey
from requests_app.models import Attachment, AttachmentState, Message
from requests_app.problems import ProblemKind, RequestProblem

AT_MOST = 3
PDF, TEXT, PICTURE, JPEG = "application/pdf", "text/plain", "image/*", "image/jpeg"
ACCEPTED = "application/pdf,image/*,.heic,.heif,text/plain"
FOLDER = "attachments"
LOST_AFTER = timedelta(seconds=20)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class File:
    """A file as it was sent. ``data`` is None when it was larger than an upload may be."""

    name: str
    data: bytes | None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data or b"").hexdigest()


def check(files: Sequence[File]) -> list[str]:
    """The media type of each file, told by its content, not by its name.

    Raises:
        RequestProblem: too many, too large, empty, or of a kind that nobody needs here.
    """
    if len(files) > AT_MOST:
        raise RequestProblem(ProblemKind.TOO_MANY_FILES)
    return [_media_type(file) for file in files]


def _media_type(file: File) -> str:
    if file.data is None:
        raise RequestProblem(ProblemKind.FILE_TOO_LARGE, (file.name,))
    if file.data.startswith(b"%PDF-"):
        return PDF
    if _is_picture(file.data):
        return PICTURE
    if _is_text(file.data):
        return TEXT
    raise RequestProblem(ProblemKind.FILE_NOT_TAKEN, (file.name,))


def _is_picture(data: bytes) -> bool:
    try:
        inspect_picture(data)
    except UnusablePicture:
        return False
    return True


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and "\0" not in text


def attach(*, message: Message, files: Sequence[File], types: Sequence[str]) -> list[Attachment]:
    """Seal ``files``, of the media ``types`` that `check` told, beside ``message``.

    The caller holds the transaction.
    """
    return [_attach(message, file, kind) for file, kind in zip(files, types, strict=True)]


def _attach(message: Message, file: File, media_type: str) -> Attachment:
    row = Attachment(
        message=message, name=_name(file.name), media_type=media_type, digest=file.digest
    )
    picture = media_type == PICTURE
    state = AttachmentState.WAITING if picture else AttachmentState.READY
    _seal(row, file.data or b"", state)
    row.save(force_insert=True)
    if picture:
        enqueue_on_commit("requests_app.prepare_attachment", str(row.pk))
    return row


def _name(name: str) -> str:
    """The last part of the name, without what a file system or a header would stumble over."""
    kept = "".join(
        letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable()
    )
    return kept[-120:] or "file"


def prepare(*, attachment_id: UUID) -> bool:
    """Blur the faces in one waiting picture and destroy the original; False when that is not ours to do."""
    waiting = Attachment.objects.filter(pk=attachment_id, state=AttachmentState.WAITING)
    row = take_up(waiting)
    if row is None:
        return False
    with forgiving(waiting, lease_until=None):
        context = _context(row, AttachmentState.WAITING)
        blurred = blur_once(row.path, row.file_key, context, tries=row.tries)
    return _replace(row.pk, blurred)


@transaction.atomic
def _replace(attachment_id: UUID, blurred: bytes | None) -> bool:
    waiting = Attachment.objects.select_for_update().filter(state=AttachmentState.WAITING)
    row = waiting.filter(pk=attachment_id).first()
    if row is None:
        return False
    blobs.remove_on_commit([row.path])
    if blurred is None:
        row.state, row.path, row.file_key = AttachmentState.REFUSED, "", b""
    else:
        row.media_type, row.name = JPEG, f"{PurePath(row.name).stem[:110]}.jpg"
        _seal(row, blurred, AttachmentState.READY)
    row.save()
    return True


def read(attachment: Attachment) -> bytes:
    """The file, for either side of the case.

    Raises:
        FileNotFoundError: it is still being prepared, or could not be used.
        Undecryptable: its key has been destroyed, or it does not open in this place.
    """
    if attachment.state != AttachmentState.READY:
        raise FileNotFoundError("this attachment cannot be opened")
    sealed = transit.Sealed(WrappedKey(bytes(attachment.file_key)), blobs.get(attachment.path))
    data = transit.unseal(sealed, context=_context(attachment, AttachmentState.READY))
    try:
        return bytes(data)
    finally:
        wipe(data)


def destroy(messages: QuerySet[Message]) -> None:
    """Remove every file that went with ``messages``; the caller holds the transaction."""
    rows = Attachment.objects.filter(message__in=messages)
    blobs.remove_on_commit(path for path in rows.values_list("path", flat=True) if path)
    rows.delete()


def lost() -> Sequence[UUID]:
    """Waiting pictures that no worker took: their message was lost."""
    waiting = Attachment.objects.filter(
        free(), state=AttachmentState.WAITING, created_at__lt=timezone.now() - LOST_AFTER
    )
    return list(waiting.values_list("pk", flat=True)[:AT_ONCE])


@blobs.keeper(FOLDER)
def paths() -> Iterable[str]:
    """Where attachments lie, for whoever looks for blobs without a row."""
    return Attachment.objects.exclude(path="").values_list("path", flat=True)


def _context(row: Attachment, state: AttachmentState) -> Context:
    """Bound to its row and state: an original never passes for a blurred one."""
    return {"use": "attachment", "attachment": str(row.pk), "state": state.value}


@wrapped_keys.held_in(Attachment, "file_key")
def _key_context(row: Attachment) -> Context:
    return _context(row, AttachmentState(row.state))


def _seal(row: Attachment, data: bytes, state: AttachmentState) -> None:
    sealed = transit.seal(data, context=_context(row, state))
    row.state, row.file_key = state, sealed.wrapped_key
    row.path = blobs.put(sealed.blob, folder=FOLDER)
