"""Choices that can be touched as a whole, each with a line that explains it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.forms.widgets import ChoiceWidget, Script
from django.templatetags.static import static


class _Hinted(ChoiceWidget):
    """Adds ``hints`` (value → sentence) to the options of a list of choices."""

    template_name = "forms/widgets/choices.html"
    option_template_name = "forms/widgets/choice.html"

    def __init__(self, *args: Any, hints: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hints: Mapping[str, Any] = hints or {}

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        option["hint"] = self.hints.get(str(option["value"]), "")
        return option


class Radios(_Hinted, forms.RadioSelect):
    """One of several."""


class Checkboxes(_Hinted, forms.CheckboxSelectMultiple):
    """Any of several."""


class Files(forms.FileInput):
    """One or more files of any kind."""

    template_name = "forms/widgets/files.html"
    allow_multiple_selected = True
    needs_multipart_form = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class Photos(forms.FileInput):
    """One or more photographs: the camera on a phone, a plain file control everywhere.

    With a script they are made smaller, and lose place and camera data, before they are sent.
    """

    template_name = "forms/widgets/photos.html"
    allow_multiple_selected = True
    needs_multipart_form = True

    class Media:
        js = (Script("js/shrink.js", type="module"),)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        defaults = {"accept": "image/*,.heic,.heif", "capture": "user", "multiple": True}
        super().__init__({**defaults, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class PhotoOfAThing(Photos):
    """One photograph of something that people may stand before.

    Where the model is installed (``make face-model``) a browser blurs their faces before it is sent.
    """

    class Media:  # what shrink.js asks for once there is a photograph
        js = (Script("js/face-library.js", type="module"), Script("js/blur.js", type="module"))

    def __init__(self) -> None:
        super().__init__({"capture": "environment", "multiple": False})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if (settings.FACE_MODEL_DIR / "model.json").exists():  # written last
            context["widget"]["blur_with"] = static("face-model/")
        return context
