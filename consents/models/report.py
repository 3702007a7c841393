"""What a resident saw: a venue that is not in the directory, or a change at one that is."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consents.models.venue import Venue


class ReportState(models.TextChoices):
    OPEN = "open", _("to be checked")
    ACCEPTED = "accepted", _("accepted")
    REJECTED = "rejected", _("not accepted")


class VenueReport(models.Model):
    """A sighting, checked by a moderator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(User, models.SET_NULL, null=True, related_name="venue_reports")
    text = models.TextField(_("what I saw"), max_length=2000, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState.choices, default=ReportState.OPEN
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("sighting")
        verbose_name_plural = _("sightings")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.venue} {self.created_at:%Y-%m-%d}"
