"""Who may do what with accounts and organisations; the base that other apps' policies use."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.core.actors import Actor, ActorKind
from accounts.models import Membership, Organisation, User
from accounts.roles import Permission, roles_with

Person = User | AnonymousUser


def memberships_with(user: Person, permission: Permission) -> QuerySet[Membership]:
    """The memberships through which ``user`` has ``permission``; none for a stranger."""
    if not user.is_authenticated or not user.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(user=user, role__in=roles_with(permission))


def organisations_where(user: Person, permission: Permission) -> QuerySet[Organisation]:
    """The organisations in which ``user`` has ``permission``."""
    return Organisation.objects.filter(
        memberships__in=memberships_with(user, permission)
    ).distinct()


def has_permission(user: Person, permission: Permission, organisation: Organisation | None) -> bool:
    """True when ``user`` has ``permission`` in ``organisation``."""
    if organisation is None:
        return False
    return memberships_with(user, permission).filter(organisation=organisation).exists()


def works_for_an_organisation(user: Person) -> bool:
    """Members of any organisation, and staff, must sign in with a second factor."""
    if not user.is_authenticated:
        return False
    return user.is_staff or user.is_superuser or user.memberships.exists()


def acting_as(user: User, kind: ActorKind = ActorKind.RESIDENT) -> Actor:
    """``user`` in one role. Whether the role is theirs is for the caller's policy to check."""
    return Actor(kind, user.pk)
