"""Verifications and disclosures as the API shows them: never a score, a vector or a photograph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.core.totality import total
from accounts.kit.api.fields import MomentField
from biometrics.liveness.gestures import Gesture
from biometrics.models import (
    Basis,
    DisclosedItem,
    Disclosure,
    LivenessChallenge,
    Verification,
    VerificationState,
)
from biometrics.models.verification import OUTCOMES as POSSIBLE
from biometrics.problems import record_sentence, stopped_sentence, unusable_sentence
from biometrics.services import queue
from biometrics.services.liveness import PERFORM_WITHIN
from biometrics.services.verifications import BURST_AT_MOST
from biometrics.types import Outcome

WAITING = _("Your pictures are waiting to be compared, or are being compared.")
STOPPED = _("The comparison was stopped before there was an outcome. Your pictures are destroyed.")
OUTCOMES = total(
    Outcome,
    {
        Outcome.VERIFIED: _(
            "Verified. The venue was told which of its own records are yours, and nothing else."
        ),
        Outcome.INCONCLUSIVE: _(
            "Inconclusive: it counts neither for you nor against you. Try again in better light, "
            "or choose a way without your face."
        ),
        Outcome.NOT_MATCHED: _(
            "None of these records seems to be yours. Try again in better light, prove it in another "
            "way, or dispute the outcome."
        ),
    },
    name="biometrics.api.serializers.OUTCOMES",
)


class ChallengeIn(serializers.Serializer[None]):
    request = serializers.CharField(max_length=12, help_text="The reference of the request")


class ChallengeOut(serializers.ModelSerializer[LivenessChallenge]):
    """What to do before the camera, in this order; left and right are the person's own."""

    gestures = serializers.ListField(
        child=serializers.ChoiceField([gesture.value for gesture in Gesture]), source="sequence"
    )
    seconds = serializers.SerializerMethodField(help_text="For the movements; sending may be later")
    frames_at_most = serializers.SerializerMethodField()

    class Meta:
        model = LivenessChallenge
        fields = ("id", "gestures", "seconds", "frames_at_most", "expires_at")
        read_only_fields = fields

    def get_seconds(self, challenge: LivenessChallenge) -> int:
        return int(PERFORM_WITHIN.total_seconds())

    def get_frames_at_most(self, challenge: LivenessChallenge) -> int:
        return BURST_AT_MOST


class FramesIn(serializers.Serializer[None]):
    """Pictures of one person for one request: a live burst with the challenge that it answers."""

    request = serializers.CharField(max_length=12, help_text="The reference of the request")
    challenge = serializers.UUIDField(
        required=False, default=None, help_text="The challenge that the burst answers"
    )
    frames = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), max_length=BURST_AT_MOST
    )


class VerificationOut(serializers.ModelSerializer[Verification]):
    """One attempt. ``sentence`` says in the caller's language what its state means."""

    sentence = serializers.SerializerMethodField()
    ahead = serializers.SerializerMethodField(
        allow_null=True, help_text="Comparisons before this one, 100 at most; null once it ended"
    )
    attempts_left = serializers.SerializerMethodField(help_text="Within 24 hours")
    outcome = serializers.ChoiceField(choices=POSSIBLE, allow_null=True, read_only=True)
    problem = serializers.CharField(read_only=True)

    class Meta:
        model = Verification
        fields = (
            "id",
            "state",
            "capture",
            "outcome",
            "problem",
            "sentence",
            "ahead",
            "attempts_left",
            "created_at",
            "ended_at",
        )
        read_only_fields = fields

    def get_sentence(self, verification: Verification) -> str:
        return sentence_of(verification)

    def get_ahead(self, verification: Verification) -> int | None:
        return queue.ahead_of(verification) if verification.state in queue.WAITING else None

    def get_attempts_left(self, verification: Verification) -> int:
        left: dict[Any, int] = self.context["attempts_left"]
        return left[verification.request_id]

    def to_representation(self, instance: Verification) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        return {**shown, "outcome": instance.outcome or None}


def _of_waiting(verification: Verification) -> str:
    return f"{WAITING} {queue.place_sentence(verification)}"


SENTENCES: Mapping[VerificationState, Callable[[Verification], str]] = total(
    VerificationState,
    {
        VerificationState.QUEUED: _of_waiting,
        VerificationState.COMPARING: _of_waiting,
        VerificationState.DECIDED: lambda attempt: str(OUTCOMES[Outcome(attempt.outcome)]),
        VerificationState.UNUSABLE: lambda attempt: unusable_sentence(attempt.problem),
        VerificationState.STOPPED: lambda attempt: (
            f"{STOPPED} {stopped_sentence(attempt.problem)}".rstrip()
        ),
    },
    name="biometrics.api.serializers.SENTENCES",
)


def sentence_of(verification: Verification) -> str:
    """What the state of an attempt means for the resident."""
    return SENTENCES[VerificationState(verification.state)](verification)


class DisclosureIn(serializers.Serializer[None]):
    """How the venue chose what it discloses; strangers' faces need the window of the visit."""

    basis = serializers.ChoiceField(choices=Basis.choices)
    window_from = MomentField(required=False, allow_null=True, default=None)
    window_to = MomentField(required=False, allow_null=True, default=None)
    engine = serializers.CharField(
        max_length=80, required=False, help_text="For vectors; see /api/v1/engines"
    )


class DisclosureOut(serializers.ModelSerializer[Disclosure]):
    """What was disclosed for one request, in numbers."""

    class Meta:
        model = Disclosure
        fields = (
            "id",
            "basis",
            "window_from",
            "window_to",
            "engine",
            "state",
            "count",
            "refused",
            "created_at",
            "expires_at",
            "destroyed_at",
            "destroyed_because",
            "destroyed_files",
            "purge_checked_at",
        )
        read_only_fields = fields


class PhotographsIn(serializers.Serializer[None]):
    """Photographs under the venue's own record references; without those, the file names."""

    photographs = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), max_length=200
    )
    references = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=200
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        files = attrs["photographs"]
        references = attrs.get("references") or [file.name for file in files]
        if len(references) != len(files):
            raise serializers.ValidationError(
                {"references": [_("Give one reference for each photograph, or none at all.")]}
            )
        return {"rows": list(zip(references, files, strict=True))}


class NumbersField(serializers.ListField):
    """A list of numbers, checked as a whole: one by one a million take half a minute."""

    child = serializers.FloatField()

    def run_child_validation(self, data: list[Any]) -> list[float]:
        try:
            return [float(value) for value in data]
        except (TypeError, ValueError, OverflowError):
            raise serializers.ValidationError(_("A vector is a list of numbers.")) from None


class VectorIn(serializers.Serializer[None]):
    reference = serializers.CharField(max_length=200)
    values = NumbersField(max_length=4096)


class VectorsIn(serializers.Serializer[None]):
    """Templates of an installed engine, under the venue's own record references."""

    engine = serializers.CharField(max_length=80)
    vectors = serializers.ListField(child=VectorIn(), max_length=2000)


class ItemOut(serializers.ModelSerializer[DisclosedItem]):
    """One record just sent; ``problem`` and ``sentence`` say what is wrong with a refused one."""

    reference = serializers.SerializerMethodField(help_text="As the venue sent it")
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = DisclosedItem
        fields = ("number", "reference", "state", "problem", "sentence")
        read_only_fields = fields

    def get_reference(self, item: DisclosedItem) -> str:
        names: dict[int, str] = self.context["names"]
        return names[item.number]

    def get_sentence(self, item: DisclosedItem) -> str:
        return str(record_sentence(item.problem)) if item.problem else ""


class EngineOut(serializers.Serializer[Any]):
    """A face engine of this installation, whose vectors it compares."""

    id = serializers.CharField()
    dimension = serializers.IntegerField()
    metric = serializers.CharField()
