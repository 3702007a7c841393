"""Forms of the person's own page."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.core.address_form import AddressField
from accounts.kit.forms.widgets import Radios
from accounts.models import BirthBand
from accounts.models.user import CHILDREN, OF_AGE

OWN_BANDS = [band for band in BirthBand.choices if band[0] in OF_AGE]
CHILD_BANDS = [band for band in BirthBand.choices if band[0] in CHILDREN]


class ProfileForm(forms.Form):
    """What venues see, and what the law needs to know: an age band, never a birthday."""

    display_name = forms.CharField(
        label=_("Name to show to venues"),
        help_text=_("Any name you like. It is proposed when you file a request."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    locale = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=Radios)
    birth_band = forms.ChoiceField(label=_("Age"), choices=OWN_BANDS, widget=Radios)


class ChildForm(forms.Form):
    """A child in whose name the guardian acts."""

    prefix = "child"

    display_name = forms.CharField(
        label=_("Name of the child, as the venue knows it"), max_length=80
    )
    birth_band = forms.ChoiceField(label=_("Age"), choices=CHILD_BANDS, widget=Radios)


class DeleteForm(forms.Form):
    """The one step that cannot be taken back is typed, not slipped into."""

    email = AddressField(
        label=_("Type your e-mail address, to be sure"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))

    def __init__(self, *args: object, wanted: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.wanted = wanted

    def clean_email(self) -> str:
        typed: str = self.cleaned_data["email"]
        if typed != self.wanted:
            raise forms.ValidationError(_("This is not the address of this account."))
        return typed
