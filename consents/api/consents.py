"""Notices, and consents given and withdrawn under them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.problems import ApiProblem
from accounts.kit.api.views import ApiView, DetailView, ListView, caller
from accounts.models import User
from consents import selectors
from consents.models import Consent, Notice, Purpose
from consents.models.consent import HOLDS
from consents.services import give_consent, withdraw_consent


class NoticeOut(serializers.ModelSerializer[Notice]):
    """The words under which consent is asked."""

    text = serializers.SerializerMethodField(help_text="In the language asked for")

    class Meta:
        model = Notice
        fields = ("id", "purpose", "version", "text", "digest", "published_at")
        read_only_fields = fields

    def get_text(self, notice: Notice) -> str:
        return notice.text(_language())


class ConsentStateOut(serializers.Serializer[Any]):
    """What holds now for one purpose. ``since`` is null when the person was never asked."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    name = serializers.CharField()
    given = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)
    under = serializers.UUIDField(allow_null=True, help_text="The notice agreed to")
    notice = NoticeOut(help_text="The notice that stands now")


class ConsentActOut(serializers.ModelSerializer[Consent]):
    """One act; acts are only ever added."""

    notice = serializers.UUIDField(source="notice_id", read_only=True)
    notice_version = serializers.IntegerField(source="notice.version", read_only=True)

    class Meta:
        model = Consent
        fields = (
            "id",
            "purpose",
            "action",
            "notice",
            "notice_version",
            "language",
            "channel",
            "at",
        )
        read_only_fields = fields


class ConsentIn(serializers.Serializer[None]):
    """Consent names the notice that was read."""

    purpose = serializers.ChoiceField(choices=Purpose.choices)
    notice = serializers.UUIDField()


def _language() -> str:
    return get_language() or "en"


def _state(resident: User, purpose: Purpose, notice: Notice) -> dict[str, Any]:
    newest = selectors.newest_consent(resident, purpose)
    return {
        "purpose": purpose.value,
        "name": purpose.label,
        "given": newest is not None and newest.action in HOLDS,
        "since": newest.at if newest else None,
        "under": newest.notice_id if newest else None,
        "notice": notice,
    }


class ConsentList(ApiView):
    """For each purpose: does the caller consent, and what does the notice say?"""

    @extend_schema(responses=ConsentStateOut(many=True))
    def get(self, request: Request) -> Response:
        states = [
            _state(caller(request), purpose, notice)
            for purpose, notice in selectors.current_notices().items()
        ]
        return Response(ConsentStateOut(states, many=True).data)

    @extend_schema(request=ConsentIn, responses={201: ConsentStateOut})
    def post(self, request: Request) -> Response:
        """Give consent to one purpose, under the notice that stands now."""
        data = self.read(ConsentIn)
        purpose = Purpose(data["purpose"])
        notice = selectors.current_notice(purpose)
        if notice.pk != data["notice"]:
            raise ApiProblem("notice.outdated")
        give_consent(
            resident=caller(request),
            purpose=purpose,
            notice=notice,
            language=_language(),
            channel="api",
        )
        return Response(ConsentStateOut(_state(caller(request), purpose, notice)).data, status=201)


class ConsentWithdrawal(ApiView):
    """Withdrawal is as easy as giving; what runs for the purpose is stopped and destroyed."""

    @extend_schema(request=None, responses=ConsentStateOut)
    def post(self, request: Request, purpose: str) -> Response:
        if purpose not in Purpose.values:
            raise Http404
        wanted = Purpose(purpose)
        withdraw_consent(
            resident=caller(request), purpose=wanted, language=_language(), channel="api"
        )
        notice = selectors.current_notice(wanted)
        return Response(ConsentStateOut(_state(caller(request), wanted, notice)).data)


class ConsentHistory(ListView[Consent]):
    """Every act of the caller's, newest first."""

    serializer_class = ConsentActOut
    page_ordering = ("-id",)

    def get_queryset(self) -> QuerySet[Consent]:
        return selectors.consent_history(caller(self.request))


class NoticeDetail(DetailView[Notice]):
    """One version of a notice."""

    permission_classes = (AllowAny,)
    serializer_class = NoticeOut
    queryset = Notice.objects.all()
