"""What was changed about how somebody is recognised, for as long as it can be undone."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class ChangeKind(models.TextChoices):
    ADDRESS = "address", _("another e-mail address")
    FACTOR = "factor", _("a passkey or an authenticator app")


class AccountChange(models.Model):
    """A step that whoever took over an account would take. ``old_address`` is told and may undo it.

    ``effective_at`` is empty while a new address was only asked for: nothing has changed yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    old_address = models.EmailField()
    new_address = models.EmailField(blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    effective_at = models.DateTimeField(null=True)
    until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change that can be undone")
        verbose_name_plural = _("changes that can be undone")
        indexes = (models.Index(fields=("user", "until"), name="changes_of_person"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d %H:%M}"
