"""An impact assessment that a venue says it has made, as far as it may be shown."""

from __future__ import annotations

import uuid

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from consents.models.venue import Venue


class ImpactStatement(models.Model):
    """Made before processing (PIPL 55-56, Order 19 art. 9, GDPR 35); filed with an authority where asked.

    The words are the venue's own; a moderator does not vouch for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="impact_statements")
    title = models.CharField(_("title"), max_length=200)
    made_on = models.DateField(_("made on"))
    filed_with = models.CharField(_("filed with"), max_length=200, blank=True)
    filed_on = models.DateField(_("filed on"), null=True, blank=True)
    filing_number = models.CharField(_("number of the filing"), max_length=80, blank=True)
    summary = models.TextField(_("summary"), max_length=4000, blank=True)
    url = models.CharField(
        _("address of the text"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["https"])],
    )

    class Meta:
        verbose_name = _("impact statement")
        verbose_name_plural = _("impact statements")
        ordering = ("-made_on",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(filed_on__isnull=True) | ~models.Q(filed_with=""),
                name="filed_statement_says_with_whom",
                violation_error_message=_("Say with which authority it was filed."),
            ),
        )

    def __str__(self) -> str:
        return self.title
