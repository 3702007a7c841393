"""Template tags for pages that speak of requests, also on pages of the apps below."""

from __future__ import annotations

from django import template

from requests_app.views.explaining import right_name

register = template.Library()
register.filter("right_name", right_name)
