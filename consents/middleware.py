"""What every page does when nobody can be asked for consent."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from consents.models import Notice


class UnpublishedMiddleware:
    """Where no notice is published nobody can consent: a page that says so, and not an error of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Notice.DoesNotExist):
            return None
        return render(request, "errors/503.html", status=503)
