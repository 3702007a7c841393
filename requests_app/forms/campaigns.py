"""Forms of campaigns."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.kit.forms.widgets import Checkboxes
from consents.models import Venue
from requests_app import choices
from requests_app.law.rights import Right
from requests_app.services.campaigns import Appeal


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
