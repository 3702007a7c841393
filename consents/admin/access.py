"""Who may change what the directory says of a place."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from accounts.kit.admin.persona import persona_of
from accounts.roles import Permission
from consents.models.venue import STANDING


def may_edit(request: HttpRequest, venue: Any) -> bool:
    """A moderator, or a manager of the organisation that answers for ``venue``."""
    persona = persona_of(request)
    if venue.status not in STANDING:
        return False
    if persona.may(Permission.MODERATE):
        return True
    return venue.operator_id in persona.organisations(Permission.EDIT_VENUES)
