"""One attempt of a resident to prove which disclosed records are theirs."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from accounts.models import User
from biometrics.models.disclosure import Disclosure
from biometrics.models.liveness import LivenessChallenge
from biometrics.types import Capture, Outcome

OUTCOME_LABELS = total(
    Outcome,
    {
        Outcome.VERIFIED: _("verified"),
        Outcome.INCONCLUSIVE: _("inconclusive"),
        Outcome.NOT_MATCHED: _("not matched"),
    },
    name="biometrics.models.verification.OUTCOME_LABELS",
)
CAPTURE_LABELS = total(
    Capture,
    {
        Capture.LIVE: _("live, with movements that were asked for"),
        Capture.ATTENDED: _("photographs taken before a witness"),
        Capture.PHOTOGRAPHS: _("photographs that were sent"),
        Capture.ON_DEVICE: _("computed on the person's own device"),
    },
    name="biometrics.models.verification.CAPTURE_LABELS",
)
OUTCOMES = tuple((outcome.value, label) for outcome, label in OUTCOME_LABELS.items())
CAPTURES = tuple((capture.value, label) for capture, label in CAPTURE_LABELS.items())


class VerificationState(models.TextChoices):
    QUEUED = "queued", _("waiting its turn")
    COMPARING = "comparing", _("being compared")
    DECIDED = "decided", _("decided")
    UNUSABLE = "unusable", _("the photograph cannot be used")
    STOPPED = "stopped", _("stopped")


class Verification(models.Model):
    """One attempt: which policy, which outcome. No score, no distance, no rank is kept anywhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request_id = models.UUIDField(db_index=True, editable=False)
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="verifications")
    subject = models.ForeignKey(User, models.SET_NULL, null=True, related_name="verifications")
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=VerificationState.choices,
        default=VerificationState.QUEUED,
    )
    capture = models.CharField(
        _("captured"), max_length=12, choices=CAPTURES, default=Capture.PHOTOGRAPHS
    )
    challenge = models.OneToOneField(
        LivenessChallenge, models.SET_NULL, null=True, blank=True, related_name="verification"
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=OUTCOMES, blank=True)
    problem = models.CharField(_("problem"), max_length=24, blank=True)
    policy_id = models.CharField(_("policy"), max_length=60, blank=True)
    policy_version = models.CharField(_("version of the policy"), max_length=20, blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    lease_until = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("subject", "-created_at"), name="verification_by_subject"),
            models.Index(fields=("state", "created_at"), name="verification_by_state"),
            models.Index(fields=("created_at",), name="verification_by_time"),
        )
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(state="decided") & ~models.Q(outcome=""))
                | (~models.Q(state="decided") & models.Q(outcome="")),
                name="only_decided_has_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(challenge__isnull=True) | models.Q(capture="live"),
                name="only_live_has_challenge",
            ),
            models.UniqueConstraint(
                fields=("disclosure",),
                condition=models.Q(state__in=("queued", "comparing")),
                name="one_attempt_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} {self.get_state_display()}"


class ProbeFrame(models.Model):
    """Where one sealed selfie lies until it has been compared; the row goes with the picture.

    ``picture_key`` is the wrapped key of the whole attempt, the same in each of its rows.
    """

    id = models.BigAutoField(primary_key=True)
    verification = models.ForeignKey(Verification, models.CASCADE, related_name="frames")
    number = models.PositiveSmallIntegerField()
    picture_key = models.BinaryField(editable=False)
    path = models.CharField(max_length=120)

    class Meta:
        verbose_name = _("sealed selfie")
        verbose_name_plural = _("sealed selfies")
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("verification", "number"), name="frames_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.verification_id}/{self.number}"
