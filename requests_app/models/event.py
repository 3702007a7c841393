"""What happened to a request: append-only and chained by hashes."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import AppendOnlyModel, AppendOnlyQuerySet
from requests_app import states
from requests_app.models.request import RightsRequest


class Event(AppendOnlyModel):
    """One event. ``data`` holds codes, dates and ids; personal words stay in messages and answers.

    ``digest`` is over the row and the digest before it (`receipts.chain`), so that a row changed,
    removed or slipped in shows.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("event"), max_length=24, choices=list(states.EVENT_LABELS.items()))
    at = models.DateTimeField(_("when"))
    actor_kind = models.CharField(_("by"), max_length=10)
    actor_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("request", "number"), name="events_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.get_kind_display()}"
