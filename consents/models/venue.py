"""Places where a camera asks for a face."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, fields

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.email_field import AddressField
from accounts.core.totality import chosen
from accounts.models import Organisation, User
from consents import kind_names, kinds


class VenueStatus(models.TextChoices):
    REPORTED = "reported", _("reported, not yet checked")
    VERIFIED = "verified", _("checked")
    CLAIMED = "claimed", _("answered for by its operator")
    UNCONFIRMED = "unconfirmed", _("could not be confirmed")
    MERGED = "merged", _("merged into another entry")


# Entries that stand for themselves: something can be filed with them.
STANDING = chosen(
    VenueStatus,
    {
        VenueStatus.REPORTED,
        VenueStatus.VERIFIED,
        VenueStatus.CLAIMED,
        VenueStatus.UNCONFIRMED,
    },
    but_not={VenueStatus.MERGED},
    name="consents.models.venue.STANDING",
)
# Entries that the directory shows to everybody.
LISTED = chosen(
    VenueStatus,
    {VenueStatus.REPORTED, VenueStatus.VERIFIED, VenueStatus.CLAIMED},
    but_not={VenueStatus.UNCONFIRMED, VenueStatus.MERGED},
    name="consents.models.venue.LISTED",
)
# Somebody other than the person who reported the place has looked: its page is no stranger's word alone.
LOOKED_AT = chosen(
    VenueStatus,
    {VenueStatus.VERIFIED, VenueStatus.CLAIMED},
    but_not={VenueStatus.REPORTED, VenueStatus.UNCONFIRMED, VenueStatus.MERGED},
    name="consents.models.venue.LOOKED_AT",
)


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """What a reporter knows about a place; the rest is found out by a moderator.

    Form, API and demo ask for these fields of `Venue` and no others: one more is asked for everywhere.
    """

    name: str
    kind: str
    jurisdiction: str
    city: str
    district: str = ""
    address: str = ""
    time_zone: str = "Asia/Shanghai"


# What somebody at the gate is asked; the time zone follows from the jurisdiction.
ASKED = tuple(one.name for one in fields(VenueFacts) if one.name != "time_zone")
# What the API shows of a place, besides who answers, its systems and its impact assessments.
SHOWN = (
    "slug",
    "name",
    "name_en",
    "kind",
    "status",
    "merged_into",
    "jurisdiction",
    "city",
    "district",
    "address",
    "time_zone",
)


class Venue(models.Model):
    """One place under one jurisdiction. `jurisdiction` is a code of the rule packs, such as ``CN``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address on this site"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=24, choices=kind_names.choices)
    status = models.CharField(
        _("status"), max_length=12, choices=VenueStatus.choices, default=VenueStatus.REPORTED
    )
    jurisdiction = models.CharField(_("jurisdiction"), max_length=12)
    city = models.CharField(_("city"), max_length=80)
    district = models.CharField(_("district"), max_length=80, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    operator = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="venues",
        verbose_name=_("operator"),
    )
    contact_email = AddressField(_("contact for requests"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_from",
        verbose_name=_("merged into"),
    )
    reported_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")
        ordering = ("city", "name")
        indexes = (models.Index(fields=("kind", "city"), name="venue_by_kind_city"),)
        constraints = (
            models.CheckConstraint(
                condition=(
                    models.Q(status="merged", merged_into__isnull=False)
                    | (~models.Q(status="merged") & models.Q(merged_into__isnull=True))
                ),
                name="merged_venue_names_its_target",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="claimed") | models.Q(operator__isnull=False),
                name="claimed_venue_has_operator",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("consents:venue_detail", args=(self.slug,))

    @property
    def is_looked_at(self) -> bool:
        """A moderator or the operator has confirmed what its page says."""
        return self.status in LOOKED_AT

    @property
    def can_be_asked(self) -> bool:
        """Somebody other than the person holds the face here."""
        return self.kind in kinds.ASKABLE

    @property
    def reaches_somebody(self) -> bool:
        """Somebody is told of what is filed here: its operator, or whoever reads its address."""
        return self.operator_id is not None or bool(self.contact_email)

    @property
    def answers_to(self) -> str:
        """Where notices go: the venue's own contact, else its operator's."""
        if self.contact_email:
            return self.contact_email
        return self.operator.contact_email if self.operator else ""
