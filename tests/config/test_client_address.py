"""Who calls is said once, believed only of our own proxies, and counted by the network that one is given."""

from __future__ import annotations

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import get_ip
from django.conf import settings as django_settings
from django.test import RequestFactory
from rest_framework.settings import api_settings

from accounts.core.client_address import ClientAddressMiddleware, client_address, counted_address
from accounts.kit.api.throttling import CallerThrottle
from accounts.middleware import SecondFactorMiddleware
from config.web.middleware import ApiTagMiddleware

PROXY = "10.0.0.9"


def seen(forwarded, peer=PROXY):
    return client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded})


@pytest.mark.parametrize(
    ("proxies", "forwarded", "client"),
    [
        (0, "1.2.3.4", PROXY),
        (0, "", PROXY),
        (1, "", PROXY),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (1, "9.9.9.9,1.2.3.4:5678", "1.2.3.4"),
        (1, "[2001:4860::1]:5678", "2001:4860::1"),
        (1, "2001:4860:0::1", "2001:4860::1"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
        (1, "2002:0102:0304::1", "1.2.3.4"),
        (2, "9.9.9.9, 1.2.3.4, 10.0.0.8", "1.2.3.4"),
        (2, "1.2.3.4", PROXY),  # it did not come by both of our proxies
        (1, "1.2.3.4,", PROXY),
        (1, "unknown", PROXY),
        (1, "1.2.3.4; drop", PROXY),
        (1, "1.2.3.4\n5.6.7.8", PROXY),
        (1, "0x1.2.3.4", PROXY),
        (1, "01.2.3.4", PROXY),
        (1, "fe80::1%eth0", PROXY),
        (1, "localhost", PROXY),
        (1, "１.2.3.4", PROXY),
    ],
)
def test_the_entry_that_our_own_proxy_wrote_is_believed_and_no_other(
    settings, proxies, forwarded, client
):
    settings.TRUSTED_PROXY_COUNT = proxies
    assert seen(forwarded) == client


def test_without_any_address_there_is_none():
    assert client_address({}) is None
    assert client_address({"REMOTE_ADDR": "unix:"}) is None
    assert counted_address("") == "unknown"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("2001:4860:1:2:3:4:5:6", "2001:4860:1:2::/64"),
        ("2001:4860:1:2::", "2001:4860:1:2::/64"),
        ("2001:4860:1:3::", "2001:4860:1:3::/64"),
    ],
)
def test_an_address_counts_as_its_network(address, counted):
    assert counted_address(address) == counted


def through_the_edge(**meta):
    request = RequestFactory().get("/", **meta)
    ClientAddressMiddleware(lambda same: same)(request)
    return request


@pytest.mark.parametrize(
    ("peer", "counted"),
    [
        ("2001:4860:1:2:3::1", "2001:4860:1:2::"),
        ("2001:4860:1:2:ffff::9", "2001:4860:1:2::"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("1.2.3.4", "1.2.3.4"),
    ],
)
def test_the_api_and_signing_in_count_alike(settings, peer, counted):
    settings.TRUSTED_PROXY_COUNT = 1
    request = through_the_edge(REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=f"6.6.6.6, {peer}")
    assert CallerThrottle().get_ident(request).removesuffix("/64") == counted
    assert get_ip(request) == counted


def test_nobody_reads_another_header():
    request = through_the_edge(
        REMOTE_ADDR=PROXY,
        HTTP_X_FORWARDED_FOR="1.1.1.1",
        HTTP_X_REAL_IP="1.1.1.1",
        HTTP_FORWARDED="for=1.1.1.1",
        HTTP_X_CLIENT_IP="1.1.1.1",
    )
    assert get_adapter().get_client_ip(request) == PROXY
    assert "1.1.1.1" not in map(str, request.META.values())
    assert api_settings.NUM_PROXIES == django_settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0


def test_it_is_said_before_anything_reads_it():
    order = django_settings.MIDDLEWARE
    name = "accounts.core.client_address.ClientAddressMiddleware"
    assert order[0] == name
    for later in (ApiTagMiddleware, SecondFactorMiddleware):
        assert f"{later.__module__}.{later.__qualname__}" in order[1:]


# --- through HTTP -----------------------------------------------------------------------------


@pytest.fixture
def one_call_a_minute(monkeypatch):
    monkeypatch.setitem(CallerThrottle.THROTTLE_RATES, "address", "1/min")


@pytest.mark.django_db
def test_neighbours_in_one_network_share_the_limit_of_the_api(client, one_call_a_minute):
    call = lambda address: client.get("/api/v1/venues", REMOTE_ADDR=address).status_code  # noqa: E731
    assert call("2001:4860:1:2::1") == 200
    assert call("2001:4860:1:2:ffff::1") == 429
    assert call("2001:4860:1:3::1") == 200
    assert call("1.2.3.4") == 200
    assert call("::ffff:1.2.3.4") == 429


@pytest.mark.django_db
def test_a_forged_header_does_not_renew_the_limit(client, one_call_a_minute, settings):
    settings.TRUSTED_PROXY_COUNT = 1
    statuses = [
        client.get(
            "/api/v1/venues",
            REMOTE_ADDR=PROXY,
            HTTP_X_FORWARDED_FOR=f"5.5.5.{number}, 1.2.3.4",
        ).status_code
        for number in range(3)
    ]
    assert statuses == [200, 429, 429]


# --- when the cache is away -----------------------------------------------------------------------


@pytest.fixture
def no_cache(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }


@pytest.mark.django_db
def test_without_a_cache_nobody_gets_in_uncounted(client, no_cache):
    api = client.get("/api/v1/venues")
    page = client.post("/accounts/login/", {"email": "resident@example.test"})
    app = client.post(
        "/_allauth/app/v1/auth/code/request",
        {"email": "resident@example.test"},
        content_type="application/json",
    )
    assert [answer.status_code for answer in (api, page, app)] == [503, 503, 503]
    assert "busy or out of reach" in api.json()["detail"]
    assert "busy or out of reach" in app.json()["detail"]
    assert "Wait a few seconds" in page.text
    assert api["Retry-After"] == page["Retry-After"] == app["Retry-After"] == "5"
    assert all(b"redis" not in answer.content for answer in (api, page, app))
