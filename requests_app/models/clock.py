"""The clock ledger: why the date is what it is."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import AppendOnlyModel, AppendOnlyQuerySet
from requests_app.models.request import RightsRequest
from requests_app.models.requested_right import RequestedRight


class ClockEntryKind(models.TextChoices):
    STARTED = "started", _("started")
    PAUSED = "paused", _("paused")
    RESUMED = "resumed", _("resumed")
    EXTENDED = "extended", _("extended")
    RECOMPUTED = "recomputed", _("calculated again")
    STOPPED = "stopped", _("stopped")
    REOPENED = "reopened", _("running again")


class ClockEntry(AppendOnlyModel):
    """One entry for one right: what happened on which day, and the date that stood afterwards.

    The date follows from the entries and the rule (`requests_app.law.deadlines.ledger.replay`); it is
    written down with the rule's version so that it can be explained for ever. ``due_on`` is None
    while paused, and where the law gives no number and no benchmark exists.
    """

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="clock_entries")
    right = models.ForeignKey(RequestedRight, models.CASCADE, related_name="clock_entries")
    kind = models.CharField(_("entry"), max_length=12, choices=ClockEntryKind.choices)
    at = models.DateTimeField(_("when"), default=timezone.now)
    on = models.DateField(_("day at the venue"))
    amount = models.PositiveSmallIntegerField(_("extended by"), null=True)
    until = models.DateField(_("extended to"), null=True)
    pause_reason = models.CharField(_("paused for"), max_length=16, blank=True)
    due_on = models.DateField(_("due on"), null=True)
    days_left = models.PositiveSmallIntegerField(_("days left"), null=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    binding = models.BooleanField(_("the number is binding"), default=False)
    rule = models.CharField(_("rule and version"), max_length=80)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clock entry")
        verbose_name_plural = _("clock entries")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.due_on}"
