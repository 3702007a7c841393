"""Who works for an organisation."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.core import normalisation
from accounts.core.actors import Actor
from accounts.kit import audit
from accounts.models import Membership, Organisation, Role, User
from accounts.models.organisation import ROLES_OF_KIND, OrganisationKind
from accounts.roles import Permission, roles_with


class MembershipProblem(Exception):
    """A membership that cannot be changed so; the message says what to do."""


@transaction.atomic
def add_member(*, organisation: Organisation, email: str, role: Role, by: Actor) -> Membership:
    """Give the person of ``email`` a role; somebody unknown gets an account to sign in to by code.

    Whether the address had an account is told to nobody: the manager sees the same either way.

    Raises:
        MembershipProblem: the role does not exist in this kind of organisation.
        ValidationError: mail could not go to ``email``.
    """
    if role not in ROLES_OF_KIND[OrganisationKind(organisation.kind)]:
        raise MembershipProblem(_("This kind of organisation has no such role."))
    address = normalisation.address(email)
    person = User.objects.filter(email=address).first() or User.objects.create_user(address)
    membership, created = Membership.objects.get_or_create(
        user=person, organisation=organisation, role=role
    )
    if created:
        audit.record(
            kind="membership.given",
            by=by,
            target=membership,
            data={"organisation": str(organisation.pk), "role": str(role)},
        )
    return membership


def deciders(organisation: Organisation, *, but_not: tuple[UUID, ...]) -> list[User]:
    """Those who decide who belongs to ``organisation``: they hear of what another changes there."""
    deciding = {*roles_with(Permission.MANAGE_MEMBERS), *roles_with(Permission.MODERATE)}
    there = User.objects.filter(
        memberships__organisation=organisation,
        memberships__role__in=deciding,
        is_active=True,
    )
    return list(there.exclude(pk__in=but_not).distinct().order_by("email"))


@transaction.atomic
def remove_member(*, membership: Membership, by: Actor) -> None:
    """Take a role away.

    Raises:
        MembershipProblem: nobody would be left to manage the organisation.
    """
    managing = roles_with(Permission.MANAGE_MEMBERS)
    others = Membership.objects.select_for_update().filter(
        organisation=membership.organisation, role__in=managing
    )
    if membership.role in managing and not others.exclude(pk=membership.pk).exists():
        raise MembershipProblem(_("This is the last manager. Make somebody else a manager first."))
    data = {"organisation": str(membership.organisation_id), "role": membership.role}
    audit.record(kind="membership.taken", by=by, target=membership, data=data)
    membership.delete()
