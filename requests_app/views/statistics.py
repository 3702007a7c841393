"""Public figures. What may be counted, and from how many on, is for the selectors to say."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def statistics(request: HttpRequest) -> HttpResponse:
    return render(request, "requests_app/statistics.html", {})
