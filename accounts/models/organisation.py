"""Organisations and who works for them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.email_field import AddressField
from accounts.core.totality import total
from accounts.models.user import User


class OrganisationKind(models.TextChoices):
    OPERATOR = "operator", _("venue operator")
    NGO = "ngo", _("NGO")
    PLATFORM = "platform", _("this platform")


class Role(models.TextChoices):
    """What a member may do; `accounts.roles` says which permissions follow."""

    RESPONDER = "responder", _("responder")
    MANAGER = "manager", _("manager")
    ANALYST = "analyst", _("analyst")
    MODERATOR = "moderator", _("moderator")


# A role that stands under no kind can be given to nobody.
ROLES_OF_KIND = total(
    OrganisationKind,
    {
        OrganisationKind.OPERATOR: (Role.RESPONDER, Role.MANAGER),
        OrganisationKind.NGO: (Role.ANALYST, Role.MANAGER),
        OrganisationKind.PLATFORM: (Role.MODERATOR,),
    },
    name="accounts.models.organisation.ROLES_OF_KIND",
)


class Organisation(models.Model):
    """A venue operator, an NGO, or the platform itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=160)
    legal_name = models.CharField(_("registered name"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=OrganisationKind.choices)
    contact_email = AddressField(_("contact for requests"), blank=True)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    members = models.ManyToManyField(
        User, through="accounts.Membership", related_name="organisations"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One person's role in one organisation."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation", "role"), name="one_membership_per_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_role_display()}"
