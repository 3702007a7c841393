"""Files that page, desk and API hand out alike: downloaded, never shown inside a page."""

from __future__ import annotations

import re
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from requests_app.models import Attachment, RightsRequest
from requests_app.models.attachment import ENDINGS, TEXT, neutral_name
from requests_app.services.attachments import read

PDF, ZIP = "application/pdf", "application/zip"
NEUTRAL = re.compile(rf"attachment-\d{{1,3}}\.({'|'.join(ENDINGS.values())})")
SERVED_AS = {kind: kind for kind in ENDINGS} | {TEXT: "text/plain; charset=utf-8"}


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def attachment_of(case: RightsRequest, pk: UUID) -> HttpResponse:
    """The file ``pk`` of ``case``; 404 for another case's, or one that cannot be opened."""
    found = get_object_or_404(Attachment, pk=pk, message__request=case)
    try:
        data = read(found)
    except FileNotFoundError:
        raise Http404 from None
    headers = {
        "Content-Disposition": content_disposition_header(
            as_attachment=True, filename=_name(found)
        ),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return HttpResponse(data, content_type=SERVED_AS[found.media_type], headers=headers)


def _name(found: Attachment) -> str:
    """Its own name if that is one of ours; a row may be older than they are."""
    ours = NEUTRAL.fullmatch(found.name)
    return found.name if ours else neutral_name(found.media_type, 1)
