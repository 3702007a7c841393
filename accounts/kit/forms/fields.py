"""Fields that several apps' forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.kit.forms.widgets import Files, Photos

# Where `biometrics.api.inspection` leaves the bytes of an upload that it has looked at.
LOOKED = "looked"


def content_of(file: UploadedFile[Any]) -> bytes | None:
    """The bytes of an uploaded file; None for one over the limit, which arrives empty with its true size.

    Of one that was looked at before a transaction was opened, what was seen is kept with them.
    """
    looked: bytes | None = getattr(file, LOOKED, None)
    data: bytes = looked if looked is not None else file.read()
    return None if len(data) < (file.size or 0) else data


class FilesField(forms.FileField):
    """Up to ``at_most`` files of any kind; `cleaned_data` holds (name, bytes) of each, None if too large."""

    def __init__(self, *, at_most: int, accept: str, **kwargs: Any) -> None:
        widget = Files(attrs={"accept": accept, "multiple": True})
        super().__init__(widget=widget, **kwargs)
        self.at_most = at_most

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes | None]]:
        files = [file for file in (data or []) if file is not None]
        if len(files) > self.at_most:
            message = _("Choose at most %(number)s files.")
            raise forms.ValidationError(message, params={"number": self.at_most})
        return [(str(file.name), content_of(file)) for file in files]


class PhotosField(forms.FileField):
    """One to ``at_most`` photographs; `cleaned_data` holds a list of uploaded files.

    Whether a file is a picture, and a usable one, is for the service to say.
    """

    widget = Photos

    def __init__(self, *, at_most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at_most = at_most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files: list[UploadedFile[Any]] = [file for file in (data or []) if file]
        if self.required and not files:
            raise forms.ValidationError(_("Choose a photograph, or take one."), code="required")
        if len(files) > self.at_most:
            message = _("Choose at most %(number)s photographs.")
            raise forms.ValidationError(message, params={"number": self.at_most})
        return files
