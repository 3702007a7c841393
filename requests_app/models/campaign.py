"""Several residents together: one text, each filing their own request."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consents.models import Venue


class Campaign(models.Model):
    """A common text for one venue. Whoever joins files a request of their own, with their own clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address on this site"), max_length=80, unique=True)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="campaigns")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what we ask for, together"), max_length=3000)
    rights = models.JSONField(_("rights"), default=list)
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="campaigns")
    created_at = models.DateTimeField(_("started"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("requests:campaign", args=(self.slug,))
