"""What NGOs may take: rows released month by month, and which pages were taken."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.audit import AppendOnlyModel, AppendOnlyQuerySet
from requests_app.models.request import RightsRequest


class ExportBatch(AppendOnlyModel):
    """What was released when ``month`` was over. Batches are chained by their digests.

    ``sha256`` is over the digests of the batch's lines in their order and over ``previous``, so
    that nobody can leave a row out, for one taker or for all, without its showing.
    """

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(_("newest month released"), unique=True)
    rows = models.PositiveIntegerField(_("rows"))
    suppressed = models.PositiveIntegerField(_("held back by k-anonymity"))
    k = models.PositiveSmallIntegerField(_("k"))
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    released_at = models.DateTimeField(_("released"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("export batch")
        verbose_name_plural = _("export batches")
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class ReleasedRow(models.Model):
    """One row as it is given to every taker, for ever the same; its id is the cursor.

    ``request`` is for the platform alone: the line is emptied when the resident withdraws their
    consent, and what was released once is not released again. ``group`` names the rows that look
    alike.
    """

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(ExportBatch, models.PROTECT, related_name="released")
    request = models.OneToOneField(
        RightsRequest, models.SET_NULL, null=True, related_name="released_row"
    )
    group = models.CharField(max_length=64)
    line = models.TextField(_("line"), blank=True)
    sha256 = models.CharField(max_length=64)
    withheld_at = models.DateTimeField(_("withheld"), null=True)

    class Meta:
        verbose_name = _("exported row")
        verbose_name_plural = _("exported rows")
        ordering = ("id",)
        indexes = (models.Index(fields=("batch", "group"), name="released_group"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(withheld_at__isnull=True) | models.Q(line=""),
                name="withheld_row_is_empty",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)


class ExportSnapshot(models.Model):
    """One page of an export as it was given: what range, how many rows, with which digest.

    With it an NGO can prove that nothing was left out, and the platform what it gave.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="exports")
    after = models.CharField(_("after"), max_length=80, blank=True)
    until = models.CharField(_("until"), max_length=80, blank=True)
    rows = models.PositiveIntegerField(_("rows"))
    suppressed = models.PositiveIntegerField(_("held back by k-anonymity"))
    k = models.PositiveSmallIntegerField(_("k"))
    sha256 = models.CharField(max_length=64)
    taken_at = models.DateTimeField(_("taken"), default=timezone.now)

    class Meta:
        verbose_name = _("export taken")
        verbose_name_plural = _("exports taken")
        ordering = ("-taken_at",)

    def __str__(self) -> str:
        return f"{self.organisation} {self.taken_at:%Y-%m-%d}"
