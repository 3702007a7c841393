"""A place that is to be answered for by somebody else, with the cases that were filed there."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from consents.models.venue import Venue


class HandoverState(models.TextChoices):
    PROPOSED = "proposed", _("waits for a second moderator")
    DONE = "done", _("done")
    DECLINED = "declined", _("declined")
    UNDONE = "undone", _("undone")


class Handover(models.Model):
    """Proposed by one moderator, confirmed by another; whoever answered before is told and heard.

    With ``into``, the place is merged into that entry; without, ``operator`` claims it. ``before``
    holds what is needed to undo it: per venue its state, and the entries of people's lists that moved.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(
        Venue, models.CASCADE, related_name="handovers", verbose_name=_("venue")
    )
    into = models.ForeignKey(
        Venue,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the entry that stays"),
    )
    operator = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", verbose_name=_("answers then")
    )
    from_operator = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", verbose_name=_("answers now")
    )
    reason = models.CharField(_("why, and how it was checked"), max_length=500)
    state = models.CharField(
        _("state"), max_length=10, choices=HandoverState.choices, default=HandoverState.PROPOSED
    )
    objection = models.CharField(_("objection of who answers now"), max_length=1000, blank=True)
    objected_at = models.DateTimeField(_("objected"), null=True, blank=True)
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    proposed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("change of operator")
        verbose_name_plural = _("changes of operator")
        ordering = ("-proposed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("venue",), condition=Q(state="proposed"), name="one_open_handover"
            ),
            models.CheckConstraint(
                condition=~Q(state="done", decided_by=F("proposed_by")),
                name="handover_needs_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.venue} → {self.into or self.operator}"
