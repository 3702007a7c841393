"""What every template may know about this installation."""

from django.conf import settings
from django.http import HttpRequest


def installation(_request: HttpRequest) -> dict[str, object]:
    """Return `demo` (shows the demo banner), `public_url`, who runs it, and `version`."""
    return {
        "demo": settings.DEMO,
        "public_url": settings.PUBLIC_URL,
        "operated_by": settings.OPERATED_BY,
        "version": settings.VERSION,
    }
