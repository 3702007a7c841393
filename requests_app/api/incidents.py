"""Incidents: reporting face data for sale or in the open, and reading what is confirmed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.fields import MomentField
from accounts.kit.api.permissions import ReadableByAll
from accounts.kit.api.views import DetailView, ListView, caller
from consents.models import Venue
from requests_app.law.phrases import citation_text
from requests_app.models import Incident, IncidentKind, IncidentState
from requests_app.services.incidents import Facts, contradictions_of, duties_of, report_incident

REPORTABLE = [kind for kind in IncidentKind.choices if kind[0] != IncidentKind.BREACH.value]


class DutyOut(serializers.Serializer[Any]):
    """What the law of the place asks of the venue; ``until`` only where it gives hours."""

    text = serializers.CharField()
    citation = serializers.CharField()
    until = serializers.DateTimeField(allow_null=True)


class IncidentOut(serializers.ModelSerializer[Incident]):
    venue = serializers.SlugRelatedField[Venue](slug_field="slug", read_only=True, allow_null=True)
    duties = serializers.SerializerMethodField()

    class Meta:
        model = Incident
        fields = (
            "id",
            "kind",
            "state",
            "venue",
            "what",
            "measures",
            "aware_at",
            "confirmed_at",
            "authority_told_at",
            "duties",
        )
        read_only_fields = fields

    @extend_schema_field(DutyOut(many=True))
    def get_duties(self, incident: Incident) -> list[dict[str, Any]]:
        language = get_language() or "en"
        return [
            {
                "text": due.duty.text.in_language(language),
                "citation": citation_text(due.duty.citation).in_language(language),
                "until": due.until,
            }
            for due in duties_of(incident)
        ]


class IncidentIn(serializers.Serializer[None]):
    """What somebody saw. The venue may be unknown."""

    kind = serializers.ChoiceField(choices=REPORTABLE)
    venue = serializers.SlugRelatedField[Venue](
        slug_field="slug",
        queryset=Venue.objects.all(),
        required=False,
        allow_null=True,
        default=None,
    )
    what = serializers.CharField(max_length=3000, help_text="No pictures of anybody")
    seen_at = MomentField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        facts = Facts(what=attrs["what"], aware_at=attrs["seen_at"])
        found = contradictions_of(facts, at="seen_at")
        if found:
            language = get_language()
            raise serializers.ValidationError(
                {str(one.place[0]): [one.text.in_language(language)] for one in found}
            )
        return attrs


def confirmed() -> QuerySet[Incident]:
    return Incident.objects.filter(state=IncidentState.CONFIRMED).select_related("venue")


class IncidentList(ListView[Incident]):
    """Confirmed incidents, newest first."""

    permission_classes = (ReadableByAll,)
    serializer_class = IncidentOut

    def get_queryset(self) -> QuerySet[Incident]:
        return confirmed()

    @extend_schema(request=IncidentIn, responses={202: IncidentOut})
    def post(self, request: Request) -> Response:
        """Report one; it is public once a moderator has confirmed it."""
        data = self.read(IncidentIn)
        incident = report_incident(
            kind=IncidentKind(data["kind"]),
            facts=Facts(what=data["what"], aware_at=data["seen_at"]),
            venue=data["venue"],
            by=caller(request),
        )
        return Response(IncidentOut(incident).data, status=202)


class IncidentDetail(DetailView[Incident]):
    permission_classes = (AllowAny,)
    serializer_class = IncidentOut

    def get_queryset(self) -> QuerySet[Incident]:
        return confirmed()
