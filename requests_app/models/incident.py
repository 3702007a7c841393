"""A breach at a venue, or face data offered for sale."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consents.models import Venue


class IncidentKind(models.TextChoices):
    BREACH = "breach", _("announced by the venue")
    FOR_SALE = "for_sale", _("face data offered for sale")
    LEAK = "leak", _("face data found in the open")


class IncidentState(models.TextChoices):
    REPORTED = "reported", _("reported, being checked")
    CONFIRMED = "confirmed", _("confirmed")
    DISMISSED = "dismissed", _("not confirmed")


class Incident(models.Model):
    """What happened, when it was known, and whether it was confirmed. ``venue`` may not be known yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=IncidentKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=IncidentState.choices, default=IncidentState.REPORTED
    )
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    what = models.TextField(_("what happened"), max_length=3000)
    measures = models.TextField(
        _("what is being done, and what you can do"), max_length=3000, blank=True
    )
    aware_at = models.DateTimeField(_("known since"))
    reported_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(_("entered"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    authority_told_at = models.DateTimeField(_("authority told"), null=True, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False),
                name="confirmed_incident_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="breach") | models.Q(venue__isnull=False),
                name="breach_names_its_venue",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%Y-%m-%d}"
