"""What this app does when an account is erased."""

from __future__ import annotations

from accounts.kit.inventory import register_eraser
from accounts.models import Dependant, User
from biometrics.services.data_subjects import destroy_faces_of
from biometrics.services.sightings import destroy_photos_of


@register_eraser
def erase_faces(user: User, dependant: Dependant | None) -> None:
    """Destroy every face held for the person, and every photograph of a sign that they sent.

    A child's cases have destroyed theirs already.
    """
    if dependant is None:
        destroy_faces_of(subject=user, because="account_erased")
        destroy_photos_of(reporter=user)
