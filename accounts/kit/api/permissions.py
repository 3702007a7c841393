"""People may call everything (what they see, querysets decide); tokens only what names their scope."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.kit.api.authentication import token_of
from accounts.models.token import TokenScope


class PersonOrToken(BasePermission):
    """A view that tokens may call names their scope: ``token_scope = TokenScope.RESPOND``."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not request.user.is_authenticated:
            return False
        token = token_of(request)
        return token is None or token.scope == getattr(view, "token_scope", None)


class ReadableByAll(BasePermission):
    """Anybody may look; to change something, one signs in."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method in SAFE_METHODS or PersonOrToken().has_permission(request, view)


class TokenOnly(BasePermission):
    """For programs of an organisation alone, such as bulk exports."""

    def has_permission(self, request: Request, view: Any) -> bool:
        token = token_of(request)
        wanted: TokenScope | None = getattr(view, "token_scope", None)
        return token is not None and token.scope == wanted
