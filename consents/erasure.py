"""What this app does when an account, or a child's entry, is erased."""

from __future__ import annotations

from accounts.kit.inventory import register_eraser, scrub
from accounts.models import Dependant, User
from consents.models import Purpose, VenueReport
from consents.models.consent import HOLDS
from consents.selectors import newest_consent
from consents.services import withdraw_consent


@register_eraser
def erase_statements(user: User, dependant: Dependant | None) -> None:
    """Scrub sightings and withdraw every consent; holdings and consents go with their person.

    A venue that somebody reported stays: it is a fact about a place.
    """
    if dependant is not None:
        return
    for purpose in Purpose:
        newest = newest_consent(user, purpose)
        if newest is not None and newest.action in HOLDS:
            # Whoever processes faces hears of it, and the audit log proves when it ended.
            withdraw_consent(resident=user, purpose=purpose, language=newest.language)
    scrub(VenueReport.objects.filter(reporter=user))
