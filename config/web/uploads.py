"""Uploads stay in memory. A photograph of a face never reaches a temporary file."""

from io import BytesIO
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParser
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from accounts.core.parsing.budget import BUDGETS, KIB, MIB, Measure, Meter, OverBudget, Source

MAX_FILE_BYTES = 8 * MIB
MAX_REQUEST_BYTES = BUDGETS[Source.MULTIPART].bytes
# Of somebody who is not signed in: a receipt to check is the only file that they may send.
MAX_ANONYMOUS_BYTES = 64 * KIB


def _too_big() -> RequestDataTooBig:
    limit = MAX_REQUEST_BYTES // 1024 // 1024
    return RequestDataTooBig(f"Send at most {limit} MiB at once, in several parts if need be.")


class Metered:
    """A body as it comes in, whose parts are counted by their boundary, also those without a name.

    Django counts fields and files; what is neither costs it as much, and nobody would count it.
    """

    def __init__(self, body: IO[bytes], boundary: bytes) -> None:
        self._body, self._mark = body, b"--" + boundary
        self._tail = b""
        self._meter = Meter(Source.MULTIPART)

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises RequestDataTooBig: too many parts."""
        data = self._body.read(size)
        seen = self._tail + data
        try:
            self._count(seen)
        except OverBudget as over:
            raise RequestDataTooBig(str(over.sentence)) from over
        self._tail = seen[1 - len(self._mark) :]
        return data

    def _count(self, seen: bytes) -> None:
        # Without its clock: a slow network is nobody's attack.
        self._meter.spent[Measure.ENTRIES] += seen.count(self._mark)
        if self._meter.left(Measure.ENTRIES) < 0:
            raise OverBudget(Measure.ENTRIES, self._meter.budget.entries)


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps files of up to 8 MiB in memory, and 64 MiB of them in one request.

    Of a larger file only the size is kept: it arrives as an empty file with its true `size`,
    so that a form or a picture check can say "too large" in its own words. A request beyond the
    second limit is refused whole: half of a disclosure must not pass for all of it.
    """

    received = 0  # bytes of all files of this request

    def __init__(self, request: HttpRequest | None = None, *, metered: bool = False) -> None:
        super().__init__(request)
        self._metered = metered

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> Any:
        """Refuse at once what announces itself as too large; parse the rest while its parts are counted."""
        if content_length > MAX_REQUEST_BYTES:
            raise _too_big()
        if content_length > MAX_ANONYMOUS_BYTES and not self._is_signed_in():
            raise RequestDataTooBig(_("Sign in before you send files."))
        if self._metered:
            return None
        within = [MemoryOnlyUploadHandler(self.request, metered=True)]
        # Django hands over bytes, whatever its stubs say of them.
        metered: Any = Metered(input_data, force_bytes(boundary))
        return MultiPartParser(META, metered, within, encoding).parse()

    def _is_signed_in(self) -> bool:
        """The API's callers are known before their body is read, the pages' by their session."""
        user = getattr(self.request, "user", None)
        return bool(user is not None and user.is_authenticated)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Start an empty buffer for the next file."""
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep the chunk while the file is small enough; hand nothing to another handler."""
        self.size += len(raw_data)
        self.received += len(raw_data)
        if self.received > MAX_REQUEST_BYTES:
            self._forget()
            raise _too_big()
        if self.size > MAX_FILE_BYTES:
            self._forget()
        else:
            self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file; an oversized one is empty and keeps its true size."""
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            file=self.buffer,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Forget what had arrived."""
        self._forget()

    def _forget(self) -> None:
        self.buffer = BytesIO()
