"""The page of public figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consents.forms.venues import VenueFilterForm
from requests_app.publishing.statistics import published
from requests_app.words.statistics import bar


def statistics(request: HttpRequest) -> HttpResponse:
    """Requests, outcomes and days by kind of place and city."""
    form = VenueFilterForm(request.GET)
    form.is_valid()
    wanted = {name: form.cleaned_data.get(name, "") for name in ("kind", "city")}
    figures = published().narrowed(**wanted)
    context = {
        "form": form,
        "figures": figures,
        "bars": [bar(cell) for cell in figures.cells],
    }
    return render(request, "requests_app/statistics.html", context)
