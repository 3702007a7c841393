"""What the venue answered, right by right, with its evidence."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from requests_app import choices
from requests_app.models.request import RightsRequest
from requests_app.models.requested_right import RequestedRight


class Answer(models.Model):
    """One answer. A disputed answer stays; the next one is a new row.

    ``evidence`` follows the documented schema of `requests_app.law.evidence`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="answers")
    text = models.TextField(_("words to the resident"), max_length=6000, blank=True)
    evidence = models.JSONField(_("evidence"), default=dict)
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), default=timezone.now)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ("answered_at",)

    def __str__(self) -> str:
        return f"{self.request} {self.answered_at:%Y-%m-%d}"


class RightDecision(models.Model):
    """The decision on one right; a refusal, whole or in part, names its code and says why."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, models.CASCADE, related_name="decisions")
    right = models.ForeignKey(RequestedRight, models.PROTECT, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=20, choices=choices.decisions)
    refusal_code = models.CharField(_("ground"), max_length=24, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("right__position",)
        constraints = (
            models.UniqueConstraint(fields=("answer", "right"), name="one_decision_per_right"),
            models.CheckConstraint(
                condition=~models.Q(decision="refused")
                | (~models.Q(refusal_code="") & ~models.Q(reason="")),
                name="refusal_has_code_and_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.right}: {self.get_decision_display()}"
