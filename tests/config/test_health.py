"""/healthz says that the process lives, /readyz that it can work, or what is missing."""

import pytest
from kombu.exceptions import OperationalError

from config.web import health


def test_healthz_asks_nothing_else(client):
    answer = client.get("/healthz")  # no database mark: a query would fail the test
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_readyz_when_all_is_there(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "checks": {"database": "ok", "cache": "ok", "broker": "ok", "storage": "ok", "keys": "ok"},
    }


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "cache", "broker", "storage", "keys"])
def test_readyz_names_what_is_missing_and_not_why(client, monkeypatch, part):
    def fail():
        raise OSError("/secret/path is gone")

    monkeypatch.setitem(health.PROBES, part, fail)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"][part] == "unreachable"
    assert not answer.json()["ready"]
    assert b"secret" not in answer.content


def test_a_broker_folder_that_is_gone_is_noticed(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://localhost//"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(tmp_path / "gone")}
    with pytest.raises(OSError, match="not writable"):
        health.broker()


def test_a_broker_that_is_down_is_noticed(settings, monkeypatch):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    down = health.app.connection_for_write("redis://127.0.0.1:1/0")
    monkeypatch.setattr(health.app, "connection_for_write", lambda **_: down)
    with pytest.raises(OperationalError):
        health.broker()


AWAY = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": "redis://127.0.0.1:1/0",
}
FORGETS = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


@pytest.mark.django_db
@pytest.mark.parametrize("cache", [AWAY, FORGETS], ids=["away", "forgets"])
def test_a_cache_that_does_not_count_is_noticed(client, settings, cache):
    settings.CACHES = {"default": cache}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {
        "database": "ok", "cache": "unreachable", "broker": "ok", "storage": "ok", "keys": "ok",
    }  # fmt: skip
    assert b"127.0.0.1" not in answer.content


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_probes_only_read(client, method):
    assert getattr(client, method)("/healthz").status_code == 405
