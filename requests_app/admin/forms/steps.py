"""Short forms on the page of a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.admin.case import ExtensionTerms
from requests_app.forms.cases import attached_files
from requests_app.models import IdentityMeans
from requests_app.models.request import SEEN_BY_VENUE


def _text(label: Any, help_text: Any = "", **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, help_text=help_text, widget=widget, max_length=4000, **kwargs
    )


class MessageForm(forms.Form):
    prefix = "message"
    body = _text(_("Message"), _("It is sent to the resident and stays in the file."))
    attachments = attached_files()


class AskForm(forms.Form):
    prefix = "ask"
    body = _text(
        _("Question"),
        _(
            "Ask only for what you need to find the data. The clock stops only where the law says so."
        ),
    )


class ConfirmForm(forms.Form):
    prefix = "confirm"
    means = forms.ChoiceField(
        label=_("How you saw it"),
        choices=[(m.value, m.label) for m in IdentityMeans if m in SEEN_BY_VENUE],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(
        label=_("I have seen it myself, and no copy was taken."),
        error_messages={"required": _("Tick this only if it is so; then confirm.")},
    )


class ExtendForm(forms.Form):
    prefix = "extend"
    reason = _text(_("Reason"), _("The resident reads it; the law asks for it."))
    amount = forms.TypedChoiceField(label=_("By how long"), coerce=int, required=False)
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, terms: ExtensionTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if terms.amount is None:
            del self.fields["amount"]
            self.fields["until"].required = True
            return
        del self.fields["until"]
        longest = range(terms.amount, 0, -1) if terms.amount <= 12 else (terms.amount,)
        field = self.fields["amount"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(number, f"{number} {terms.unit}") for number in longest]
