"""Who calls in the access matrix, and by which way: a browser, a native app, a program's token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client

from accounts.core.actors import SYSTEM
from accounts.models import Role, User
from accounts.models.token import TokenScope
from accounts.services.tokens import create_token
from tests.factories import MembershipFactory, UserFactory
from tests.personas import sign_in

CSRF = "a" * 32
# In a browser, each with the cookie of a session; whoever works for an organisation with two steps.
BROWSERS = (
    "anonymous",
    "resident",
    "stranger",
    "guardian",
    "operator",
    "other_operator",
    "manager",
    "moderator",
    "analyst",
    "administrator",
    "one_factor",
)
# Without any cookie: native apps by the token of their session or a JWT, programs by an API token.
PROGRAMS = (
    "app_session",
    "app_jwt",
    "app_one_factor",
    "export_token",
    "respond_token",
    "other_token",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """A client with what it sends each time; it keeps no cookie from one call to the next."""

    client: Client
    email: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: str = ""

    def fresh(self) -> Client:
        self.client.cookies = SimpleCookie(self.cookies)
        return self.client


@pytest.fixture
def one_factor(operator_organisation) -> User:
    """A colleague of `operator` who has not set up a second factor."""
    user = UserFactory(email="one-factor@example.test", is_staff=True)
    MembershipFactory(user=user, organisation=operator_organisation, role=Role.RESPONDER)
    return user


@pytest.fixture
def administrator(db) -> User:
    """Staff of the platform, with every flag that Django knows."""
    return UserFactory(email="administrator@example.test", is_staff=True, is_superuser=True)


@pytest.fixture
def people(
    resident,
    stranger,
    guardian,
    operator,
    other_operator,
    manager,
    moderator,
    analyst,
    administrator,
    one_factor,
) -> Mapping[str, User]:
    given = locals()
    return {name: given[name] for name in BROWSERS if name != "anonymous"}


@pytest.fixture
def callers(people, settings) -> Mapping[str, Caller]:
    """Everybody who calls; an error is an answer (500), not an exception.

    What they call is production's stack: without the middleware that counts queries for other tests.
    """
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "zeal" not in name]
    # The matrix takes minutes.
    settings.HEADLESS_JWT_ACCESS_TOKEN_EXPIRES_IN = 6 * 3600
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 6 * 3600
    browsers = {"anonymous": Caller(_client(), headers={"X-CSRFToken": CSRF}, cookies=_csrf())}
    browsers |= {
        name: _browser(user, mfa=False if name == "one_factor" else None)
        for name, user in people.items()
    }
    return browsers | {name: _program(name, people) for name in PROGRAMS}


def _client() -> Client:
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


def _csrf() -> str:
    return f"csrftoken={CSRF}"


def _browser(user: User, *, mfa: bool | None) -> Caller:
    client = sign_in(_client(), user, mfa=mfa)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    headers = {"X-CSRFToken": CSRF}
    return Caller(client, user.email, headers, f"{cookies}; {_csrf()}")


def _program(name: str, people: Mapping[str, User]) -> Caller:
    user, headers = WAYS[name](people)
    return Caller(_client(), user.email, headers)


def _session(user: User, *, mfa: bool | None = None) -> SessionStore:
    return SessionStore(sign_in(Client(), user, mfa=mfa).session.session_key)


def _app_session(people: Mapping[str, User]) -> tuple[User, dict[str, str]]:
    user = people["resident"]
    return user, {"X-Session-Token": str(_session(user).session_key)}


def _app_jwt(people: Mapping[str, User]) -> tuple[User, dict[str, str]]:
    user = people["resident"]
    return user, {"Authorization": f"Bearer {create_access_token(user, _session(user), {})}"}


def _app_one_factor(people: Mapping[str, User]) -> tuple[User, dict[str, str]]:
    user = people["one_factor"]
    return user, {"X-Session-Token": str(_session(user, mfa=False).session_key)}


def _token(owner: str, scope: TokenScope) -> Callable[..., tuple[User, dict[str, str]]]:
    def made(people: Mapping[str, User]) -> tuple[User, dict[str, str]]:
        user = people[owner]
        _row, secret = create_token(
            organisation=user.organisations.get(),
            name=f"program of {owner}",
            scope=scope,
            valid_for=timedelta(days=1),
            owner=user,
            by=SYSTEM,
        )
        return user, {"Authorization": f"Bearer {secret}"}

    return made


WAYS: Mapping[str, Callable[[Mapping[str, User]], tuple[User, dict[str, str]]]] = {
    "app_session": _app_session,
    "app_jwt": _app_jwt,
    "app_one_factor": _app_one_factor,
    "export_token": _token("analyst", TokenScope.EXPORT),
    "respond_token": _token("operator", TokenScope.RESPOND),
    "other_token": _token("other_operator", TokenScope.RESPOND),
}
