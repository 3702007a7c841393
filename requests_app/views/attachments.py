"""A file of a message, for either side of the case: downloaded, never shown inside a page."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache

from requests_app.models import Attachment, RightsRequest
from requests_app.services.attachments import read
from requests_app.views.cases import own_case


@login_required
@never_cache
def attachment(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    return download(own_case(request, reference), pk)


def download(case: RightsRequest, pk: UUID) -> HttpResponse:
    """The file ``pk`` of ``case``; 404 for another case's, or one that cannot be opened."""
    found = get_object_or_404(Attachment, pk=pk, message__request=case)
    try:
        data = read(found)
    except FileNotFoundError:
        raise Http404 from None
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=found.name),
        "Content-Security-Policy": "sandbox",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=found.media_type, headers=headers)
