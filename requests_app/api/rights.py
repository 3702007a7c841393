"""What may be asked for at a place, and by when it must be answered, before anything is filed."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView
from consents.models import Venue
from requests_app.words.rights import RightTerms, terms_at
from requests_app.words.why import right_name


class RightThereOut(serializers.Serializer[Any]):
    """One right at one place, in the caller's language."""

    right = serializers.CharField(help_text="As `requests` takes it")
    name = serializers.SerializerMethodField()
    due_on = serializers.DateField(
        allow_null=True, help_text="If filed today; null where the law sets no limit"
    )
    sentence = serializers.CharField(help_text="What the law of the place says about the time")

    def get_name(self, terms: RightTerms) -> str:
        return right_name(terms.right)


class VenueRights(ApiView):
    """The rights that the law of a place knows, with the day by which each would be due."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=RightThereOut(many=True))
    def get(self, request: Request, slug: str) -> Response:
        venue = get_object_or_404(Venue, slug=slug)
        return Response(RightThereOut(terms_at(venue), many=True).data)
