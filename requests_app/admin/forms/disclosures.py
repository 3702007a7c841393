"""The form of a disclosure: how the records were chosen, and the records."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from biometrics.models import Basis
from biometrics.services.disclosures import Window
from biometrics.uploads import Upload
from requests_app.models import RightsRequest

PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif,.heic,.heif,.zip,application/zip"
LOCAL = "%Y-%m-%dT%H:%M"


class Files(forms.ClearableFileInput):
    """Several files in one control."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploaded files; each is checked on its own later, never the batch as a whole."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        found = data if isinstance(data, list | tuple) else [data]
        return [file for file in found if file]


class RecordsForm(forms.Form):
    """One batch: photographs or zips of them, with references, or a file of vectors."""

    photographs = FilesField(
        label=_("Face photographs, or zips of them"),
        required=False,
        widget=Files(attrs={"multiple": True, "accept": PICTURES}),
        help_text=_(
            "One face in each. JPEG, PNG, WebP or HEIC. Up to 8 MB a file, 200 files and 60 MB at "
            "once; a zip may hold 500. Send the rest as a further batch."
        ),
    )
    references = forms.FileField(
        label=_("Your references (CSV), if the file names are not"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=_(
            "Two columns: file name, reference. Without it a photograph's reference is its file name."
        ),
    )
    vectors = forms.FileField(
        label=_("Or vectors (JSON)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        help_text=_("Only of an engine that is installed here; see the example below. Up to 8 MB."),
    )

    def uploads(self) -> list[Upload]:
        """The photographs as values; a file over the limit comes empty with its true size."""
        return [
            Upload(file.name or "", file.read(), file.size or 0)
            for file in self.cleaned_data["photographs"]
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("photographs") and not data.get("vectors"):
            raise forms.ValidationError(_("Choose the photographs, or a file of vectors."))
        return data


class BeginForm(RecordsForm):
    """The first batch says how the records were chosen."""

    basis = forms.ChoiceField(
        label=_("How did you choose the records?"),
        choices=Basis.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "By name or ticket, if your system can find them so. Faces of people whom you cannot "
            "name may be disclosed only for the time of the visit, at most 24 hours. A ticket, room or "
            "member number is best given as the reference of its records: then residents can prove them "
            "without sending a photograph."
        ),
    )
    window_from = forms.DateTimeField(
        label=_("Captured from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    window_to = forms.DateTimeField(
        label=_("Captured to"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    field_order = ("basis", "window_from", "window_to", "photographs", "references", "vectors")

    @classmethod
    def for_case(cls, case: RightsRequest) -> BeginForm:
        """With the visit that the resident named."""
        visited = {"window_from": case.visited_from, "window_to": case.visited_to}
        return cls(
            initial={name: timezone.localtime(at) for name, at in visited.items() if at is not None}
        )

    def window(self) -> Window | None:
        """The window of time, if the records were chosen by one."""
        data = self.cleaned_data
        if data["basis"] != Basis.TIME_WINDOW or not (data["window_from"] and data["window_to"]):
            return None
        return Window(data["window_from"], data["window_to"])
