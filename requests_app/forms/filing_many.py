"""One wish for many places of one's list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.kit.forms.widgets import Checkboxes, Radios
from consents.models import Holding
from requests_app.services.filing_many import Wish
from requests_app.words.wishes import WISH_HINTS, WISH_LABELS, WISHES

if TYPE_CHECKING:
    _HoldingField = forms.ModelMultipleChoiceField[Holding]
else:
    _HoldingField = forms.ModelMultipleChoiceField

# “Something else” differs from place to place: it is asked of one at a time.
SHARED = [name for name, rights in WISHES.items() if rights]


class Places(_HoldingField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.venue} · {obj.dependant}" if obj.dependant else str(obj.venue)


class ManyForm(forms.Form):
    """Every place that can be asked is ticked, except where a case is under way already."""

    wish = forms.ChoiceField(
        label=_("What do you want?"),
        choices=[(name, WISH_LABELS[name]) for name in SHARED],
        initial="see_delete",
        widget=Radios(hints=WISH_HINTS),
    )
    places = Places(
        label=_("Which places?"),
        queryset=Holding.objects.none(),
        widget=Checkboxes,
        error_messages={"required": _("Choose at least one place of your list.")},
    )
    claimant_name = forms.CharField(
        label=_("Your name, as these places know it"),
        help_text=_("Leave it empty if they cannot know your name."),
        max_length=80,
        required=False,
    )

    def __init__(self, *args: Any, holdings: QuerySet[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("Places", self.fields["places"])
        field.queryset = holdings
        field.initial = [holding.pk for holding in holdings if not holding.under_way]  # type: ignore[attr-defined]
        cast("Checkboxes", field.widget).hints = {
            str(holding.pk): _now("A case is under way here already.")
            for holding in holdings
            if holding.under_way  # type: ignore[attr-defined]
        }

    def wanted(self, language: str) -> Wish:
        return Wish(
            rights=WISHES[self.cleaned_data["wish"]],
            claimant_name=self.cleaned_data["claimant_name"],
            language=language,
        )
