"""The pictures of a burst, as they arrive."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from accounts.kit.forms.fields import content_of
from biometrics.types import PictureProblem, UnusablePicture


def contents(files: Iterable[UploadedFile[Any]]) -> list[bytes]:
    """The bytes of uploaded pictures.

    Raises:
        UnusablePicture: a file over the limit arrives empty, with its true size.
    """
    read = []
    for file in files:
        data = content_of(file)
        if data is None:
            raise UnusablePicture(PictureProblem.FILE_TOO_LARGE)
        read.append(data)
    return read
