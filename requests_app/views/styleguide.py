"""Every component of the residents' pages in one place, for developers; demo profile only."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.kit.forms.widgets import Checkboxes, Photos, Radios
from consents.kinds import VenueKind

KINDS = list(VenueKind)
TONES = (
    ("good", "check", _("Fulfilled")),
    ("wait", "clock", _("Waiting for the venue")),
    ("warn", "flag", _("Due soon")),
    ("bad", "warning", _("Overdue")),
    ("none", "pause", _("Paused")),
)


class SampleForm(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label=_("Name of the place"), help_text=_("As it stands on the sign."))
    since = forms.DateField(
        label=_("Since about"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    how = forms.ChoiceField(
        label=_("How it came about"),
        choices=(("consented", _("I agreed to it")), ("made_to", _("I had no other choice"))),
        widget=Radios(hints={"made_to": _("No other way in was offered.")}),
    )
    rights = forms.MultipleChoiceField(
        label=_("What you want"),
        choices=(("access", _("See what they have")), ("deletion", _("Have it deleted"))),
        widget=Checkboxes,
    )
    photos = forms.FileField(label=_("Photograph of your face"), widget=Photos, required=False)
    text = forms.CharField(label=_("Anything else"), widget=forms.Textarea, required=False)
    agree = forms.BooleanField(label=_("I have read the notice"))


def _meters() -> list[dict[str, object]]:
    return [
        {
            "tone": "wait",
            "verdict": _("18 days left"),
            "start_label": _("Filed"),
            "due_label": _("Due"),
            "today": 40,
        },
        {
            "tone": "warn",
            "verdict": _("3 days left, extended"),
            "start_label": _("Filed"),
            "due_label": _("Due"),
            "today": 88,
            "extended_from": 60,
        },
        {
            "tone": "bad",
            "verdict": _("5 days overdue"),
            "start_label": _("Filed"),
            "due_label": _("Due"),
            "today": 97,
        },
    ]


def _steps() -> list[dict[str, object]]:
    labels = (_("Filed"), _("Acknowledged"), _("Your turn"), _("Answered"), _("Closed"))
    return [
        {"label": label, "done": index < 2, "current": index == 2}
        for index, label in enumerate(labels)
    ]


def _timeline() -> list[dict[str, object]]:
    now = timezone.now()
    return [
        {"tone": "brand", "icon": "request", "label": _("Filed"), "at": now - timedelta(days=9)},
        {
            "tone": "wait",
            "icon": "eye",
            "label": _("Acknowledged"),
            "who": _("the venue"),
            "at": now - timedelta(days=7),
        },
        {"tone": "good", "icon": "check", "label": _("Answered"), "at": now},
    ]


def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component; ``?errors`` shows the form as it comes back with errors."""
    form = SampleForm({"name": ""}) if "errors" in request.GET else SampleForm()
    pills = [SimpleNamespace(tone=tone, icon=icon, label=label) for tone, icon, label in TONES]
    axes = [
        {"tone": tone, "icon": icon, "name": name, "label": label}
        for (tone, icon, label), name in zip(
            TONES, (_("Outcome"), _("Step"), _("Clock"), _("Identity")), strict=False
        )
    ]
    context = {
        "form": form,
        "pills": pills,
        "axes": axes,
        "kinds": KINDS,
        "meters": _meters(),
        "steps": _steps(),
        "timeline": _timeline(),
    }
    return render(request, "styleguide.html", context)
