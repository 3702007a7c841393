"""One right of a bundle."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from requests_app import choices, states
from requests_app.models.request import RightsRequest


class RequestedRight(models.Model):
    """One right of a bundle, in the order in which the venue must act: access before deletion."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="rights")
    right = models.CharField(_("right"), max_length=20, choices=choices.rights)
    position = models.PositiveSmallIntegerField(_("order"))
    outcome = models.CharField(
        _("outcome"),
        max_length=20,
        choices=list(states.OUTCOME_LABELS.items()),
        default=states.RequestOutcome.PENDING,
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("right asked for")
        verbose_name_plural = _("rights asked for")
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("request", "right"), name="each_right_once"),
            models.UniqueConstraint(fields=("request", "position"), name="rights_in_order"),
        )

    def __str__(self) -> str:
        return str(self.get_right_display())
