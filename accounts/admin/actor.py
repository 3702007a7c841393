"""In which role a person acts at the desk, for the audit log."""

from __future__ import annotations

from django.http import HttpRequest

from accounts.core.actors import Actor, ActorKind
from accounts.core.totality import total
from accounts.kit.admin.base import user_of
from accounts.kit.admin.persona import persona_of
from accounts.models import Organisation, OrganisationKind
from accounts.roles import Permission

KINDS = total(
    OrganisationKind,
    {
        OrganisationKind.OPERATOR: ActorKind.OPERATOR,
        OrganisationKind.NGO: ActorKind.ANALYST,
        OrganisationKind.PLATFORM: ActorKind.MODERATOR,
    },
    name="accounts.admin.actor.KINDS",
)


def actor_for(request: HttpRequest, organisation: Organisation) -> Actor:
    """The person as a member of ``organisation``, or as staff of the platform."""
    where = persona_of(request).organisations
    member = any(organisation.pk in where(permission) for permission in Permission)
    kind = KINDS[OrganisationKind(organisation.kind)] if member else ActorKind.MODERATOR
    return Actor(kind, user_of(request).pk)


def moderator(request: HttpRequest) -> Actor:
    return Actor(ActorKind.MODERATOR, user_of(request).pk)
