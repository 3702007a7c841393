"""Requests as the API shows them: to the resident and to the venue the same, but for a few fields."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from consents.models import Venue
from requests_app import states
from requests_app.api.evidence import EvidenceField
from requests_app.models import (
    Answer,
    Attachment,
    ClockEntry,
    Event,
    IdentityMeans,
    Letter,
    Message,
    Receipt,
    RequestedRight,
    RightDecision,
    RightsRequest,
)

REQUEST_OUTCOMES = list(states.OUTCOME_LABELS.items())


class VenueRefOut(serializers.ModelSerializer[Venue]):
    class Meta:
        model = Venue
        fields = ("slug", "name", "jurisdiction")
        read_only_fields = fields


class RightOut(serializers.ModelSerializer[RequestedRight]):
    """One right of the bundle, in the order in which the venue must act."""

    name = serializers.CharField(source="get_right_display", read_only=True)

    class Meta:
        model = RequestedRight
        fields = ("right", "name", "outcome", "due_on")
        read_only_fields = fields


class RequestRowOut(serializers.ModelSerializer[RightsRequest]):
    """One request in a list: where it stands on each of the four axes, and when it is due."""

    venue = VenueRefOut(read_only=True)
    child = serializers.UUIDField(source="dependant_id", allow_null=True, read_only=True)
    rights = RightOut(many=True, read_only=True)
    workflow_label = serializers.CharField(source="get_workflow_display", read_only=True)
    outcome_label = serializers.CharField(source="get_outcome_display", read_only=True)
    clock_label = serializers.CharField(source="get_clock_display", read_only=True)
    identity_label = serializers.CharField(source="get_identity_display", read_only=True)
    overdue = serializers.BooleanField(source="is_overdue", read_only=True)

    class Meta:
        model = RightsRequest
        fields: tuple[str, ...] = (
            "reference",
            "venue",
            "child",
            "rights",
            "workflow",
            "workflow_label",
            "outcome",
            "outcome_label",
            "clock",
            "clock_label",
            "identity",
            "identity_label",
            "due_on",
            "overdue",
            "created_at",
            "filed_at",
            "answered_at",
            "closed_at",
        )
        read_only_fields = fields


class EventOut(serializers.ModelSerializer[Event]):
    """One event of the chain. ``data`` holds codes, dates and ids."""

    name = serializers.CharField(source="get_kind_display", read_only=True)
    by = serializers.CharField(source="actor_kind", read_only=True)

    class Meta:
        model = Event
        fields = ("number", "kind", "name", "at", "by", "data", "previous", "digest")
        read_only_fields = fields


class ClockEntryOut(serializers.ModelSerializer[ClockEntry]):
    """One entry of the ledger: what happened, under which rule, and the date that stood then."""

    right = serializers.CharField(source="right.right", read_only=True)
    name = serializers.CharField(source="get_kind_display", read_only=True)

    class Meta:
        model = ClockEntry
        fields = (
            "right",
            "kind",
            "name",
            "on",
            "due_on",
            "days_left",
            "amount",
            "until",
            "pause_reason",
            "provisional",
            "binding",
            "rule",
        )
        read_only_fields = fields


class AttachmentOut(serializers.ModelSerializer[Attachment]):
    """A file of a message; ``digest`` is SHA-256 of it as it was sent."""

    class Meta:
        model = Attachment
        fields = ("id", "name", "media_type", "digest", "state")
        read_only_fields = fields


class MessageOut(serializers.ModelSerializer[Message]):
    by = serializers.CharField(source="author_kind", read_only=True)
    attachments = AttachmentOut(many=True, read_only=True)

    class Meta:
        model = Message
        fields = ("id", "by", "body", "created_at", "attachments")
        read_only_fields = fields


class VerdictOut(serializers.ModelSerializer[RightDecision]):
    right = serializers.CharField(source="right.right", read_only=True)

    class Meta:
        model = RightDecision
        fields = ("right", "decision", "refusal_code", "reason")
        read_only_fields = fields


class AnswerOut(serializers.ModelSerializer[Answer]):
    verdicts = VerdictOut(source="decisions", many=True, read_only=True)
    evidence = EvidenceField(read_only=True)

    class Meta:
        model = Answer
        fields = ("id", "verdicts", "text", "evidence", "answered_at")
        read_only_fields = fields


class ReceiptOut(serializers.ModelSerializer[Receipt]):
    """A signed receipt; ``jws`` can be checked offline against the published keys."""

    number = serializers.IntegerField(source="event.number", read_only=True)
    event = serializers.CharField(source="event.kind", read_only=True)

    class Meta:
        model = Receipt
        fields = ("id", "number", "event", "key_id", "jws", "issued_at")
        read_only_fields = fields


class LetterOut(serializers.ModelSerializer[Letter]):
    """A letter; ``delivered_at`` where it was handed over to the venue in the case."""

    class Meta:
        model = Letter
        fields = (
            "id",
            "stage",
            "authority",
            "text_zh_hans",
            "text_en",
            "written_at",
            "delivered_at",
        )
        read_only_fields = fields


class RequestOut(RequestRowOut):
    """Everything about one request."""

    ledger = ClockEntryOut(source="clock_entries", many=True, read_only=True)
    events = EventOut(many=True, read_only=True)
    messages = MessageOut(many=True, read_only=True)
    answers = AnswerOut(many=True, read_only=True)
    receipts = ReceiptOut(many=True, read_only=True)
    admonitions = LetterOut(many=True, read_only=True, help_text="Handed over to the venue")
    available_events = serializers.SerializerMethodField(
        help_text="What the caller may do next, in their role"
    )
    matched_references = serializers.SerializerMethodField(
        help_text="The venue's own records that are the resident's; shown to the venue"
    )

    identity_means = serializers.ChoiceField(
        choices=IdentityMeans.choices, allow_null=True, read_only=True
    )

    class Meta(RequestRowOut.Meta):
        fields = (
            *RequestRowOut.Meta.fields,
            "claimant_name",
            "claim_details",
            "court_order",
            "visited_from",
            "visited_to",
            "language",
            "identity_means",
            "available_events",
            "matched_references",
            "ledger",
            "events",
            "messages",
            "answers",
            "receipts",
            "admonitions",
        )
        read_only_fields = fields

    def to_representation(self, instance: RightsRequest) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        return {**shown, "identity_means": instance.identity_means or None}

    def get_available_events(self, case: RightsRequest) -> list[str]:
        events: list[str] = self.context["available_events"]
        return events

    def get_matched_references(self, case: RightsRequest) -> list[str]:
        shown: Any = case.matched_references if self.context["to_venue"] else []
        return list(shown)


class CheckedOut(serializers.Serializer[Any]):
    """What a check of a receipt found; ``payload`` is null unless it is genuine."""

    verdict = serializers.ChoiceField(choices=["genuine", "unreadable", "unknown_key", "forged"])
    payload = serializers.DictField(allow_null=True)


class CodeOut(serializers.Serializer[Any]):
    """Shown this once: the venue sends it to the contact on its own file."""

    code = serializers.CharField()
