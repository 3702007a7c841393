"""A file that goes with a message: sealed in the object store, faces in pictures blurred."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from biometrics.models import SealedFile
from requests_app.models.message import Message

PDF, JPEG, TEXT = "application/pdf", "image/jpeg", "text/plain"
# The kinds that are served, each with the ending of its name. What is not named here is served to nobody.
ENDINGS = {PDF: "pdf", JPEG: "jpg", TEXT: "txt"}


def neutral_name(media_type: str, number: int) -> str:
    """A name that no system takes for a program; of any picture a JPEG is made."""
    return f"attachment-{number}.{ENDINGS.get(media_type, ENDINGS[JPEG])}"


class Attachment(SealedFile):
    """``digest`` is SHA-256 (hex) of the file as it was sent; the message's event holds it, too.

    ``flattened`` says that what is stored was made here: pixels, or text. Nothing else is served.
    """

    USE, ROW, FOLDER = "attachment", "attachment", "attachments"

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    name = models.CharField(_("file name"), max_length=120)
    media_type = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    flattened = models.BooleanField(default=False, editable=False)

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
        return made_here and self.is_ready
