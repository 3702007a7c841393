"""The form by which somebody reports face data for sale or in the open."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.kit.forms.widgets import Radios
from requests_app.models import IncidentKind
from requests_app.services.incidents import Facts, contradictions_of


class IncidentForm(forms.Form):
    """What a resident saw; a moderator checks it before anybody is told."""

    kind = forms.ChoiceField(
        label=_("What did you find?"),
        choices=[
            choice for choice in IncidentKind.choices if choice[0] != IncidentKind.BREACH.value
        ],
        widget=Radios,
    )
    what = forms.CharField(
        label=_("Where, and what exactly?"),
        help_text=_("A link or the name of the group helps. Do not send us anybody's picture."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=3000,
    )
    seen_at = forms.DateTimeField(
        label=_("When did you see it?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "seen_at" in data and "what" in data:
            for found in contradictions_of(self.facts(), at="seen_at"):
                self.add_error(str(found.place[0]), found.text.in_language(get_language()))
        return data

    def facts(self) -> Facts:
        return Facts(what=self.cleaned_data["what"], aware_at=self.cleaned_data["seen_at"])
