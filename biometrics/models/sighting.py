"""The photograph of a sign at a venue: sealed, bystanders blurred, gone once a moderator has decided."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consents.models import VenueReport


class SightingState(models.TextChoices):
    WAITING = "waiting", _("faces are being blurred")
    BLURRED = "blurred", _("faces are blurred")
    REFUSED = "refused", _("cannot be used")


class SightingPhoto(models.Model):
    """While it waits, ``path`` holds the photograph as it was sent; after that, the blurred one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField(
        VenueReport, models.CASCADE, related_name="photo", verbose_name=_("sighting")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=SightingState.choices, default=SightingState.WAITING
    )
    picture_key = models.BinaryField(editable=False)
    path = models.CharField(max_length=120, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("photograph of a sign")
        verbose_name_plural = _("photographs of signs")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
