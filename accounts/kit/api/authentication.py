"""API tokens of organisations. People come in by their browser's session or as a native app
(allauth's X-Session-Token or JWT); `accounts.middleware` sees to their second factor.
"""

from __future__ import annotations

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.core.totality import total
from accounts.models import ApiToken, User
from accounts.models.token import TokenScope, digest_of
from accounts.policies import has_permission
from accounts.roles import Permission

# What the person who made a token must still be allowed, for the token to work.
NEEDS = total(
    TokenScope,
    {
        TokenScope.EXPORT: Permission.TAKE_EXPORTS,
        TokenScope.RESPOND: Permission.ANSWER_REQUESTS,
    },
    name="accounts.kit.api.authentication.NEEDS",
)


class ApiTokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer <secret>``; a bearer with dots in it is an app's JWT, not ours."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        secret = _secret_of(request)
        if secret is None:
            return None
        token = (
            ApiToken.objects.filter(digest=digest_of(secret))
            .select_related("organisation", "created_by")
            .first()
        )
        if token is None or not token.is_usable(timezone.now()) or not _still_allowed(token):
            # One answer for unknown, expired and revoked: a guesser learns nothing.
            raise AuthenticationFailed
        _note_use(token)
        return token.created_by, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="saveface"'


def token_of(request: Request) -> ApiToken | None:
    """The API token by which the call came, or None for a person."""
    return request.auth if isinstance(request.auth, ApiToken) else None


def _secret_of(request: Request) -> str | None:
    scheme, _space, secret = get_authorization_header(request).partition(b" ")
    if scheme.lower() != b"bearer" or b"." in secret:
        return None
    return secret.decode("latin-1").strip()


def _still_allowed(token: ApiToken) -> bool:
    """A token ends with the membership of the person who made it."""
    return has_permission(token.created_by, NEEDS[TokenScope(token.scope)], token.organisation)


def _note_use(token: ApiToken) -> None:
    """Once a day: enough to find tokens that nobody uses, too little to follow anybody."""
    today = timezone.now().date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
