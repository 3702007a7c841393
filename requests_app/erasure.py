"""What this app does when an account, or a child's entry, is erased."""

from __future__ import annotations

from accounts.kit.inventory import register_eraser
from accounts.models import Dependant, User
from requests_app.publishing.releases import withhold_rows_of
from requests_app.services.anonymising import end_cases_of, scrub_unconfirmed_incidents


@register_eraser
def erase_cases(user: User, dependant: Dependant | None) -> None:
    """Withdraw what is open; the cases stay without a person, and their rows leave the export."""
    if dependant is None:
        withhold_rows_of(resident=user)
    end_cases_of(user=user, dependant=dependant)
    if dependant is None:
        scrub_unconfirmed_incidents(reporter=user)
