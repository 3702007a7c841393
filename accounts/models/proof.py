"""Codes by which a person who is signed in shows that it is still them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class ProofCode(models.Model):
    """One code that was sent to the address on file. Good for one session, ten minutes, three tries.

    ``digest`` is keyed and bound to the row. ``ended_at`` is when it was used, or another one was sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    session_digest = models.CharField(max_length=64)
    address = models.EmailField()
    digest = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("code that shows it is still you")
        verbose_name_plural = _("codes that show it is still you")
        indexes = (models.Index(fields=("user", "created_at"), name="proof_codes_of_person"),)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
