"""The clock ledger: why the date is what it is."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import AppendOnlyModel, AppendOnlyQuerySet
from requests_app.models.request import RequestedRight, RightsRequest


class ClockEntryKind(models.TextChoices):
    START = "start", _("started")
    PAUSE = "pause", _("paused")
    RESUME = "resume", _("resumed")
    EXTEND = "extend", _("extended")
    RECOMPUTE = "recompute", _("calculated again")
    REOPEN = "reopen", _("running again")
    STOP = "stop", _("stopped")


class ClockEntry(AppendOnlyModel):
    """One entry for one right: the date that stood afterwards and the rule, with version, behind it.

    ``due_on`` is None where the law gives no number and no benchmark is used.
    """

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="clock_entries")
    right = models.ForeignKey(RequestedRight, models.CASCADE, related_name="clock_entries")
    kind = models.CharField(_("entry"), max_length=10, choices=ClockEntryKind.choices)
    at = models.DateTimeField(_("when"), default=timezone.now)
    started_on = models.DateField(_("counted from"))
    due_on = models.DateField(_("due on"), null=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    days_left = models.PositiveSmallIntegerField(_("days left"), null=True)
    rule_id = models.CharField(_("rule"), max_length=60)
    rule_version = models.CharField(_("version of the rule"), max_length=20)
    binding = models.BooleanField(_("the number is binding"), default=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock entry")
        verbose_name_plural = _("clock entries")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.due_on}"
