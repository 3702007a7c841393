"""A file that goes with a message: sealed in the object store, faces in pictures blurred."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from requests_app.models.message import Message

PDF, JPEG, TEXT = "application/pdf", "image/jpeg", "text/plain"
# The kinds that are served, each with the ending of its name. What is not named here is served to nobody.
ENDINGS = {PDF: "pdf", JPEG: "jpg", TEXT: "txt"}


def neutral_name(media_type: str, number: int) -> str:
    """A name that no system takes for a program; of any picture a JPEG is made."""
    return f"attachment-{number}.{ENDINGS.get(media_type, ENDINGS[JPEG])}"


class AttachmentState(models.TextChoices):
    WAITING = "waiting", _("being prepared")
    READY = "ready", _("can be opened")
    REFUSED = "refused", _("cannot be used")


class Attachment(models.Model):
    """``digest`` is SHA-256 (hex) of the file as it was sent; the message's event holds it, too.

    ``flattened`` says that what is stored was made here: pixels, or text. Nothing else is served.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        _("state"), max_length=10, choices=AttachmentState.choices, default=AttachmentState.WAITING
    )
    flattened = models.BooleanField(default=False, editable=False)
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

    @property
    def is_open(self) -> bool:
        """Whether either side may open it."""
        made_here = self.flattened and self.media_type in ENDINGS
        return made_here and self.state == AttachmentState.READY
