"""Keys with which an organisation's own programs call the API."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.user import User

TOKEN_BYTES = 32
PREFIX_LENGTH = 8


class TokenScope(models.TextChoices):
    EXPORT = "export", _("take bulk exports")
    RESPOND = "respond", _("answer requests of one's own venues")


def digest_of(secret: str) -> str:
    """SHA-256 of a 256-bit random secret: no slow hash is needed for one that cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()


class ApiToken(models.Model):
    """A bearer token. The secret is shown once and only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="api_tokens")
    created_by = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    scope = models.CharField(_("may"), max_length=10, choices=TokenScope.choices)
    prefix = models.CharField(_("begins with"), max_length=PREFIX_LENGTH, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    def is_usable(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def new_secret() -> str:
    """A fresh secret: 256 bits, URL-safe."""
    return secrets.token_urlsafe(TOKEN_BYTES)
