"""Counts that limit: how often something was tried, and how often a passkey says that it was used."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Tries(models.Model):
    """How many tries of one thing were taken in its window. `accounts.services.tries` alone writes it.

    ``key`` is a keyed digest of what is tried and on whom: the table says neither.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("counted tries")
        verbose_name_plural = _("counted tries")
        indexes = (models.Index(fields=("until",), name="tries_over"),)

    def __str__(self) -> str:
        return f"{self.key[:8]}…: {self.used}"


class PasskeyCounter(models.Model):
    """The highest count of signatures that a passkey has shown (W3C WebAuthn, 6.1.1).

    Zero for ever where the device does not count.
    """

    authenticator = models.OneToOneField(
        Authenticator, models.CASCADE, primary_key=True, related_name="counter"
    )
    sign_count = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("passkey counter")
        verbose_name_plural = _("passkey counters")

    def __str__(self) -> str:
        return f"{self.authenticator_id}: {self.sign_count}"
