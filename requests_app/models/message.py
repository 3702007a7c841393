"""The thread between resident and venue."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from requests_app.models.request import RightsRequest


class Message(models.Model):
    """One message. Its words are personal; the event that tells of it holds only its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="messages")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    author_kind = models.CharField(_("by"), max_length=10)
    body = models.TextField(_("message"), max_length=4000)
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"{self.request_id} {self.created_at:%Y-%m-%d}"
