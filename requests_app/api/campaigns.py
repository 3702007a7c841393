"""Campaigns: one text about one venue, and everybody's own request."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.permissions import ReadableByAll
from accounts.kit.api.views import ApiView, DetailView, ListView, caller, created
from consents.models import Venue
from requests_app import choices
from requests_app.api.cases import shown
from requests_app.api.outputs import RequestOut
from requests_app.law.rights import Right
from requests_app.models import Campaign
from requests_app.services.campaigns import (
    Appeal,
    end_campaign,
    join_campaign,
    joined,
    start_campaign,
)


class CampaignOut(serializers.ModelSerializer[Campaign]):
    """``joined`` is null below five people, so that nobody's filing shows."""

    venue = serializers.SlugRelatedField[Venue](slug_field="slug", read_only=True)
    rights = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Campaign
        fields = ("slug", "venue", "title", "text", "rights", "created_at", "closed_at")
        read_only_fields = fields


class CampaignWithCountOut(CampaignOut):
    joined = serializers.SerializerMethodField()

    class Meta:
        model = Campaign
        fields = (*CampaignOut.Meta.fields, "joined")
        read_only_fields = fields

    def get_joined(self, campaign: Campaign) -> int | None:
        return joined(campaign)


class CampaignIn(serializers.Serializer[None]):
    venue = serializers.SlugRelatedField[Venue](slug_field="slug", queryset=Venue.objects.all())
    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=3000, help_text="Everybody reads this")
    rights = serializers.ListField(
        child=serializers.ChoiceField(choices=choices.rights()), min_length=1, max_length=len(Right)
    )


class JoinIn(serializers.Serializer[None]):
    claimant_name = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="As the venue knows it"
    )


class CampaignList(ListView[Campaign]):
    """Campaigns that still take people, newest first."""

    permission_classes = (ReadableByAll,)
    serializer_class = CampaignOut

    def get_queryset(self) -> QuerySet[Campaign]:
        return Campaign.objects.filter(closed_at=None).select_related("venue")

    @extend_schema(request=CampaignIn, responses={201: CampaignWithCountOut})
    def post(self, request: Request) -> Response:
        """Begin a campaign; whoever begins it files nothing by that alone."""
        data = self.read(CampaignIn)
        rights = [Right(right) for right in data.pop("rights")]
        campaign = start_campaign(appeal=Appeal(rights=rights, **data), by=caller(request))
        location = f"{request.path}/{campaign.slug}"
        return created(CampaignWithCountOut(campaign).data, location=location)


class CampaignDetail(DetailView[Campaign]):
    permission_classes = (AllowAny,)
    serializer_class = CampaignWithCountOut
    lookup_field = "slug"

    def get_queryset(self) -> QuerySet[Campaign]:
        return Campaign.objects.select_related("venue")


def _campaign(slug: str) -> Campaign:
    return get_object_or_404(Campaign.objects.select_related("venue"), slug=slug)


class CampaignJoin(ApiView):
    @extend_schema(request=JoinIn, responses={200: RequestOut})
    def post(self, request: Request, slug: str) -> Response:
        """File the campaign's request as one's own; joining again answers the same request."""
        name = self.read(JoinIn)["claimant_name"]
        case = join_campaign(campaign=_campaign(slug), by=caller(request), claimant_name=name)
        return shown(request, case)


class CampaignEnd(ApiView):
    @extend_schema(request=None, responses={200: CampaignWithCountOut})
    def post(self, request: Request, slug: str) -> Response:
        """Take no more people; whoever began it may. What was filed goes on."""
        campaign = _campaign(slug)
        if campaign.started_by_id != caller(request).pk:
            raise Http404
        end_campaign(campaign=campaign, by=caller(request))
        data: dict[str, Any] = dict(CampaignWithCountOut(campaign).data)
        return Response(data)
