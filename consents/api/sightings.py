"""What residents saw at a place: sightings, with a photograph of the sign."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.parsers import MultiPartParser
from accounts.kit.api.views import ApiView, caller, created
from accounts.kit.forms.fields import LOOKED, content_of
from consents.models import Venue, VenueReport
from consents.models.venue import STANDING
from consents.services import PhotoRefused, report_sighting
from consents.services.sightings import looked_at


class SightingIn(serializers.Serializer[None]):
    """Words, a photograph of the sign, or both."""

    text = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    photo = serializers.FileField(required=False, allow_empty_file=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs["text"].strip() or "photo" in attrs):
            raise serializers.ValidationError(
                {"text": [_("Write what you saw, or add a photograph of the sign.")]}
            )
        return attrs

    def validate_photo(self, file: UploadedFile[Any]) -> bytes:
        data = content_of(file)
        if data is None:
            raise serializers.ValidationError(
                _("The file is larger than 8 MB. Choose a smaller photograph.")
            )
        return data


class SightingOut(serializers.ModelSerializer[VenueReport]):
    class Meta:
        model = VenueReport
        fields = ("id", "text", "state", "created_at")
        read_only_fields = fields


class SightingList(ApiView):
    """What somebody saw at a place that is listed, for a moderator to check."""

    parser_classes = (MultiPartParser,)

    def prepare(self, request: Request) -> None:
        """The photograph is looked at before an Idempotency-Key opens a transaction."""
        file = request.FILES.get("photo")
        data = content_of(file) if file else None
        if data is None:
            return
        file.seek(0)
        try:
            setattr(file, LOOKED, looked_at(data))
        except PhotoRefused as refused:
            raise serializers.ValidationError({"photo": [str(refused)]}) from refused

    @extend_schema(request=SightingIn, responses={201: SightingOut})
    def post(self, request: Request, slug: str) -> Response:
        """Faces of bystanders in the photograph are blurred before anybody sees it."""
        venue = get_object_or_404(Venue.objects.filter(status__in=STANDING), slug=slug)
        data = self.read(SightingIn)
        try:
            report = report_sighting(
                venue=venue, text=data["text"], photo=data.get("photo"), by=caller(request)
            )
        except PhotoRefused as refused:
            raise serializers.ValidationError({"photo": [str(refused)]}) from refused
        return created(SightingOut(report).data, location=f"{request.path}/{report.pk}")
