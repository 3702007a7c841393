"""“They have my face”."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.kit.forms.widgets import Radios
from accounts.models import Dependant, User
from consents.models import FaceSystem, HowCaptured, Venue
from consents.services.holdings import HoldingFacts, HoldingProblem, check_day


class HoldingForm(forms.Form):
    """What a resident says about one venue. Everything but the first question may stay open."""

    how = forms.ChoiceField(
        label=_("How did it come about?"), choices=HowCaptured.choices, widget=Radios
    )
    dependant = forms.ModelChoiceField(
        label=_("Whose face is it?"),
        queryset=Dependant.objects.none(),
        required=False,
        empty_label=_("mine"),
    )
    system = forms.ModelChoiceField(
        label=_("Which system?"),
        queryset=FaceSystem.objects.none(),
        required=False,
        empty_label=_("I do not know"),
    )
    since = forms.DateField(
        label=_("Since about"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    evidence = forms.CharField(
        label=_("What you know about it"),
        help_text=_(
            "A sign, a ticket, a member number. Only you see this, until you file a request."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, venue: Venue, resident: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        children = resident.dependants.all()
        systems = venue.systems.all()
        self._offer("dependant", children, str)
        self._offer("system", systems, lambda system: str(system.purpose))

    def _offer(self, name: str, found: Any, label: Any) -> None:
        """Offer the rows that there are; a question with one possible answer is not asked."""
        field = cast("forms.ModelChoiceField[Any]", self.fields[name])
        field.queryset = found
        field.label_from_instance = label  # type: ignore[method-assign]
        if not found:
            del self.fields[name]

    def clean_since(self) -> Any:
        since = self.cleaned_data["since"]
        try:
            if since:
                check_day(since)
        except HoldingProblem as problem:
            raise forms.ValidationError(str(problem)) from None
        return since

    def facts(self) -> HoldingFacts:
        data = self.cleaned_data
        return HoldingFacts(
            how=HowCaptured(data["how"]),
            since=data["since"],
            evidence=data["evidence"],
            system=data.get("system"),
        )
