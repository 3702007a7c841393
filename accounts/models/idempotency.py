"""Answers already given to unsafe calls and to forms, so that what is repeated does nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


def in_a_day() -> datetime:
    return timezone.now() + timedelta(days=1)


class StoredResponse(models.Model):
    """The outcome of one unsafe call under one ``Idempotency-Key``, or of one form sent.

    A call of the API is remembered for a day; a form for a month, for it may wait that long on a
    phone without a network.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    # Whose the key is now: a call that took too long finds here that another has taken over.
    claim = models.UUIDField(default=uuid4, editable=False)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    kept_until = models.DateTimeField(default=in_a_day, editable=False)

    class Meta:
        verbose_name = _("stored API answer")
        verbose_name_plural = _("stored API answers")
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="one_answer_per_key"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.status or '…'}"
