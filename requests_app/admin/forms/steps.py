"""Short forms on the page of a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from requests_app.forms.cases import attached_files
from requests_app.models import Guardianship, IdentityMeans, Seen
from requests_app.models.request import SEEN_BY_VENUE
from requests_app.services.attestations import Sight
from requests_app.words.desk_case import ExtensionTerms


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
    seen = forms.ChoiceField(
        label=_("What you saw"),
        help_text=_("The kind alone; no number, and no copy."),
        choices=[("", "—"), *Seen.choices],
    )
    guardianship = forms.ChoiceField(
        label=_("How it was shown that the person may act for the child"),
        choices=[("", "—"), *Guardianship.choices],
        required=False,
    )
    sure = forms.BooleanField(
        label=_("I have seen it myself, and no copy was taken."),
        error_messages={"required": _("Tick this only if it is so; then confirm.")},
    )

    def sight(self) -> Sight:
        """What was seen, as the service takes it."""
        data = self.cleaned_data
        shown = data["guardianship"]
        return Sight(
            IdentityMeans(data["means"]),
            Seen(data["seen"]),
            Guardianship(shown) if shown else None,
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
