"""Uploads stay in memory. A photograph of a face never reaches a temporary file."""

from io import BytesIO
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MAX_FILE_BYTES = 8 * 1024 * 1024
MAX_REQUEST_BYTES = 64 * 1024 * 1024


def _too_big() -> RequestDataTooBig:
    limit = MAX_REQUEST_BYTES // 1024 // 1024
    return RequestDataTooBig(f"Send at most {limit} MiB at once, in several parts if need be.")


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps files of up to 8 MiB in memory, and 64 MiB of them in one request.

    Of a larger file only the size is kept: it arrives as an empty file with its true `size`,
    so that a form or a picture check can say "too large" in its own words. A request beyond the
    second limit is refused whole: half of a disclosure must not pass for all of it.
    """

    received = 0  # bytes of all files of this request

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],  # noqa: N803
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Refuse at once what announces itself as too large."""
        if content_length > MAX_REQUEST_BYTES:
            raise _too_big()

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
