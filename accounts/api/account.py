"""Everything about the caller, and the way out."""

from __future__ import annotations

import hmac
from types import MappingProxyType
from typing import Any

from django.contrib.auth import logout
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.proof import ProvenMixin
from accounts.kit.api.problems import ApiProblem, Kind, declare
from accounts.kit.api.views import caller
from accounts.proof import Act
from accounts.services.erasure import erase_account
from accounts.services.takeout import take_out

CONFIRM = "Saveface-Confirm"
UNCONFIRMED = "person.unconfirmed"

declare(
    {
        UNCONFIRMED: Kind(
            422,
            _(
                "Nothing was deleted. To delete the account for real, send its e-mail address in the "
                "header Saveface-Confirm."
            ),
        )
    }
)


class MyData(ProvenMixin):
    """Everything that is kept about the caller."""

    acts = MappingProxyType({"GET": Act.TAKE_OUT, "HEAD": Act.TAKE_OUT})

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        """By table: what for, for how long, and the rows. No key, no token, nothing of a face."""
        data: Any = take_out(user=caller(request))
        return Response(data, headers={"Cache-Control": "no-store"})


def erase(request: Request) -> Response:
    """Delete the caller's account, if the call says whose it is."""
    person = caller(request)
    said = request.headers.get(CONFIRM, "").strip().casefold()
    if not hmac.compare_digest(said.encode(), person.email.casefold().encode()):
        raise ApiProblem(UNCONFIRMED)
    erase_account(user=person)
    logout(request._request)  # noqa: SLF001  (REST framework has no other way to the session)
    return Response(status=204)


CONFIRMED = OpenApiParameter(
    CONFIRM, str, OpenApiParameter.HEADER, required=True, description="The account's e-mail address"
)
