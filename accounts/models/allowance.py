"""How often a person did on one day what others see or have to deal with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class DailyAct(models.TextChoices):
    """What is counted. `accounts.kit.allowances` says how often a day each may be done."""

    REPORT_PLACE = "report_place", _("reporting places")
    SIGHTING = "sighting", _("telling what you saw at a place")
    HOLDING = "holding", _("putting places on your list")
    FILING = "filing", _("filing requests")
    MESSAGE = "message", _("writing messages")
    CAMPAIGN = "campaign", _("starting campaigns")
    INCIDENT = "incident", _("reporting incidents")
    CHILD = "child", _("adding children")


class Allowance(models.Model):
    """One row per person, act and day (UTC)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="allowances")
    act = models.CharField(max_length=16, choices=DailyAct.choices)
    day = models.DateField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("what was done in a day")
        verbose_name_plural = _("what was done in a day")
        constraints = (
            models.UniqueConstraint(fields=("user", "act", "day"), name="one_allowance_a_day"),
        )
