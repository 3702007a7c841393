"""Disclosing what a venue holds for one request: begin, send records in parts, finish.

Photographs come as multipart data and are sealed at once; vectors of an installed engine come as
JSON. Each bad record is refused on its own, the good ones are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.kit.api.parsers import MultiPartParser, VectorsParser
from accounts.kit.api.views import ApiView, ListView, accepted, caller, created
from accounts.kit.forms.fields import content_of
from accounts.models.token import TokenScope
from accounts.roles import Permission
from biometrics.api.inspection import LooksFirst
from biometrics.api.serializers import (
    DisclosureIn,
    DisclosureOut,
    ItemOut,
    PhotographsIn,
    VectorsIn,
)
from biometrics.models import Basis, DisclosedItem, Disclosure
from biometrics.services import disclosures
from biometrics.services.disclosures import Window
from biometrics.services.galleries import names_of
from requests_app.api import access
from requests_app.models import RightsRequest
from requests_app.services.identity import Selection, begin_disclosure


def _case(request: Request, reference: str) -> RightsRequest:
    return access.case_to_answer(request, reference, Permission.DISCLOSE)


def _disclosure(request: Request, reference: str, pk: Any) -> Disclosure:
    """A disclosure of that request, which the caller may make."""
    return get_object_or_404(Disclosure, pk=pk, request_id=_case(request, reference).pk)


def _listed(items: Sequence[DisclosedItem], names: Sequence[str]) -> Response:
    """The records just taken, each under the reference by which the venue sent it."""
    context = {"names": {item.number: name for item, name in zip(items, names, strict=True)}}
    return Response(ItemOut(items, many=True, context=context).data, status=201)


class DisclosureList(ApiView):
    """The disclosures of one request, in numbers; the newest first."""

    token_scope = TokenScope.RESPOND

    @extend_schema(responses=DisclosureOut(many=True), operation_id="disclosures_list")
    def get(self, request: Request, reference: str) -> Response:
        found = Disclosure.objects.filter(request_id=_case(request, reference).pk)
        return Response(DisclosureOut(found, many=True).data)

    @extend_schema(request=DisclosureIn, responses={201: DisclosureOut})
    def post(self, request: Request, reference: str) -> Response:
        """Begin a disclosure; then send the records, then finish."""
        case = _case(request, reference)
        data = self.read(DisclosureIn)
        start, end = data["window_from"], data["window_to"]
        selection = Selection(
            basis=Basis(data["basis"]),
            window=Window(start, end) if start and end else None,
            engine=data.get("engine"),
        )
        disclosure = begin_disclosure(case=case, selection=selection, by=caller(request))
        return created(DisclosureOut(disclosure).data, location=f"{request.path}/{disclosure.pk}")


class DisclosureDetail(ApiView):
    """How one disclosure stands: being read, sealed, destroyed."""

    token_scope = TokenScope.RESPOND

    @extend_schema(responses=DisclosureOut)
    def get(self, request: Request, reference: str, pk: str) -> Response:
        return Response(DisclosureOut(_disclosure(request, reference, pk)).data)


class RecordList(ListView[DisclosedItem]):
    """The records of one disclosure, each bad one with what is wrong and what to do."""

    token_scope = TokenScope.RESPOND
    serializer_class = ItemOut
    filter_backends = (DjangoFilterBackend,)
    filterset_fields = ("state",)
    page_ordering = ("id",)

    @cached_property
    def disclosure(self) -> Disclosure:
        return _disclosure(self.request, self.kwargs["reference"], self.kwargs["pk"])

    def get_queryset(self) -> QuerySet[DisclosedItem]:
        if getattr(self, "swagger_fake_view", False):
            return DisclosedItem.objects.none()
        return self.disclosure.items.all()

    @extend_schema(operation_id="disclosures_records_list")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        names = names_of(self.disclosure, page)
        context = {"names": {item.number: name for item, name in zip(page, names, strict=True)}}
        return self.get_paginated_response(ItemOut(page, many=True, context=context).data)


class AddPhotographs(LooksFirst, ApiView):
    token_scope = TokenScope.RESPOND
    parser_classes = (MultiPartParser,)

    @extend_schema(request=PhotographsIn, responses={201: ItemOut(many=True)})
    def post(self, request: Request, reference: str, pk: str) -> Response:
        """Send photographs, at most 8 MiB each and 64 MiB at once; they are sealed at once."""
        disclosure = _disclosure(request, reference, pk)
        files = self.read(PhotographsIn)["rows"]
        photographs = [(name, content_of(file)) for name, file in files]
        items = disclosures.add_photographs(disclosure=disclosure, photographs=photographs)
        return _listed(items, [name for name, _data in photographs])


class AddVectors(ApiView):
    token_scope = TokenScope.RESPOND
    parser_classes = (VectorsParser,)

    @extend_schema(request=VectorsIn, responses={201: ItemOut(many=True)})
    def post(self, request: Request, reference: str, pk: str) -> Response:
        """Send vectors of an installed engine, at most 2,000 at once; they are sealed at once."""
        disclosure = _disclosure(request, reference, pk)
        data = self.read(VectorsIn)
        rows = [(vector["reference"], vector["values"]) for vector in data["vectors"]]
        items = disclosures.add_vectors(disclosure=disclosure, engine=data["engine"], rows=rows)
        return _listed(items, [name for name, _values in rows])


class FinishDisclosure(ApiView):
    token_scope = TokenScope.RESPOND

    @extend_schema(request=None, responses={202: DisclosureOut})
    def post(self, request: Request, reference: str, pk: str) -> Response:
        """“This is all we found”, nothing included. A worker reads the photographs and destroys them.

        The claimant is told that the first step is taken, not whether there is any record.
        """
        disclosure = _disclosure(request, reference, pk)
        disclosures.finish_disclosure(disclosure=disclosure, by=caller(request))
        location = request.path.removesuffix("/finish")
        return accepted(DisclosureOut(disclosure).data, location=location)
