"""A sequence of movements that was asked for once, of one person, for one disclosure."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from biometrics.liveness.gestures import Gesture
from biometrics.models.disclosure import Disclosure


class LivenessChallenge(models.Model):
    """A nonce (the id, random and used once), the movements, and how long they may take."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="challenges")
    subject = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    gestures = models.CharField(_("movements asked for"), max_length=60)
    created_at = models.DateTimeField(_("asked"), default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("liveness challenge")
        verbose_name_plural = _("liveness challenges")
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("subject", "-created_at"), name="challenge_by_subject"),)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    @property
    def sequence(self) -> tuple[Gesture, ...]:
        return tuple(Gesture(gesture) for gesture in self.gestures.split(","))
