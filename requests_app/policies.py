"""Who may do what with a request. Each rule has its queryset twin in `requests_app.models.request`."""

from __future__ import annotations

from accounts.policies import Person, has_permission
from accounts.roles import Permission
from requests_app.models import RightsRequest


def is_resident(user: Person, case: RightsRequest) -> bool:
    """The person who filed it (for themselves or for their child); twin: ``of_resident``."""
    return user.is_authenticated and case.resident_id == user.pk


def _at_its_operator(user: Person, case: RightsRequest, permission: Permission) -> bool:
    # By its time, not by its workflow: a draft thrown away is closed, and was never the venue's.
    filed = case.filed_at is not None
    return filed and has_permission(user, permission, case.venue.operator)


def can_see_as_operator(user: Person, case: RightsRequest) -> bool:
    """A member of the organisation that answers for the venue; twin: ``of_operator``."""
    return _at_its_operator(user, case, Permission.SEE_REQUESTS)


def can_answer(user: Person, case: RightsRequest) -> bool:
    """Never one's own request: whoever asks does not say for the venue who asks."""
    answers = _at_its_operator(user, case, Permission.ANSWER_REQUESTS)
    return answers and not is_resident(user, case)


def can_disclose(user: Person, case: RightsRequest) -> bool:
    """Not for one's own request, either."""
    discloses = _at_its_operator(user, case, Permission.DISCLOSE)
    return discloses and not is_resident(user, case)
