"""When a venue is silent or its answer is bad: the admonition, then the complaint."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from accounts.models import User
from requests_app.law.letters.types import LetterKind
from requests_app.models.request import RightsRequest

LABELS = total(
    LetterKind,
    {
        LetterKind.ADMONITION: _("reminder of duty to the venue"),
        LetterKind.COMPLAINT: _("complaint to the authority"),
    },
    name="requests_app.models.letter.LABELS",
)


class Letter(models.Model):
    """One letter, as it was written at its time. A parallel case: it moves no axis of the request.

    ``delivered_at``: handed over to the venue in the case; whatever else is sent, the resident sends.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.PROTECT, related_name="letters")
    stage = models.CharField(_("stage"), max_length=12, choices=list(LABELS.items()))
    authority = models.CharField(_("authority"), max_length=60, blank=True)
    text_zh_hans = models.TextField(_("letter in Chinese"))
    text_en = models.TextField(_("letter in English"))
    written_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("written_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("request", "stage", "authority"), name="each_letter_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request} {self.get_stage_display()}"

    def text(self, language: str) -> str:
        return self.text_en if language.startswith("en") else self.text_zh_hans
