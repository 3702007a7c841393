"""In which role a person acts on a request."""

from __future__ import annotations

from accounts.core.actors import Actor, ActorKind
from accounts.models import Dependant, User
from requests_app.models import RightsRequest


def for_claim(resident: User, dependant: Dependant | None) -> Actor:
    """The resident, or the guardian when it is about a child."""
    return Actor(ActorKind.GUARDIAN if dependant else ActorKind.RESIDENT, resident.pk)


def resident_of(case: RightsRequest, user: User) -> Actor:
    """``user`` as the one who filed ``case``."""
    return for_claim(user, case.dependant)


def operator(user: User) -> Actor:
    """``user`` as the one who answers for the venue."""
    return Actor(ActorKind.OPERATOR, user.pk)
