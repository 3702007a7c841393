"""The resident's register: who holds my face."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.core.actors import Actor, ActorKind
from accounts.kit.api.views import ApiView, DetailView, ListView, caller, created
from accounts.models import Dependant
from consents import selectors
from consents.models import FaceSystem, Holding, HowCaptured, Venue
from consents.services import end_holding, record_holding
from consents.services.holdings import (
    HoldingFacts,
    HoldingProblem,
    captured_again,
    check_day,
)


class HoldingOut(serializers.ModelSerializer[Holding]):
    """One entry of the register."""

    venue = serializers.SlugRelatedField[Venue](slug_field="slug", read_only=True)
    venue_name = serializers.CharField(source="venue.name", read_only=True)
    child = serializers.UUIDField(source="dependant_id", allow_null=True, read_only=True)
    system = serializers.UUIDField(source="system_id", allow_null=True, read_only=True)
    state_label = serializers.CharField(source="get_state_display", read_only=True)

    class Meta:
        model = Holding
        fields = (
            "id",
            "venue",
            "venue_name",
            "child",
            "system",
            "how",
            "since",
            "evidence",
            "state",
            "state_label",
            "created_at",
        )
        read_only_fields = fields


class HoldingIn(serializers.Serializer[None]):
    """Only the first two must be said; the rest may stay open."""

    venue = serializers.SlugRelatedField[Venue](slug_field="slug", queryset=Venue.objects.all())
    how = serializers.ChoiceField(choices=HowCaptured.choices)
    child = serializers.UUIDField(required=False, allow_null=True, default=None)
    system = serializers.UUIDField(required=False, allow_null=True, default=None)
    since = serializers.DateField(required=False, allow_null=True, default=None)
    evidence = serializers.CharField(max_length=500, allow_blank=True, default="")

    def validate_since(self, since: Any) -> Any:
        try:
            if since:
                check_day(since)
        except HoldingProblem as problem:
            raise serializers.ValidationError(str(problem)) from None
        return since

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs["child"] = own_child(self, attrs["child"])
        system = FaceSystem.objects.filter(pk=attrs["system"], venue=attrs["venue"]).first()
        if attrs["system"] and system is None:
            raise serializers.ValidationError({"system": [_("Choose a system of this venue.")]})
        return {**attrs, "system": system}


def own_child(serializer: serializers.Serializer[Any], pk: Any) -> Dependant | None:
    """The caller's child of that id; somebody else's is as unknown as one that does not exist."""
    if pk is None:
        return None
    child = caller(serializer.context["request"]).dependants.filter(pk=pk).first()
    if child is None:
        raise serializers.ValidationError({"child": [_("Please choose one of your own children.")]})
    return child


class HoldingList(ListView[Holding]):
    """The caller's register, their children's entries included."""

    serializer_class = HoldingOut

    def get_queryset(self) -> QuerySet[Holding]:
        return selectors.holdings_of(caller(self.request))

    @extend_schema(request=HoldingIn, responses={201: HoldingOut})
    def post(self, request: Request) -> Response:
        """Record that a venue has one's face; said again, the newer facts hold."""
        data = self.read(HoldingIn)
        facts = HoldingFacts(
            how=HowCaptured(data["how"]),
            since=data["since"],
            evidence=data["evidence"],
            system=data["system"],
        )
        holding = record_holding(
            resident=caller(request), venue=data["venue"], facts=facts, dependant=data["child"]
        )
        return created(HoldingOut(holding).data, location=f"{request.path}/{holding.pk}")


class HoldingDetail(DetailView[Holding]):
    """One entry of the caller's register."""

    serializer_class = HoldingOut

    def get_queryset(self) -> QuerySet[Holding]:
        return selectors.holdings_of(caller(self.request))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Take it off the register. Requests filed about it stay as they are."""
        holding, by = _own(request, pk)
        end_holding(holding=holding, by=by)
        return Response(status=204)


class HoldingAgain(ApiView):
    """My face was taken again after it had been removed."""

    @extend_schema(request=None, responses=HoldingOut)
    def post(self, request: Request, pk: str) -> Response:
        """Note it; a request filed about the entry then names the earlier one."""
        holding, by = _own(request, pk)
        captured_again(holding=holding, by=by)
        return Response(HoldingOut(holding).data)


def _own(request: Request, pk: str) -> tuple[Holding, Actor]:
    """The caller's own entry, and the role in which they act on it."""
    holding = get_object_or_404(selectors.holdings_of(caller(request)), pk=pk)
    kind = ActorKind.GUARDIAN if holding.dependant_id else ActorKind.RESIDENT
    return holding, Actor(kind, caller(request).pk)
