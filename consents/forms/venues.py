"""Forms of the directory."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.core import normalisation
from accounts.kit.forms.fields import PhotosField, content_of
from accounts.kit.forms.widgets import PhotoOfAThing
from consents import jurisdictions, kind_names, selectors
from consents.models import Venue
from consents.models.venue import ASKED, VenueFacts
from consents.services import PhotoRefused


class VenueFilterForm(forms.Form):
    """Words, kind and city; whatever is not known narrows nothing."""

    q = forms.CharField(label=_("Search for a place"), required=False, max_length=120)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("every kind")), *kind_names.choices()]
    )
    city = forms.ChoiceField(label=_("City"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = [(city, city) for city in selectors.cities()]
        field = cast("forms.ChoiceField", self.fields["city"])
        field.choices = [("", _("every city")), *cities]


def sign_photo() -> PhotosField:
    return PhotosField(
        label=_("A photograph of the sign"),
        help_text=_("Faces of people in it are blurred before anybody sees it."),
        at_most=1,
        required=False,
        widget=PhotoOfAThing(),
    )


def photo_in(form: forms.Form) -> bytes | None:
    """The photograph, if one was chosen.

    Raises:
        PhotoRefused: larger than an upload may be.
    """
    photos = form.cleaned_data["photo"]
    if not photos:
        return None
    data = content_of(photos[0])
    if data is None:
        raise PhotoRefused(_("The file is larger than 8 MB. Choose a smaller photograph."))
    return data


class SightingForm(forms.Form):
    """Something that is different at a place that is listed."""

    text = forms.CharField(
        label=_("What you saw"),
        help_text=_("A sign, a screen, what the staff said. Please no names of persons."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    photo = sign_photo()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("text") or data.get("photo")):
            raise forms.ValidationError(_("Write what you saw, or add a photograph of the sign."))
        return data


class VenueReportForm(forms.Form):
    """A place that is not listed. Only what somebody at the gate can know.

    A field of `ASKED` that is not declared here is asked for in the words of the model.
    """

    name = forms.CharField(
        label=_("Name of the place"),
        help_text=_("As it stands on the sign."),
        max_length=160,
        validators=[normalisation.visible],
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("choose")), *kind_names.choices()])
    city = forms.CharField(label=_("City"), max_length=80, validators=[normalisation.visible])
    district = forms.CharField(label=_("District"), max_length=80, required=False)
    address = forms.CharField(
        label=_("Where exactly"),
        help_text=_("Street and number, or “east gate”."),
        max_length=240,
        required=False,
    )
    jurisdiction = forms.ChoiceField(label=_("Country or region"))
    purpose = forms.CharField(
        label=_("What is the face used for there?"),
        help_text=_("For example: opening the gate, paying, queueing."),
        max_length=200,
    )
    text = forms.CharField(
        label=_("What you saw"),
        help_text=_("A sign, a screen, what the staff said. Please no names of persons."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )
    photo = sign_photo()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rest = [name for name in ASKED if name not in self.fields]
        self.fields |= forms.fields_for_model(Venue, rest)
        field = cast("forms.ChoiceField", self.fields["jurisdiction"])
        self.places = {place.code: place for place in jurisdictions.places(get_language() or "en")}
        field.choices = [(place.code, place.name) for place in self.places.values()]

    def facts(self) -> VenueFacts:
        data = self.cleaned_data
        place = self.places[data["jurisdiction"]]
        return VenueFacts(time_zone=place.time_zone, **{name: data[name] for name in ASKED})
