"""A file of a message, for the resident."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from requests_app.downloads import attachment_of
from requests_app.views.cases import own_case


@login_required
@never_cache
def attachment(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    return attachment_of(own_case(request, reference), pk)
