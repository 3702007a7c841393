"""What somebody at the venue says that they saw: a person, or a document. It opens nothing by itself."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from requests_app.models.request import IdentityMeans, RightsRequest


class Seen(models.TextChoices):
    """What was looked at. Its kind alone: no number and no copy is kept."""

    IDENTITY_CARD = "identity_card", _("identity card")
    PASSPORT = "passport", _("passport")
    RESIDENCE_PERMIT = "residence_permit", _("residence permit")
    DRIVING_LICENCE = "driving_licence", _("driving licence")
    VENUE_CARD = "venue_card", _("the venue's own card with a photograph")
    KNOWN_BY_SIGHT = "known_by_sight", _("the person is known here by sight")


class Guardianship(models.TextChoices):
    """How it was shown that somebody may act for the child."""

    HOUSEHOLD_REGISTER = "household_register", _("household register")
    BIRTH_CERTIFICATE = "birth_certificate", _("birth certificate")
    COURT_DECISION = "court_decision", _("decision of a court or an authority")
    VENUE_FILE = "venue_file", _("named as guardian on the venue's own file")


class AttestationState(models.TextChoices):
    WAITING = "waiting", _("waiting for a second person, or for its time")
    IN_FORCE = "in_force", _("in force")
    OBJECTED = "objected", _("the resident objected")
    SUPERSEDED = "superseded", _("overtaken by another step")


class IdentityAttestation(models.Model):
    """Seen by one person; in force once a second one has seen it, too, or at ``opens_at``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, models.CASCADE, related_name="attestations")
    means = models.CharField(_("how"), max_length=14, choices=IdentityMeans.choices)
    seen = models.CharField(_("what was seen"), max_length=20, choices=Seen.choices)
    guardianship = models.CharField(
        _("guardianship shown by"), max_length=20, choices=Guardianship.choices, blank=True
    )
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=AttestationState.choices,
        default=AttestationState.WAITING,
    )
    seen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    seen_at = models.DateTimeField(_("seen at"), default=timezone.now)
    by_program = models.BooleanField(_("sent by a program"), default=False)
    opens_at = models.DateTimeField(_("in force by itself from"))
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(_("decided"), null=True)

    class Meta:
        verbose_name = _("confirmation of an identity")
        verbose_name_plural = _("confirmations of identities")
        ordering = ("-seen_at",)
        indexes = (
            models.Index(
                fields=("opens_at",),
                condition=models.Q(state="waiting"),
                name="attestation_due",
            ),
            models.Index(fields=("seen_by", "seen_at"), name="attestation_by_person"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("request",),
                condition=models.Q(state="waiting"),
                name="one_attestation_waits_per_request",
            ),
            models.CheckConstraint(
                condition=models.Q(confirmed_by__isnull=True)
                | models.Q(seen_by__isnull=True)
                | ~models.Q(confirmed_by=models.F("seen_by")),
                name="attested_by_two_different_people",
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.seen_at:%Y-%m-%d %H:%M}"
