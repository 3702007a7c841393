"""What search engines may know: the public pages. Cases, accounts and receipts are nobody's find."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from consents.models import Venue
from consents.models.venue import LOOKED_AT
from requests_app.views.about import PAGES

HIDDEN = ("/admin/", "/accounts/", "/me/", "/my-face/", "/consents/", "/verify/", "/api/")

LISTS = (
    "home",
    "consents:venue_list",
    "statistics",
    "requests:campaigns",
    "requests:incidents",
    "receipts:check",
)


class _Secure(Sitemap):  # type: ignore[type-arg]  # not generic when it runs
    protocol = "https" if settings.PUBLIC_URL.startswith("https:") else "http"


class Places(_Secure):
    """Every place of the directory that somebody has looked at."""

    limit = 10_000

    def items(self) -> QuerySet[Venue]:
        return Venue.objects.filter(status__in=LOOKED_AT).order_by("created_at", "pk")


class Pages(_Secure):
    """What the service says of itself, and its public lists."""

    def items(self) -> list[str]:
        return [
            *(reverse(name) for name in LISTS),
            *(reverse("about", args=(page,)) for page in PAGES),
        ]

    def location(self, item: str) -> str:
        return item


def robots(_request: HttpRequest) -> HttpResponse:
    """Where a search engine has nothing to do, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {place}" for place in HIDDEN)]
    lines.append(f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


patterns = [
    path("robots.txt", robots, name="robots"),
    path(
        "sitemap.xml",
        sitemap,
        {"sitemaps": {"places": Places, "pages": Pages}},
        name="sitemap",
    ),
]
