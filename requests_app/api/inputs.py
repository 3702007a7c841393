"""What callers send about a request. Whether it is possible, the services decide."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.core.normalisation import CODE_TEXT_AT_MOST
from accounts.kit.api.fields import MomentField
from accounts.kit.api.views import caller
from accounts.kit.forms.fields import content_of
from consents.models import Venue
from requests_app import choices
from requests_app.api.evidence import EvidenceField
from requests_app.law.plausibility.moments import of_a_visit
from requests_app.law.rights import Right
from requests_app.models import Guardianship, IdentityMeans, Seen
from requests_app.models.request import SEEN_BY_VENUE
from requests_app.services.attachments import AT_MOST, File


class RequestIn(serializers.Serializer[None]):
    """A claim on one venue: one right or a bundle, for oneself or for one's child."""

    venue = serializers.SlugRelatedField[Venue](slug_field="slug", queryset=Venue.objects.all())
    rights = serializers.ListField(
        child=serializers.ChoiceField(choices=choices.rights()), max_length=len(Right)
    )
    claimant_name = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="As the venue knows it"
    )
    claim_details = serializers.CharField(
        max_length=500, allow_blank=True, default="", help_text="What helps the venue to find it"
    )
    court_order = serializers.CharField(
        max_length=200,
        allow_blank=True,
        default="",
        help_text="Court and number of the case, if a court has ordered it",
    )
    visited_from = MomentField(required=False, allow_null=True, default=None)
    visited_to = MomentField(required=False, allow_null=True, default=None)
    holding = serializers.UUIDField(required=False, allow_null=True, default=None)
    child = serializers.UUIDField(required=False, allow_null=True, default=None)
    draft = serializers.BooleanField(
        default=False, help_text="Keep it without filing: no clock runs and nobody is told"
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        _check_visit(attrs["visited_from"], attrs["visited_to"])
        person = caller(self.context["request"])
        holding = person.holdings.filter(pk=attrs["holding"], venue=attrs["venue"]).first()
        if attrs["holding"] and holding is None:
            raise serializers.ValidationError(
                {"holding": [_("Choose an entry of your register for this venue.")]}
            )
        child = person.dependants.filter(pk=attrs["child"]).first()
        if attrs["child"] and child is None:
            raise serializers.ValidationError(
                {"child": [_("Please choose one of your own children.")]}
            )
        return {**attrs, "holding": holding, "child": child or (holding and holding.dependant)}


def _check_visit(start: Any, end: Any) -> None:
    found = list(of_a_visit(start, end, timezone.now()))
    if found:
        language = get_language()
        raise serializers.ValidationError(
            {str(one.place[0]): [one.text.in_language(language)] for one in found}
        )


class MessageIn(serializers.Serializer[None]):
    body = serializers.CharField(max_length=4000)


class MessageWithFilesIn(MessageIn):
    """As multipart/form-data with files: PDF of 12 pages, pictures or text, 8 MB each.

    They are made anew under neutral names: pages and pictures as pixels with faces blurred.
    """

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True), max_length=AT_MOST, required=False
    )

    def validate_files(self, files: list[UploadedFile[Any]]) -> list[File]:
        return [File(str(file.name), content_of(file)) for file in files]


class ReasonIn(serializers.Serializer[None]):
    """Why, in a sentence: the other side reads it."""

    reason = serializers.CharField(max_length=4000)


class CodeIn(serializers.Serializer[None]):
    code = serializers.CharField(max_length=CODE_TEXT_AT_MOST)


class ExtensionIn(serializers.Serializer[None]):
    """By an amount in the unit of the law, or until a date, as the law of the place asks."""

    reason = serializers.CharField(max_length=4000)
    amount = serializers.IntegerField(min_value=1, max_value=366, required=False)
    until = serializers.DateField(required=False)


class ConfirmationIn(serializers.Serializer[None]):
    """What one person at the venue saw: kinds alone; no number and no copy of a document is kept."""

    means = serializers.ChoiceField(
        choices=[(m.value, m.label) for m in IdentityMeans if m in SEEN_BY_VENUE]
    )
    seen = serializers.ChoiceField(choices=Seen.choices, help_text="The kind of document")
    guardianship = serializers.ChoiceField(
        choices=Guardianship.choices,
        required=False,
        allow_null=True,
        default=None,
        help_text="For a child, and only then: how it was shown that the person may act for it",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        shown = attrs["guardianship"]
        return {
            "means": IdentityMeans(attrs["means"]),
            "seen": Seen(attrs["seen"]),
            "guardianship": Guardianship(shown) if shown else None,
        }


class VerdictIn(serializers.Serializer[None]):
    """The decision on one right. A refusal, whole or in part, names its ground and says why."""

    right = serializers.ChoiceField(choices=choices.rights())
    decision = serializers.ChoiceField(choices=choices.decisions())
    refusal_code = serializers.CharField(max_length=24, allow_blank=True, default="")
    reason = serializers.CharField(max_length=2000, allow_blank=True, default="")


class AnswerIn(serializers.Serializer[None]):
    """One decision for each right that is open; the evidence follows docs/api.md."""

    verdicts = serializers.ListField(child=VerdictIn(), max_length=len(Right))
    text = serializers.CharField(max_length=6000, allow_blank=True, default="")
    evidence = EvidenceField(default=dict)


class ReceiptIn(serializers.Serializer[None]):
    receipt = serializers.CharField(max_length=8000, help_text="The whole text, dots included")
