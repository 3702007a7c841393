"""Letters when a venue is silent or its answer is bad: to whom, the text, PDF, the evidence."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.views import ApiView, caller, created
from requests_app.api import access
from requests_app.api.outputs import LetterOut
from requests_app.downloads import PDF, ZIP, as_file
from requests_app.law.letters.types import LetterKind
from requests_app.models import Letter
from requests_app.models.letter import LABELS
from requests_app.services.evidence_bundle import bundle, pdf_of
from requests_app.services.letters import write_letter
from requests_app.words.letters import channels


class AuthorityOut(serializers.Serializer[Any]):
    """One authority for the venue's place; ``id`` is what a complaint names."""

    id = serializers.CharField()
    name = serializers.CharField()
    route = serializers.CharField(help_text="How to reach it")
    website = serializers.CharField()
    email = serializers.CharField()
    address = serializers.CharField()
    phone = serializers.CharField()


class LettersOut(serializers.Serializer[Any]):
    """``allowed``: the date has passed, or an answer granted less than everything."""

    allowed = serializers.BooleanField()
    authorities = AuthorityOut(many=True)
    written = LetterOut(many=True)


class LetterIn(serializers.Serializer[None]):
    stage = serializers.ChoiceField(choices=list(LABELS.items()))
    authority = serializers.CharField(max_length=60, allow_blank=True, default="")


class LetterList(ApiView):
    @extend_schema(responses=LettersOut)
    def get(self, request: Request, reference: str) -> Response:
        """What can be written, to whom, and what has been written."""
        case = access.own_case(request, reference)
        found = {
            "allowed": case.allows_letters,
            "authorities": channels(case),
            "written": case.letters.all(),
        }
        return Response(LettersOut(found).data)

    @extend_schema(request=LetterIn, responses={201: LetterOut})
    def post(self, request: Request, reference: str) -> Response:
        """Write one, in both languages. Nothing is sent: see ``admonish`` for the reminder to a venue."""
        case = access.own_case(request, reference)
        data = self.read(LetterIn)
        letter = write_letter(
            case=case,
            stage=LetterKind(data["stage"]),
            authority=data["authority"],
            by=caller(request),
        )
        return created(LetterOut(letter).data, location=f"{request.path}/{letter.pk}")


class LetterPdf(ApiView):
    @extend_schema(responses={(200, PDF): OpenApiTypes.BINARY})
    def get(self, request: Request, reference: str, pk: str) -> HttpResponse:
        """The letter as PDF, in the caller's language."""
        letter = _own(request, reference, pk)
        language = "en" if (get_language() or "").startswith("en") else "zh-hans"
        name = f"{letter.request.reference}-{letter.stage}-{language}.pdf"
        return as_file(pdf_of(letter, language), PDF, name)


class LetterBundle(ApiView):
    @extend_schema(responses={(200, ZIP): OpenApiTypes.BINARY})
    def get(self, request: Request, reference: str, pk: str) -> HttpResponse:
        """The letter with the signed timeline, to be checked offline."""
        letter = _own(request, reference, pk)
        name = f"{letter.request.reference}-{letter.stage}.zip"
        return as_file(bundle(letter, get_language() or "en"), ZIP, name)


def _own(request: Request, reference: str, pk: str) -> Letter:
    letters = access.own_case(request, reference).letters.select_related("request__venue")
    return get_object_or_404(letters, pk=pk)
