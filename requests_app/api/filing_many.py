"""The same wish to many places of one's list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView, caller
from requests_app import choices
from requests_app.law.rights import Right
from requests_app.services.filing_many import AT_MOST, Wish, can_be_asked, file_many


class ManyIn(serializers.Serializer[None]):
    holdings = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=AT_MOST
    )
    rights = serializers.ListField(
        child=serializers.ChoiceField(choices=choices.rights()), min_length=1, max_length=len(Right)
    )
    claimant_name = serializers.CharField(max_length=80, allow_blank=True, default="")


class FiledOut(serializers.Serializer[Any]):
    """One place: the reference of its request, or the reason why there is none."""

    holding = serializers.UUIDField(source="holding.pk")
    venue = serializers.CharField(source="holding.venue.slug")
    reference = serializers.CharField(source="case.reference", allow_null=True, default=None)
    reason = serializers.CharField()


class FileMany(ApiView):
    @extend_schema(request=ManyIn, responses={200: FiledOut(many=True)})
    def post(self, request: Request) -> Response:
        """File one request for each place; one that cannot be filed holds up no other."""
        data = self.read(ManyIn)
        found = list(can_be_asked(caller(request)).filter(pk__in=data["holdings"]))
        if len(found) != len(set(data["holdings"])):
            raise serializers.ValidationError(
                {"holdings": [_("Choose entries of your own list that can be asked.")]}
            )
        wish = Wish(
            rights=[Right(right) for right in data["rights"]],
            claimant_name=data["claimant_name"],
            language=get_language() or "en",
        )
        results = file_many(holdings=found, wish=wish, by=caller(request))
        return Response(FiledOut(results, many=True).data)
