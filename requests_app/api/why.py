"""Why a date is what it is: the reasons with their source, and the days one by one."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView
from accounts.models.token import TokenScope
from requests_app.api import access
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines.types import Step, StepKind
from requests_app.law.deadlines.why import explain
from requests_app.law.packs import rule_by_reference
from requests_app.law.phrases import citation_text
from requests_app.law.rights import Right
from requests_app.law.types import LocalText
from requests_app.models import RequestedRight
from requests_app.services.clocks import entries_of


class DayOut(serializers.Serializer[Any]):
    """One day and what it did to the count; ``number`` is its place in it, null where it has none."""

    day = serializers.DateField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in StepKind])
    number = serializers.IntegerField(allow_null=True)
    holiday = serializers.CharField(allow_null=True)
    provisional = serializers.BooleanField()


class WhyOut(serializers.Serializer[Any]):
    """The clock of one right."""

    right = serializers.ChoiceField(choices=[(right.value, right.value) for right in Right])
    rule = serializers.CharField()
    binding = serializers.BooleanField()
    citation = serializers.CharField()
    confidence = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    provisional = serializers.BooleanField()
    reasons = serializers.ListField(child=serializers.CharField())
    days = DayOut(many=True)


class Why(ApiView):
    """Why this date: for each right the rule, its source, the reasons, and every day with its holiday."""

    token_scope = TokenScope.RESPOND

    @extend_schema(responses=WhyOut(many=True))
    def get(self, request: Request, reference: str) -> Response:
        case = get_object_or_404(
            access.visible(request).select_related("venue"), reference=reference
        )
        rights = case.rights.prefetch_related("clock_entries")
        clocks = [why_of(right, case.venue.jurisdiction) for right in rights if entries_of(right)]
        return Response(WhyOut(clocks, many=True).data)


def why_of(right: RequestedRight, jurisdiction: str) -> dict[str, Any]:
    """The explanation of one clock, under the rule with which it was started."""
    rule = rule_by_reference(right.clock_entries.all()[0].rule)
    told = explain(rule, entries_of(right), calendar_for(jurisdiction))
    return {
        "right": right.right,
        "rule": rule.reference,
        "binding": rule.is_binding,
        "citation": _said(citation_text(rule.citation)),
        "confidence": rule.citation.confidence.value,
        "due_on": told.due.date if told.due else None,
        "provisional": told.due.provisional if told.due else False,
        "reasons": [_said(reason) for reason in told.reasons],
        "days": [_day(step) for step in told.steps],
    }


def _day(step: Step) -> dict[str, Any]:
    return {
        "day": step.day,
        "kind": step.kind.value,
        "number": step.number,
        "holiday": _said(step.holiday) if step.holiday else None,
        "provisional": step.provisional,
    }


def _said(text: LocalText) -> str:
    return text.in_language(get_language())
