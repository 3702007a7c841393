"""Who gets in: browsers, native apps, programs of organisations; and how often."""

import base64
from datetime import timedelta

import pytest
from allauth.headless.tokens.strategies.jwt.internal import create_access_token
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.core.actors import SYSTEM
from accounts.models import ApiToken, Membership
from accounts.models.token import TokenScope
from accounts.services.tokens import create_token, revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(operator, operator_organisation):
    """A token of the operator's organisation, and its secret."""
    return create_token(
        organisation=operator_organisation,
        name="case system",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=30),
        owner=operator,
        by=SYSTEM,
    )


def bearer(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def session_of(client) -> SessionStore:
    return SessionStore(client.session.session_key)


def test_a_browsers_unsafe_call_needs_its_csrf_token(api, resident):
    client = api(resident)
    client.handler.enforce_csrf_checks = True

    assert client.get("/api/v1/me").status_code == 200
    assert client.patch("/api/v1/me", {"display_name": "Lin"}).status_code == 403


def test_a_native_app_comes_in_by_its_session_token(api, resident):
    key = api(resident).session.session_key

    answer = APIClient().get("/api/v1/me", headers={"x-session-token": key})

    assert answer.json()["email"] == resident.email


def test_a_native_app_comes_in_by_its_jwt(api, resident):
    secret = create_access_token(resident, session_of(api(resident)), {})

    assert bearer(secret).get("/api/v1/me").json()["email"] == resident.email
    assert bearer(secret[:-3] + "abc").get("/api/v1/me").status_code == 401


def test_a_member_without_second_factor_is_turned_away_by_every_door(api, operator):
    client = api(operator, mfa=False)
    session = session_of(client)
    doors = [
        client.get("/api/v1/requests"),
        APIClient().get("/api/v1/requests", headers={"x-session-token": session.session_key}),
        bearer(create_access_token(operator, session, {})).get("/api/v1/requests"),
    ]

    assert [answer.status_code for answer in doors] == [403, 403, 403]
    assert {answer["Content-Type"] for answer in doors} == {"application/problem+json"}
    assert api(operator).get("/api/v1/requests").status_code == 200


@pytest.mark.parametrize(
    "written", ["bearer {}", "BEARER {}", "Bearer  {}", "Bearer\t{}", "Bearer {} ", "\tBearer {}"]
)
def test_nor_is_the_door_opened_by_writing_the_header_another_way(
    api, operator, rights_request, written
):
    """What the API reads as a token, the rule of the second factor reads as one."""
    secret = create_access_token(operator, session_of(api(operator, mfa=False)), {})
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=written.format(secret))
    for address in ("/api/v1/me", "/api/v1/requests"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("written", ["Bearer\t{}", "bearer\t {}", "Bearer  {}"])
@pytest.mark.parametrize("address", ["/api/v1/me", "/_allauth/app/v1/auth/session"])
def test_a_token_is_measured_however_the_header_is_written(written, address, monkeypatch):
    """No library is given what nests too deep."""
    deep = base64.urlsafe_b64encode(b"[" * 3000).decode().rstrip("=")
    monkeypatch.setattr("jwt.decode", None)
    answer = APIClient().get(address, headers={"authorization": written.format(f"{deep}.{deep}.x")})
    assert answer.status_code == 401


def test_a_token_sees_its_organisations_requests_and_nothing_else(
    token, operator, rights_request, other_venue, stranger
):
    from tests.factories import filed_request

    filed_request(resident=stranger, venue=other_venue)
    filed_request(resident=operator, venue=other_venue)
    client = bearer(token[1])

    seen = [row["reference"] for row in client.get("/api/v1/requests").json()["results"]]

    assert seen == [rights_request.reference]
    for own in ("me", "holdings", "consents", "verifications", "children"):
        assert client.get(f"/api/v1/{own}").status_code == 403


def test_a_token_files_nothing_in_its_makers_name(token, venue):
    answer = bearer(token[1]).post("/api/v1/requests", {"venue": venue.slug, "rights": ["access"]})
    assert answer.status_code == 403


def test_a_token_ends_by_time_by_revocation_and_with_the_membership(token, operator):
    row, secret = token
    assert bearer(secret).get("/api/v1/requests").status_code == 200

    ApiToken.objects.update(expires_at=timezone.now())
    expired = bearer(secret).get("/api/v1/requests")
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    Membership.objects.filter(user=operator).delete()
    gone = bearer(secret).get("/api/v1/requests")
    revoke_token(token=row, by=SYSTEM)
    unknown = bearer("x" * 43).get("/api/v1/requests")

    assert {expired.status_code, gone.status_code, unknown.status_code} == {401}
    assert expired.json() == gone.json() == unknown.json()


def test_the_use_of_a_token_is_noted_by_day(token, django_assert_num_queries):
    client = bearer(token[1])
    client.get("/api/v1/requests")
    assert ApiToken.objects.get().last_used_on == timezone.now().date()


def test_an_export_token_answers_no_requests(operator_organisation, operator, rights_request):
    ApiToken.objects.all().delete()
    _token, secret = create_token(
        organisation=operator_organisation,
        name="wrong",
        scope=TokenScope.EXPORT,
        valid_for=timedelta(days=1),
        owner=operator,
        by=SYSTEM,
    )
    # The person who made it may not take exports, so it opens nothing at all.
    assert bearer(secret).get("/api/v1/requests").status_code == 401


def test_limits_are_told_and_kept(api, resident, monkeypatch):
    from accounts.kit.api.throttling import CallerThrottle

    monkeypatch.setitem(CallerThrottle.THROTTLE_RATES, "account", "2/min")
    client = api(resident)
    first = client.get("/api/v1/me")
    client.get("/api/v1/me")
    third = client.get("/api/v1/me")

    assert first["RateLimit-Limit"] == "2"
    assert first["RateLimit-Remaining"] == "1"
    assert third.status_code == 429
    assert 0 < int(third["Retry-After"]) <= 60
    assert third.json()["type"].endswith("/too_many_requests")


def test_the_last_call_says_that_none_is_left(api, resident, monkeypatch):
    from accounts.kit.api.throttling import CallerThrottle

    monkeypatch.setitem(CallerThrottle.THROTTLE_RATES, "account", "1/min")
    only = api(resident).get("/api/v1/me")
    assert (only.status_code, only["RateLimit-Remaining"]) == (200, "0")


def test_a_limit_that_is_about_to_pass_is_told_as_no_wait():
    from accounts.kit.api.throttling import CallerThrottle

    throttle = CallerThrottle()
    throttle.duration, throttle.now, throttle.history = 60, 100.0, [40.5]
    assert throttle.reset == 0
    throttle.history = [50.0]
    assert throttle.reset == 10


def test_a_program_is_counted_under_its_token_not_as_the_person_who_made_it(
    api, operator, operator_organisation, monkeypatch
):
    from accounts.kit.api.throttling import CallerThrottle

    monkeypatch.setitem(CallerThrottle.THROTTLE_RATES, "token", "1/min")
    secrets = [
        create_token(
            organisation=operator_organisation,
            name=name,
            scope=TokenScope.RESPOND,
            valid_for=timedelta(days=1),
            owner=operator,
            by=SYSTEM,
        )[1]
        for name in ("one", "two")
    ]
    first, second = map(bearer, secrets)
    answers = [one.get("/api/v1/requests").status_code for one in (first, first, second)]
    assert answers == [200, 429, 200]
    assert api(operator).get("/api/v1/requests").status_code != 429


def test_limits_are_per_account(api, resident, stranger, monkeypatch):
    from accounts.kit.api.throttling import CallerThrottle

    monkeypatch.setitem(CallerThrottle.THROTTLE_RATES, "account", "1/min")
    assert api(resident).get("/api/v1/me").status_code == 200
    assert api(stranger).get("/api/v1/me").status_code == 200
    assert api(resident).get("/api/v1/me").status_code == 429
