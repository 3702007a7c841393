"""The sign for a gate: a QR code that leads to what the place does with faces, in both languages."""

from __future__ import annotations

import io

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString

from consents.models import Venue
from consents.models.venue import STANDING

# “Q” survives a quarter of the code being scratched or stuck over, as things at a gate are.
CORRECTION = "q"


def venue_sign(request: HttpRequest, slug: str) -> HttpResponse:
    """A page to print and put up: by the venue, or by whoever lives behind the gate."""
    listed = Venue.objects.filter(status__in=STANDING).prefetch_related("systems")
    venue = get_object_or_404(listed, slug=slug)
    address = f"{settings.PUBLIC_URL}{venue.get_absolute_url()}"
    context = {"venue": venue, "address": address, "code": qr_code(address)}
    return render(request, "consents/venue_sign.html", context)


def qr_code(text: str) -> SafeString:
    """A QR code as an SVG element (ISO/IEC 18004, correction level Q, four modules of quiet zone)."""
    buffer = io.BytesIO()
    segno.make(text, error=CORRECTION, micro=False).save(
        buffer, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, light="#fff"
    )
    return SafeString(buffer.getvalue().decode("ascii"))
