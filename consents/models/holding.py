"""A resident's own register: who holds my face."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import chosen
from accounts.models import Dependant, User
from consents.models.system import FaceSystem
from consents.models.venue import Venue


class HowCaptured(models.TextChoices):
    CONSENTED = "consented", _("I agreed to it")
    MADE_TO = "made_to", _("I had no other choice")
    UNKNOWINGLY = "unknowingly", _("without my knowing")
    NOT_YET = "not_yet", _("not yet: I am being asked to")


class HoldingState(models.TextChoices):
    HELD = "held", _("they have it, as far as I know")
    ASKED = "asked", _("I have asked them")
    REMOVED = "removed", _("removed, they say")
    NOT_HELD = "not_held", _("they say they do not have it")
    AGAIN = "again", _("captured again after removal")


# The venue says that it has nothing: there is nothing to ask for until it captures the face again.
SAID_TO_BE_GONE = chosen(
    HoldingState,
    {HoldingState.REMOVED, HoldingState.NOT_HELD},
    but_not={HoldingState.HELD, HoldingState.ASKED, HoldingState.AGAIN},
    name="consents.models.holding.SAID_TO_BE_GONE",
)


class Holding(models.Model):
    """“This venue has my face.” The resident's statement, not a biometric."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(User, models.CASCADE, related_name="holdings")
    dependant = models.ForeignKey(
        Dependant, models.CASCADE, null=True, blank=True, related_name="holdings"
    )
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="holdings")
    system = models.ForeignKey(
        FaceSystem, models.SET_NULL, null=True, blank=True, related_name="holdings"
    )
    how = models.CharField(_("how it came about"), max_length=12, choices=HowCaptured.choices)
    since = models.DateField(_("since about"), null=True, blank=True)
    evidence = models.CharField(_("what I know about it"), max_length=500, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=HoldingState.choices, default=HoldingState.HELD
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("taken off my list"), null=True, blank=True)

    class Meta:
        verbose_name = _("holding")
        verbose_name_plural = _("holdings")
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("resident", "venue"),
                condition=models.Q(ended_at__isnull=True, dependant__isnull=True),
                name="one_open_holding_per_venue",
            ),
            models.UniqueConstraint(
                fields=("dependant", "venue"),
                condition=models.Q(ended_at__isnull=True, dependant__isnull=False),
                name="one_open_holding_per_child",
            ),
        )

    def __str__(self) -> str:
        return str(self.venue)
