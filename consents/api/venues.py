"""The directory."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.core import normalisation
from accounts.kit.api.permissions import ReadableByAll
from accounts.kit.api.views import ApiView, DetailView, ListView, caller, created
from consents import jurisdictions, kind_names, selectors
from consents.models import FaceSystem, ImpactStatement, Venue
from consents.models.venue import ASKED, SHOWN, VenueFacts
from consents.services import report_venue


class SystemOut(serializers.ModelSerializer[FaceSystem]):
    class Meta:
        model = FaceSystem
        fields = (
            "id",
            "purpose",
            "purpose_en",
            "vendor",
            "lawful_basis",
            "notice_shown",
            "compulsory",
            "custodian",
            "networked",
            "recipients",
            "retention_days",
            "minors",
            "automated_decision",
            "alternative",
            "alternative_en",
            "in_use",
        )
        read_only_fields = fields


class ImpactOut(serializers.ModelSerializer[ImpactStatement]):
    """An impact assessment, in the venue's own words."""

    class Meta:
        model = ImpactStatement
        fields = ("title", "made_on", "filed_with", "filed_on", "filing_number", "summary", "url")
        read_only_fields = fields


class VenueOut(serializers.ModelSerializer[Venue]):
    """A place. ``slug`` is how every other call names it."""

    operator = serializers.CharField(
        source="operator.name", allow_null=True, default=None, read_only=True
    )
    merged_into = serializers.SlugRelatedField[Venue](
        slug_field="slug", read_only=True, allow_null=True
    )
    systems = SystemOut(many=True, read_only=True)
    impact_statements = ImpactOut(many=True, read_only=True)

    class Meta:
        model = Venue
        fields = (*SHOWN, "operator", "systems", "impact_statements")
        read_only_fields = fields


class VenueIn(serializers.ModelSerializer[Venue]):
    """A place that is not in the directory, as somebody at the gate can know it."""

    name = serializers.CharField(max_length=160, validators=[normalisation.visible])
    kind = serializers.ChoiceField(choices=kind_names.choices())
    jurisdiction = serializers.CharField(
        max_length=12, help_text="A code from /api/v1/jurisdictions"
    )
    city = serializers.CharField(max_length=80, validators=[normalisation.visible])
    district = serializers.CharField(max_length=80, allow_blank=True, default="")
    address = serializers.CharField(max_length=240, allow_blank=True, default="")
    purpose = serializers.CharField(max_length=200, help_text="What the face is used for there")
    text = serializers.CharField(
        max_length=2000, allow_blank=True, default="", help_text="What you saw"
    )

    class Meta:
        model = Venue
        fields = (*ASKED, "purpose", "text")

    def validate_jurisdiction(self, code: str) -> jurisdictions.Place:
        for place in jurisdictions.places(get_language() or "en"):
            if place.code == code:
                return place
        raise serializers.ValidationError(
            _("Choose one of the codes that /api/v1/jurisdictions lists.")
        )


class VenueFilter(django_filters.FilterSet):
    """Words, kind, city, jurisdiction."""

    q = django_filters.CharFilter(method="search", label="words in name, city, district, address")

    class Meta:
        model = Venue
        fields = ("kind", "city", "jurisdiction", "status")

    def search(self, found: QuerySet[Venue], name: str, words: str) -> QuerySet[Venue]:
        return selectors.search(found, words)


class VenueList(ListView[Venue]):
    """The directory of places with face systems."""

    permission_classes = (ReadableByAll,)
    filter_backends = (DjangoFilterBackend,)
    filterset_class = VenueFilter
    serializer_class = VenueOut
    page_ordering = ("name", "id")

    def get_queryset(self) -> QuerySet[Venue]:
        return selectors.venues().prefetch_related("impact_statements")

    @extend_schema(request=VenueIn, responses={201: VenueOut})
    def post(self, request: Request) -> Response:
        """Report a place that is not listed; a moderator checks it, requests can be filed at once."""
        data = self.read(VenueIn)
        place = data.pop("jurisdiction")
        purpose, text = data.pop("purpose"), data.pop("text")
        facts = VenueFacts(jurisdiction=place.code, time_zone=place.time_zone, **data)
        venue = report_venue(facts=facts, purpose=purpose, text=text, by=caller(request))
        return created(VenueOut(venue).data, location=f"{request.path}/{venue.slug}")


class VenueDetail(DetailView[Venue]):
    """One place with its face systems. A merged entry says into which one."""

    permission_classes = (AllowAny,)
    serializer_class = VenueOut
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Venue]:
        return Venue.objects.select_related("operator", "merged_into").prefetch_related(
            "systems", "impact_statements"
        )


class PlaceOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField(help_text="In the language asked for")
    time_zone = serializers.CharField()


class PlaceList(ApiView):
    """Where a venue can lie; the law of the place sets the deadlines."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=PlaceOut(many=True))
    def get(self, request: Request) -> Response:
        return Response(PlaceOut(jurisdictions.places(get_language() or "en"), many=True).data)
