"""Whom a letter can go to, and how each is reached."""

from __future__ import annotations

from django.utils.translation import get_language

from requests_app.models import RightsRequest
from requests_app.services.letters import whom_to_turn_to


def channels(case: RightsRequest) -> list[dict[str, str]]:
    """Whom one can turn to, and how each is reached, in the language of the page."""
    language = get_language() or "zh-hans"
    return [
        {
            "id": one.id,
            "name": one.name.in_language(language),
            "route": one.route.in_language(language),
            "address": one.address,
            "website": one.website,
            "email": one.email,
            "phone": one.phone,
        }
        for one in whom_to_turn_to(case)
    ]
