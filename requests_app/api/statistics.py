"""Public figures."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView
from consents import kind_names
from consents.models import Venue
from requests_app.publishing.statistics import published
from requests_app.publishing.venue_records import record_of


class NarrowIn(serializers.Serializer[None]):
    kind = serializers.ChoiceField(choices=kind_names.choices(), required=False)
    city = serializers.CharField(max_length=80, required=False)


class CellOut(serializers.Serializer[Any]):
    """One kind of venue in one city; null is hidden, because too few residents are behind it."""

    kind = serializers.CharField()
    city = serializers.CharField()
    requests = serializers.IntegerField()
    outcomes = serializers.DictField(child=serializers.IntegerField(allow_null=True))
    median_days = serializers.FloatField(
        allow_null=True, help_text="From filing to answer, without the resident's own turns"
    )


class FiguresOut(serializers.Serializer[Any]):
    """Months that are over; every total is that of the cells shown."""

    until = serializers.DateField(help_text="The first day that is not counted any more")
    k = serializers.IntegerField()
    requests = serializers.IntegerField()
    hidden_cells = serializers.IntegerField()
    cells = CellOut(many=True)


class RecordOut(serializers.Serializer[Any]):
    """Requests to one place by what became of their due day; null is hidden, because it is too few."""

    until = serializers.DateField(help_text="The first day that is not counted any more")
    requests = serializers.IntegerField()
    timing = serializers.DictField(child=serializers.IntegerField(allow_null=True))


class VenueRecord(ApiView):
    """How one place keeps its days; 404 where too few residents stand behind it."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=RecordOut)
    def get(self, request: Request, slug: str) -> Response:
        record = record_of(get_object_or_404(Venue, slug=slug).pk)
        if record is None:
            raise Http404
        return Response(RecordOut(record).data)


class Statistics(ApiView):
    """Requests, outcomes and median days by kind of venue and city, k-anonymous."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[NarrowIn], responses=FiguresOut)
    def get(self, request: Request) -> Response:
        wanted = NarrowIn(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        return Response(FiguresOut(published().narrowed(**wanted.validated_data)).data)
