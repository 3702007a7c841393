"""Which requests a caller may see and act on. What is not theirs does not exist for them (404)."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from accounts.core.actors import Actor
from accounts.kit.api.authentication import token_of
from accounts.kit.api.views import caller
from accounts.roles import Permission
from requests_app import policies
from requests_app.models import RightsRequest
from requests_app.models.request import RightsRequestQuerySet
from requests_app.services import actors

# What a venue's people may be let do with a case. A permission that is not here opens none.
POLICIES = {
    Permission.ANSWER_REQUESTS: policies.can_answer,
    Permission.DISCLOSE: policies.can_disclose,
}


def visible(request: Request) -> RightsRequestQuerySet:
    """What the caller may see; a token sees its own organisation's requests and nobody's own."""
    token = token_of(request)
    if token is None:
        return RightsRequest.objects.visible_to(request.user)
    filed = RightsRequest.objects.filter(filed_at__isnull=False)
    return filed.filter(venue__operator=token.organisation)


def refuse_tokens(request: Request) -> None:
    """What only a person does, at an address that tokens may read."""
    if token_of(request) is not None:
        raise PermissionDenied


def own_case(request: Request, reference: str) -> RightsRequest:
    """A request that the caller filed, for themselves or for their child."""
    cases = RightsRequest.objects.of_resident(request.user).select_related("venue", "dependant")
    return get_object_or_404(cases, reference=reference.upper())


def case_to_answer(
    request: Request, reference: str, permission: Permission = Permission.ANSWER_REQUESTS
) -> RightsRequest:
    """A request that the caller may answer for its venue.

    Raises:
        PermissionDenied: they see it, but may not do this.
    """
    cases = visible(request).select_related("venue__operator", "dependant", "resident")
    case = get_object_or_404(cases, reference=reference.upper())
    if token_of(request) is not None:
        if policies.is_resident(request.user, case):  # of whoever made the token
            raise PermissionDenied
        return case
    if not POLICIES[permission](request.user, case):
        raise PermissionDenied
    return case


def talking_about(request: Request, reference: str) -> RightsRequest:
    """A request on either side of which the caller stands, and may write."""
    case = get_object_or_404(
        visible(request).select_related("venue__operator", "dependant"), reference=reference.upper()
    )
    return case if acts_as_resident(request, case) else case_to_answer(request, reference)


def acts_as_resident(request: Request, case: RightsRequest) -> bool:
    """True when the caller stands on the resident's side of ``case``."""
    return token_of(request) is None and policies.is_resident(request.user, case)


def actor_of(request: Request, case: RightsRequest) -> Actor:
    """The caller in the role in which they see ``case``."""
    person = caller(request)
    if acts_as_resident(request, case):
        return actors.resident_of(case, person)
    return actors.operator(person)
