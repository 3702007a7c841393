"""Which bulk exports were taken."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


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
