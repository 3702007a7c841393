"""What every view of the API has: the caller's language, limits told in headers, idempotency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from accounts.kit.api.idempotency import once
from accounts.kit.api.throttling import write_headers
from accounts.models import User

M = TypeVar("M", bound=models.Model)


class ApiMixin(APIView):
    """Goes before the generic views of REST framework."""

    # The answer holds a secret that is shown once and kept nowhere.
    shown_once = False
    throttles: list[Any]
    # What `read` looked for: a problem of these values can say where it stands.
    members_read: frozenset[str] = frozenset()

    def perform_authentication(self, request: Request) -> None:
        """Know the caller, then speak their language unless they asked for another one."""
        super().perform_authentication(request)
        if isinstance(request.user, User) and "Accept-Language" not in request.headers:
            translation.activate(request.user.locale)

    def get_throttles(self) -> list[Any]:
        self.throttles = super().get_throttles()
        return self.throttles

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            self.prepare(request)
        name = (request.method or "").lower()
        if hasattr(self, name):
            setattr(self, name, once(self, getattr(self, name)))

    def prepare(self, request: Request) -> None:
        """What takes its time and needs no database: done before a transaction is opened for the call."""

    def read(self, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """The body as ``serializer`` reads it; a wrong one is a problem of kind “invalid”.

        So is a value that nobody would read: what a misspelt name held would be lost without a word.
        """
        return self._read(self.request.data, serializer)

    def read_query(self, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        """The same for what stands after the question mark."""
        return self._read(self.request.query_params, serializer)

    def _read(self, given: Any, serializer: type[Serializer[Any]]) -> dict[str, Any]:
        reader = serializer(data=given, context={"request": self.request, "view": self})
        valid = reader.is_valid()
        unread = unread_values(given, reader)
        if not valid or unread:
            raise ValidationError(dict(reader.errors) | unread)
        self.members_read = frozenset(reader.fields)
        data: dict[str, Any] = reader.validated_data
        return data

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        final = super().finalize_response(request, response, *args, **kwargs)
        write_headers(final, getattr(self, "throttles", []))
        return final


class ApiView(ApiMixin):
    """A view of its own making."""


class ListView(ApiMixin, generics.ListAPIView[M]):
    """A list in cursor pages."""


class DetailView(ApiMixin, generics.RetrieveAPIView[M]):
    """One object, found in the queryset of what the caller may see."""


def unread_values(data: Any, reader: Serializer[Any]) -> dict[str, Any]:
    """What is wrong with each value of a body, at any depth, that ``reader`` has no name for."""
    if not isinstance(data, Mapping) or getattr(reader, "ignores_others", False):
        return {}
    known = {name: field for name, field in reader.fields.items() if not field.read_only}
    unread: dict[str, Any] = {
        str(name): [
            _("There is no such value here. Known are: %(names)s.") % {"names": ", ".join(known)}
        ]
        for name in data
        if name not in known
    }
    within = {name: _unread_within(data.get(name), field) for name, field in known.items()}
    return unread | {name: found for name, found in within.items() if found}


def _unread_within(value: Any, field: Any) -> dict[Any, Any]:
    """The same for the value of one field, an object or a list of objects."""
    if isinstance(field, Serializer):
        return unread_values(value, field)
    child = getattr(field, "child", None)
    if not (isinstance(child, Serializer) and isinstance(value, list)):
        return {}
    rows = {row: unread_values(each, child) for row, each in enumerate(value)}
    return {row: found for row, found in rows.items() if found}


def caller(request: Request) -> User:
    """The person behind the call: signed in, or the one who made the token."""
    if not isinstance(request.user, User):
        raise TypeError("this view needs somebody signed in")
    return request.user


def accepted(data: Any, *, location: str) -> Response:
    """202: the work is done by a worker; ``location`` says how it stands."""
    return Response(data, status=202, headers={"Location": location})


def created(data: Any, *, location: str) -> Response:
    return Response(data, status=201, headers={"Location": location})
