"""Template tags for pages that speak of requests, also on pages of the apps below."""

from __future__ import annotations

from django import template

from consents.models import Venue
from requests_app.statistics.selectors import published
from requests_app.views.explaining import right_name
from requests_app.views.statistics import Bar, bar

register = template.Library()
register.filter("right_name", right_name)


@register.simple_tag
def venue_bar(venue: Venue) -> Bar | None:
    """How places of this kind in this city answer; None while there are too few to show."""
    cells = published().narrowed(kind=venue.kind, city=venue.city).cells
    return bar(cells[0]) if cells else None
