"""Pages about the service itself: how it goes, what it keeps, for whom it works, whom to write to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

PAGES = ("help", "privacy", "accessibility", "contact")


def about(request: HttpRequest, page: str) -> HttpResponse:
    """One of `PAGES`. They ask nothing of the database: they are there when all else fails."""
    if page not in PAGES:
        raise Http404
    return render(request, f"about/{page}.html")
