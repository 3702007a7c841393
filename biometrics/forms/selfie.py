"""The one form through which a face enters the platform."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import PhotosField, content_of
from biometrics.types import PictureProblem, UnusablePicture

PHOTOS_AT_MOST = 3


class SelfieForm(forms.Form):
    """One to three photographs of the person whom the request is about."""

    photos = PhotosField(
        label=_("Photograph of your face"),
        help_text=_(
            "Three are best, with the head held a little differently; one may not be enough. "
            "Each up to 8 MB."
        ),
        at_most=PHOTOS_AT_MOST,
        error_messages={"required": _("Choose a photograph, or take one.")},
    )

    def frames(self) -> list[bytes]:
        """The bytes of each photograph. Raises UnusablePicture for one over the limit."""
        return contents(self.cleaned_data["photos"])


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
