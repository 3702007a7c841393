"""The photograph of a sign at a venue: sealed, bystanders blurred, gone once a moderator has decided."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from biometrics.models.sealed_file import FileState, SealedFile
from consents.models import VenueReport


class SightingPhoto(SealedFile):
    """Ready once the faces on it are blurred."""

    USE, ROW, FOLDER = "sighting", "photo", "sightings"

    report = models.OneToOneField(
        VenueReport, models.CASCADE, related_name="photo", verbose_name=_("sighting")
    )

    class Meta:
        verbose_name = _("photograph of a sign")
        verbose_name_plural = _("photographs of signs")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"

    def context(self, state: FileState) -> dict[str, str]:
        # The keys of 0.1 are bound to this word for “ready”; another one would open none of them.
        word = "blurred" if state is FileState.READY else state.value
        return super().context(state) | {"state": word}
