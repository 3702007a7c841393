"""Keys for programs of an organisation: made, shown once, revoked."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import Actor
from accounts.kit import audit
from accounts.models import ApiToken, Organisation, User
from accounts.models.token import PREFIX_LENGTH, TokenScope, digest_of, new_secret

VALID_AT_MOST = timedelta(days=366)


@transaction.atomic
def create_token(
    *,
    organisation: Organisation,
    name: str,
    scope: TokenScope,
    valid_for: timedelta,
    owner: User,
    by: Actor,
) -> tuple[ApiToken, str]:
    """A new token and its secret. The secret is returned this once; only its digest is kept."""
    if not timedelta() < valid_for <= VALID_AT_MOST:
        raise ValueError("a token is valid for a year at most")
    secret = new_secret()
    token = ApiToken.objects.create(
        organisation=organisation,
        created_by=owner,
        name=name,
        scope=scope,
        prefix=secret[:PREFIX_LENGTH],
        digest=digest_of(secret),
        expires_at=timezone.now() + valid_for,
    )
    audit.record(kind="token.created", by=by, target=token, data={"scope": str(scope)})
    return token, secret


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor) -> bool:
    """Stop a token at once and for ever; False when it had been stopped before."""
    stopped = ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    if stopped:
        audit.record(kind="token.revoked", by=by, target=token)
    return bool(stopped)
