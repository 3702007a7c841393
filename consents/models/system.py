"""The face systems of a venue: what a resident wants to know before walking in."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from consents.models.venue import Venue


class LawfulBasis(models.TextChoices):
    """What the venue claims (PIPL art. 13; GDPR arts 6 and 9)."""

    UNKNOWN = "unknown", _("not said")
    CONSENT = "consent", _("consent")
    CONTRACT = "contract", _("contract")
    LEGAL_DUTY = "legal_duty", _("duty by law or regulation")
    PUBLIC_INTEREST = "public_interest", _("public interest or health")
    PUBLIC_SECURITY = "public_security", _("public security")
    LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest")


class Custodian(models.TextChoices):
    """Who keeps the data (Order 19 art. 8 wants it on the device)."""

    UNKNOWN = "unknown", _("not said")
    DEVICE = "device", _("the device itself")
    LOCAL_NETWORK = "local_network", _("the venue's own network")
    CLOUD = "cloud", _("a vendor's cloud")
    GOVERNMENT = "government", _("a government office")
    POLICE = "police", _("the police")
    THIRD_PARTY = "third_party", _("a third party")


class FaceSystem(models.Model):
    """One system at one venue. Free text is the venue's or the reporter's own words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="systems")
    purpose = models.CharField(_("what it is for"), max_length=200)
    purpose_en = models.CharField(_("what it is for, in English"), max_length=200, blank=True)
    vendor = models.CharField(_("vendor"), max_length=120, blank=True)
    lawful_basis = models.CharField(
        _("basis claimed"),
        max_length=20,
        choices=LawfulBasis.choices,
        default=LawfulBasis.UNKNOWN,
    )
    notice_shown = models.BooleanField(_("a notice is shown"), null=True)
    compulsory = models.BooleanField(_("no other way is offered"), null=True)
    custodian = models.CharField(
        _("who keeps the data"),
        max_length=16,
        choices=Custodian.choices,
        default=Custodian.UNKNOWN,
    )
    networked = models.BooleanField(_("sends data over a network"), null=True)
    recipients = models.CharField(_("passes data on to"), max_length=200, blank=True)
    retention_days = models.PositiveIntegerField(_("kept for (days)"), null=True, blank=True)
    minors = models.BooleanField(_("captures children"), default=False)
    automated_decision = models.BooleanField(_("decides by itself about people"), default=False)
    alternative = models.CharField(_("another way that is offered"), max_length=200, blank=True)
    alternative_en = models.CharField(_("another way, in English"), max_length=200, blank=True)
    in_use = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("face system")
        verbose_name_plural = _("face systems")

    def __str__(self) -> str:
        return f"{self.venue}: {self.purpose}"
