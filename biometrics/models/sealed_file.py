"""A file of a stranger's: sealed at once, made anew by a worker before anybody may open it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    WAITING = "waiting", _("being prepared")
    READY = "ready", _("can be opened")
    REFUSED = "refused", _("cannot be used")


class SealedFile(models.Model):
    """While it waits, ``path`` holds the file as it was sent; after that, what was made of it.

    ``wrapped_key`` is bound to the row and its state, so that an original never passes for what was made.
    ``tries`` counts the workers that took it up, each under a lease (`services.claims`).
    """

    # What the key is for, the name that the row's id has in its context, and the folder of the store.
    USE: ClassVar[str]
    ROW: ClassVar[str]
    FOLDER: ClassVar[str]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(
        _("state"), max_length=10, choices=FileState.choices, default=FileState.WAITING
    )
    wrapped_key = models.BinaryField(editable=False)
    path = models.CharField(max_length=120, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("sent"), default=timezone.now)

    class Meta:
        abstract = True

    @property
    def is_ready(self) -> bool:
        """What lies there was made here."""
        return self.state == FileState.READY

    def context(self, state: FileState) -> dict[str, str]:
        """What the key of this row is bound to while it is in ``state``."""
        return {"use": self.USE, self.ROW: str(self.pk), "state": state.value}
