"""What the page sends that has computed a face's vector in the browser."""

from __future__ import annotations

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from biometrics.services.on_device import TICKET_AT_MOST, Statement

# Three vectors of 4,096 numbers, written out.
TEXT_AT_MOST = 400_000


class OnDeviceForm(forms.Form):
    """The number is shown again with an error; token and vectors never are: the page makes them anew."""

    ticket = forms.CharField(
        label=_("Ticket, room or member number"),
        help_text=_("As the venue gave it to you: at least four letters or digits."),
        max_length=TICKET_AT_MOST,
    )
    token = forms.CharField(max_length=400, widget=forms.HiddenInput)
    engine = forms.CharField(max_length=80, widget=forms.HiddenInput)
    vectors = forms.CharField(
        max_length=TEXT_AT_MOST,
        widget=forms.HiddenInput,
        error_messages={"required": _("Choose a photograph, or take one.")},
    )

    def clean_vectors(self) -> list[object]:
        try:
            vectors = json.loads(self.cleaned_data["vectors"])
        except (ValueError, RecursionError):
            vectors = None
        if not isinstance(vectors, list):
            raise forms.ValidationError(_("Choose a photograph, or take one."))
        return vectors

    def statement(self) -> Statement:
        """What was sent; whether it serves is for the service to say."""
        return Statement(**self.cleaned_data)
