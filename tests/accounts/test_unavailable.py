"""What is busy or out of reach is told apart from what is a mistake of ours, by the database's own word."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from accounts.core.unavailable import is_unavailable
from accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def error_of(statement, *before):
    with transaction.atomic(), connection.cursor() as cursor:
        for each in before:
            cursor.execute(each)
        with pytest.raises(DatabaseError) as caught:
            cursor.execute(statement)
        transaction.set_rollback(True)
    return caught.value


def test_a_mistake_of_ours_is_no_time_out():
    assert not is_unavailable(error_of("SELECT nothing FROM nowhere"))
    assert not is_unavailable(error_of("SELEC"))
    assert not is_unavailable(ValueError())
    assert not is_unavailable(None)


def test_what_is_there_already_is_no_time_out():
    User.objects.create_user(email="a@example.test")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.create(email="a@example.test")
    assert not is_unavailable(caught.value)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such limit")
def test_a_statement_that_runs_too_long_is_one():
    assert is_unavailable(error_of("SELECT pg_sleep(60)", "SET LOCAL statement_timeout = '1ms'"))


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs a server")
def test_a_session_that_the_server_ended_is_one():
    """As it does with one that holds its locks and sleeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
    other.close()
    with pytest.raises(DatabaseError) as caught:
        User.objects.exists()
    connection.close()
    assert is_unavailable(caught.value)


def test_a_cache_that_is_away_is_one(settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    with pytest.raises(Exception, match="refused") as caught:
        caches["default"].get("x")
    assert is_unavailable(caught.value)
