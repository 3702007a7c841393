"""Devices on which a person wants to be told (RFC 8030, web push)."""

from __future__ import annotations

import hashlib
import uuid

from allauth.usersessions.models import UserSession
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User

# A public key on P-256 and the client's secret (RFC 8291), each as base64url without padding.
PUBLIC_KEY_LENGTH = 87
SECRET_LENGTH = 22


class PushSubscription(models.Model):
    """One browser on one device. Whoever knows ``endpoint`` can reach it, so it is shown to nobody.

    ``session`` is the sign-in during which it was switched on: signed out there, it ends. When the
    sign-in only runs out, the device goes on being told that something happened, and no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="push_subscriptions")
    session = models.ForeignKey(
        UserSession, models.SET_NULL, null=True, blank=True, related_name="push_subscriptions"
    )
    endpoint = models.CharField(max_length=1000, unique=True)
    public_key = models.CharField(max_length=PUBLIC_KEY_LENGTH)
    secret = models.CharField(max_length=SECRET_LENGTH)
    created_at = models.DateTimeField(_("switched on"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("device that is told")
        verbose_name_plural = _("devices that are told")
        ordering = ("created_at",)

    @property
    def fingerprint(self) -> str:
        """By this the browser finds itself in the list: SHA-256 of its address, in hexadecimal."""
        return hashlib.sha256(self.endpoint.encode()).hexdigest()
