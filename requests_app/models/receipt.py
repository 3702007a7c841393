"""Signed receipts."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import AppendOnlyModel, AppendOnlyQuerySet
from requests_app.models.event import Event
from requests_app.models.request import RightsRequest


class Receipt(AppendOnlyModel):
    """A compact JWS (RFC 7515, EdDSA by RFC 8037) over one event; anybody can check it offline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="receipts")
    event = models.OneToOneField(Event, models.PROTECT, related_name="receipt")
    key_id = models.CharField(_("key"), max_length=64)
    jws = models.TextField(_("signed receipt"))
    issued_at = models.DateTimeField(_("issued"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        ordering = ("issued_at",)

    def __str__(self) -> str:
        return f"{self.request} #{self.event_id}"
