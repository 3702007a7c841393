"""What the page sends that has computed a face's vector in the browser."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from biometrics.services.on_device import TICKET_AT_MOST, Statement


class OnDeviceForm(forms.Form):
    """The number is shown again with an error; token and vectors never are: the page makes them anew."""

    ticket = forms.CharField(
        label=_("Ticket, room or member number"),
        help_text=_("As the venue gave it to you: at least four letters or digits."),
        max_length=TICKET_AT_MOST,
    )
    token = forms.CharField(max_length=400, widget=forms.HiddenInput)
    engine = forms.CharField(max_length=80, widget=forms.HiddenInput)
    vectors = forms.FileField(
        widget=forms.FileInput,
        error_messages=dict.fromkeys(("required", "empty"), _("Choose a photograph, or take one.")),
    )

    def statement(self) -> Statement:
        """What was sent; whether it serves is for the service to say."""
        data = self.cleaned_data
        return Statement(data["token"], data["engine"], data["vectors"].read(), data["ticket"])
