"""Notices in versions, and consents given and withdrawn under them."""

from __future__ import annotations

import hashlib
import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import chosen
from accounts.models import User
from accounts.models.audit import AppendOnlyModel, AppendOnlyQuerySet


class Purpose(models.TextChoices):
    """What the platform asks consent for; each is separate (PIPL arts 14 and 29)."""

    FACE_COMPARISON = "face_comparison", _("compare my selfie with what one venue disclosed")
    RESEARCH_EXPORT = "research_export", _("count my requests in what NGOs may take")


# Without which nothing of a face may be held; and without which no row may be taken by NGOs.
FOR_FACES = chosen(
    Purpose,
    {Purpose.FACE_COMPARISON},
    but_not={Purpose.RESEARCH_EXPORT},
    name="consents.models.consent.FOR_FACES",
)
FOR_EXPORTS = chosen(
    Purpose,
    {Purpose.RESEARCH_EXPORT},
    but_not={Purpose.FACE_COMPARISON},
    name="consents.models.consent.FOR_EXPORTS",
)


class ConsentAction(models.TextChoices):
    GIVEN = "given", _("given")
    WITHDRAWN = "withdrawn", _("withdrawn")


# After any other act there is no consent, and what rested on it is stopped.
HOLDS = chosen(
    ConsentAction,
    {ConsentAction.GIVEN},
    but_not={ConsentAction.WITHDRAWN},
    name="consents.models.consent.HOLDS",
)


class Notice(AppendOnlyModel):
    """The words under which consent was asked. A change of words is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    version = models.PositiveIntegerField(_("version"))
    text_zh_hans = models.TextField(_("text in Chinese"))
    text_en = models.TextField(_("text in English"))
    digest = models.CharField(_("SHA-256 of both texts"), max_length=64, editable=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = (
            models.UniqueConstraint(fields=("purpose", "version"), name="one_notice_per_version"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} v{self.version}"

    def text(self, language: str) -> str:
        """The notice in ``language``; Chinese unless English is asked for."""
        return self.text_en if language.startswith("en") else self.text_zh_hans

    @staticmethod
    def digest_of(text_zh_hans: str, text_en: str) -> str:
        return hashlib.sha256(f"{text_zh_hans}\n---\n{text_en}".encode()).hexdigest()


class Consent(AppendOnlyModel):
    """One act of giving or withdrawing. The newest row of a purpose says what holds now."""

    id = models.BigAutoField(primary_key=True)
    resident = models.ForeignKey(User, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    action = models.CharField(_("act"), max_length=10, choices=ConsentAction.choices)
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="consents")
    language = models.CharField(_("language it was read in"), max_length=10)
    channel = models.CharField(_("by way of"), max_length=10, default="web")
    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-id",)
        indexes = (models.Index(fields=("resident", "purpose", "-id"), name="consent_newest"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.action}"
