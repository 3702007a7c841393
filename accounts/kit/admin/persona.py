"""Who is at the desk: read once a request, so that a menu of many models asks the database once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from accounts.models import Membership, Organisation
from accounts.models.organisation import Role
from accounts.policies import Person
from accounts.roles import PERMISSIONS, Permission

_KEPT_AS = "_desk_persona"


@dataclass(frozen=True, slots=True)
class Persona:
    """A person's roles by organisation, for one request and no longer.

    ``may_open`` follows the flag of the account and opens the door, no more. ``is_staff`` is the
    platform's own staff: that flag without any membership, so that an operator or a moderator whose
    account has it still sees nothing but what the role brings.
    """

    may_open: bool
    is_staff: bool
    roles: tuple[tuple[Role, UUID], ...]

    @property
    def may_open_the_desk(self) -> bool:
        return self.may_open or bool(self.roles)

    def organisations(self, permission: Permission) -> frozenset[UUID]:
        """The organisations in which the person has ``permission``."""
        return frozenset(pk for role, pk in self.roles if permission in PERMISSIONS[role])

    def may(self, permission: Permission, organisation: Organisation | None = None) -> bool:
        """True when the person has ``permission`` in ``organisation``, or anywhere if none is named."""
        where = self.organisations(permission)
        return bool(where) if organisation is None else organisation.pk in where


def persona_of(request: HttpRequest) -> Persona:
    """The person of ``request``; nobody in particular for a stranger."""
    kept: Persona | None = getattr(request, _KEPT_AS, None)
    if kept is None:
        kept = _read(request.user)
        setattr(request, _KEPT_AS, kept)
    return kept


def _read(user: Person) -> Persona:
    if not user.is_authenticated or not user.is_active:
        return Persona(may_open=False, is_staff=False, roles=())
    rows = Membership.objects.filter(user=user).values_list("role", "organisation_id")
    roles = tuple((Role(role), pk) for role, pk in rows)
    return Persona(
        may_open=user.is_staff or user.is_superuser,
        is_staff=user.is_superuser or (user.is_staff and not roles),
        roles=roles,
    )
