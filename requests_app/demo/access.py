"""Ways in for the demo people that weaken no rule: one-time links, current TOTP codes, API tokens."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.mfa.utils import decrypt
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.core.actors import SYSTEM
from accounts.models import ApiToken, User
from accounts.models.token import TokenScope
from accounts.policies import works_for_an_organisation
from accounts.services.tokens import create_token, revoke_token
from requests_app.demo.people import DOMAIN

SALT = "requests_app.demo.sign-in"
LINK_VALID = timedelta(hours=12)
TOKEN_VALID = timedelta(days=7)
TOKEN_NAME = "demo"  # noqa: S105  (what it is called)

ROLES = {
    "resident": _("resident"),
    "guardian": _("guardian"),
    "operator": _("venue operator"),
    "moderator": _("moderator"),
    "analyst": _("NGO analyst"),
}
HOMES = {"operator": "/admin/", "moderator": "/admin/", "analyst": "/api/docs/"}
TOKENS = {"operator": TokenScope.RESPOND, "analyst": TokenScope.EXPORT}


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One of the five whom a newcomer may be."""

    name: str
    user: User

    @property
    def role(self) -> str:
        return str(ROLES[self.name])

    @property
    def home(self) -> str:
        """Where they go when they have signed in."""
        return HOMES.get(self.name, "/")

    @property
    def needs_code(self) -> bool:
        return works_for_an_organisation(self.user)


def demo_people() -> Sequence[DemoPerson]:
    """The demo people that were loaded, in the order of their roles."""
    addresses = {f"{name}@{DOMAIN}": name for name in ROLES}
    found = {user.email: user for user in User.objects.filter(email__in=addresses)}
    return [DemoPerson(addresses[email], found[email]) for email in addresses if email in found]


# --- one-time links -------------------------------------------------------------------------------


def _last_sign_in(user: User) -> str:
    return user.last_login.isoformat() if user.last_login else ""


def link_token(person: DemoPerson) -> str:
    """Signed for ``person`` as they are now: the next sign-in makes it worthless, and so does time."""
    return signing.dumps([person.name, _last_sign_in(person.user)], salt=SALT, compress=False)


def person_of(token: str) -> DemoPerson | None:
    """Whose unused, unexpired link this is; None for any other."""
    try:
        name, last_sign_in = signing.loads(token, salt=SALT, max_age=LINK_VALID)
    except (signing.BadSignature, ValueError):
        return None
    person = next((each for each in demo_people() if each.name == name), None)
    if person is None or _last_sign_in(person.user) != last_sign_in:
        return None
    return person


# --- second factor --------------------------------------------------------------------------------


def enrol_everybody() -> None:
    """A real authenticator app for everybody who must sign in with two steps."""
    members = User.objects.filter(memberships__isnull=False).distinct()
    for user in members.exclude(authenticator__type=Authenticator.Type.TOTP):
        TOTP.activate(user, generate_totp_secret())


@dataclass(frozen=True, slots=True)
class Code:
    """What an authenticator app would show now."""

    digits: str
    seconds_left: int


def current_code(user: User) -> Code:
    """The code of this half minute; each is accepted once."""
    authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    counter, elapsed = divmod(int(time.time()), mfa.TOTP_PERIOD)
    secret = decrypt(authenticator.data["secret"])
    return Code(format_hotp_value(hotp_value(secret, counter)), mfa.TOTP_PERIOD - elapsed)


# --- API tokens -----------------------------------------------------------------------------------


@transaction.atomic
def fresh_token(person: DemoPerson) -> str | None:
    """A new API token for those who have a use for one; the demo's earlier one stops."""
    scope = TOKENS.get(person.name)
    if scope is None:
        return None
    organisation = person.user.organisations.get()
    earlier = ApiToken.objects.filter(
        organisation=organisation, created_by=person.user, name=TOKEN_NAME, revoked_at=None
    )
    for token in earlier:
        revoke_token(token=token, by=SYSTEM)
    _token, secret = create_token(
        organisation=organisation,
        name=TOKEN_NAME,
        scope=scope,
        valid_for=TOKEN_VALID,
        owner=person.user,
        by=SYSTEM,
    )
    return secret
