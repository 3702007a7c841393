"""Proving identity by a code that the venue sends to the contact on its own file."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from requests_app.models.request import RightsRequest


class VenueCode(models.Model):
    """A code shown once to the operator, who sends it on. Only a keyed digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="venue_codes")
    digest = models.CharField(max_length=64)
    tries_left = models.PositiveSmallIntegerField(_("tries left"))
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        verbose_name = _("code by way of the venue")
        verbose_name_plural = _("codes by way of the venue")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.request} {self.created_at:%Y-%m-%d}"
