"""On which grounds the law lets a venue refuse, in whole or in part, and what each asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.problems import ApiProblem, Kind, declare
from accounts.kit.api.views import ApiView
from accounts.models.token import TokenScope
from requests_app import choices
from requests_app.api import access
from requests_app.law.claimant import GROUNDS_THAT_TELL_NOTHING
from requests_app.law.errors import UnknownJurisdiction
from requests_app.law.packs import grounds_in_force
from requests_app.law.rights import Right
from requests_app.law.types import Confidence, Force, RefusalCode

UNKNOWN = "law.place_unknown"
declare({UNKNOWN: Kind(404, _("Choose one of the codes that /api/v1/jurisdictions lists."))})


class LocalTextOut(serializers.Serializer[Any]):
    """One text in both languages."""

    en = serializers.CharField()
    zh_hans = serializers.CharField()


class CitationOut(serializers.Serializer[Any]):
    """Where it stands, and how well that was checked."""

    law = LocalTextOut()
    provision = LocalTextOut()
    confidence = serializers.ChoiceField(choices=[(one.value, one.value) for one in Confidence])
    url = serializers.CharField(allow_blank=True)


class DutyOfRefusalOut(serializers.Serializer[Any]):
    """What a refusal brings with it."""

    id = serializers.CharField()
    text = LocalTextOut()
    citation = CitationOut()


class GroundOut(serializers.Serializer[Any]):
    """One ground of the law."""

    code = serializers.CharField(help_text="As `refusal_code` of a verdict takes it")
    jurisdiction = serializers.CharField(help_text="Whose law it is")
    rights = serializers.SerializerMethodField(help_text="Which it may answer")
    title = LocalTextOut()
    allows = LocalTextOut()
    limits = LocalTextOut(allow_null=True)
    duties = DutyOfRefusalOut(many=True)
    evidence = serializers.ListField(
        child=serializers.CharField(),
        help_text="What it must show: `reason` in the verdict, all else in `evidence.refusals`",
    )
    partial_only = serializers.BooleanField(help_text="It never refuses the whole")
    tells = serializers.SerializerMethodField(
        help_text="It shows that something is held: not before the claim is proven to be the person's"
    )
    force = serializers.ChoiceField(choices=[(one.value, one.value) for one in Force])
    citation = CitationOut()
    effective_from = serializers.DateField(allow_null=True)
    effective_to = serializers.DateField(allow_null=True)

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(choices.rights())))
    def get_rights(self, ground: RefusalCode) -> list[str]:
        wanted = self.context["rights"]
        return [right.value for right in Right if right in ground.rights and right in wanted]

    def get_tells(self, ground: RefusalCode) -> bool:
        return ground.code not in GROUNDS_THAT_TELL_NOTHING


class GroundsIn(serializers.Serializer[None]):
    right = serializers.ChoiceField(
        choices=choices.rights(), required=False, help_text="Only the grounds that may answer it"
    )


def _grounds(jurisdiction: str, rights: Iterable[str]) -> Response:
    """Those in force today, as an answer may name them."""
    wanted = frozenset(rights)
    found = grounds_in_force(jurisdiction, timezone.now().date())
    usable = [ground for ground in found if not wanted.isdisjoint(ground.rights)]
    return Response(GroundOut(usable, many=True, context={"rights": wanted}).data)


class CaseGrounds(ApiView):
    """The grounds on which the rights of one request may be refused, by the law of its place."""

    token_scope = TokenScope.RESPOND

    @extend_schema(parameters=[GroundsIn], responses=GroundOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        cases = access.visible(request).select_related("venue")
        case = get_object_or_404(cases, reference=reference.upper())
        asked = list(case.rights.values_list("right", flat=True))
        wanted = self.read_query(GroundsIn).get("right")
        if wanted and wanted not in asked:
            raise serializers.ValidationError({"right": [_("This request does not ask for it.")]})
        return _grounds(case.venue.jurisdiction, [wanted] if wanted else asked)


class JurisdictionGrounds(ApiView):
    """The grounds on which a venue at a place may refuse, for whoever reads answers or writes them."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[GroundsIn], responses=GroundOut(many=True))
    def get(self, request: Request, code: str) -> Response:
        wanted = self.read_query(GroundsIn).get("right")
        try:
            return _grounds(code, [wanted] if wanted else list(Right))
        except UnknownJurisdiction:
            raise ApiProblem(UNKNOWN) from None
