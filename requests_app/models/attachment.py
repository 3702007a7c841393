"""A file that goes with a message: sealed in the object store, faces in pictures blurred."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.message import Message


class AttachmentState(models.TextChoices):
    WAITING = "waiting", _("being prepared")
    READY = "ready", _("can be opened")
    REFUSED = "refused", _("cannot be used")


class Attachment(models.Model):
    """``digest`` is SHA-256 (hex) of the file as it was sent; the message's event holds it, too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=AttachmentState.choices, default=AttachmentState.WAITING
    )
    file_key = models.BinaryField(editable=False)
    path = models.CharField(max_length=120, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("created_at", "id")

    def __str__(self) -> str:
        return self.name
