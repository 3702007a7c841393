"""Forms of campaigns and incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.kit.forms.widgets import Checkboxes, Radios
from consents.models import Venue
from requests_app import choices
from requests_app.law.rights import Right
from requests_app.models import IncidentKind
from requests_app.services.campaigns import Appeal
from requests_app.services.incidents import Facts, contradictions_of


class CampaignForm(forms.Form):
    """A common text; whoever joins files a request of their own."""

    title = forms.CharField(label=_("What is it about?"), max_length=120)
    text = forms.CharField(
        label=_("What do you ask for, together?"),
        help_text=_("Everybody sees this. No names of neighbours, please."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=3000,
    )
    rights = forms.MultipleChoiceField(
        label=_("Exactly this"),
        choices=choices.rights,
        widget=Checkboxes,
        initial=[Right.OPT_OUT, Right.OBJECTION],
    )

    def appeal(self, venue: Venue) -> Appeal:
        data = self.cleaned_data
        rights = [Right(value) for value in data["rights"]]
        return Appeal(venue=venue, title=data["title"], text=data["text"], rights=rights)


class JoinForm(forms.Form):
    claimant_name = forms.CharField(
        label=_("Your name, as the venue knows it"),
        help_text=_("Leave it empty if they cannot know your name."),
        max_length=80,
        required=False,
    )


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
