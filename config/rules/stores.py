"""Database, cache, broker, files: in production shared between processes, and there tomorrow."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from config import env
from config.env import Wrong
from config.rules.address import LOOPBACK, parts_of

CACHES = ("redis://", "rediss://", "unix://")
BROKERS = ("redis://", "rediss://", "amqp://", "amqps://")
POSTGRESQL = "django.db.backends.postgresql"
KEY_PAIR = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


def toys(s: Any) -> Iterator[Wrong]:
    """What is for trying out only."""
    if not s.PRODUCTION:
        return
    if s.DEBUG:
        yield Wrong("DEBUG", "DEBUG is not fit for production. Unset DEBUG.")
    if s.EMBEDDED_DATABASE:
        yield Wrong(
            "DATABASE_URL",
            "DATABASE_URL is not fit for production. "
            "Set it to a PostgreSQL database: postgres://user:password@host/name.",
        )
    if not s.CELERY_BROKER_URL.startswith(BROKERS):
        yield Wrong(
            "BROKER_URL",
            "BROKER_URL is not fit for production. Set it to Redis or RabbitMQ: redis://host:6379/0.",
        )


def shared_cache(s: Any) -> Iterator[Wrong]:
    if s.PRODUCTION and not _cache_url(s).startswith(CACHES):
        yield Wrong(
            "REDIS_URL",
            "REDIS_URL is not fit for production. Limits are counted there for all processes: "
            "redis://host:6379/1.",
        )


def database(s: Any) -> Iterator[Wrong]:
    database = s.DATABASES["default"]
    if database["ENGINE"] == POSTGRESQL and not database.get("NAME"):
        yield Wrong(
            "DATABASE_URL",
            "DATABASE_URL names no database. Write postgres://user:password@host/name.",
        )


def cache(s: Any) -> Iterator[Wrong]:
    locations = _cache_url(s)
    if not locations and env.number("WEB_CONCURRENCY", 1, least=1, most=1000) > 1:
        yield Wrong(
            "WEB_CONCURRENCY",
            "WEB_CONCURRENCY is more than 1, and each process would count its own limits. "
            "Set REDIS_URL, or unset WEB_CONCURRENCY.",
        )
    if not s.PRODUCTION and locations and not locations.startswith(CACHES):
        yield Wrong("REDIS_URL", "REDIS_URL is no Redis. Write redis://host:6379/1.")
    env.number("WEB_THREADS", 4, least=1, most=1000)


def _cache_url(s: Any) -> str:
    location: str = s.CACHES["default"].get("LOCATION", "")
    return location


def files(s: Any) -> Iterator[Wrong]:
    media, sealed = (s.STORAGES[name] for name in ("default", "sealed"))
    in_memory = "django.core.files.storage.InMemoryStorage"
    for name, storage in (("MEDIA_STORAGE_URL", media), ("SEALED_STORAGE_URL", sealed)):
        if s.PRODUCTION and storage["BACKEND"] == in_memory:
            yield Wrong(
                name,
                f"{name} is in memory, and gone with the process. Write file:///an/absolute/folder or "
                "s3://bucket/prefix.",
            )
    if media == sealed and media["BACKEND"] != in_memory:
        yield Wrong(
            "SEALED_STORAGE_URL",
            "SEALED_STORAGE_URL and MEDIA_STORAGE_URL are the same place. Give each a place of its own.",
        )


def s3(s: Any) -> Iterator[Wrong]:
    options = [
        each["OPTIONS"] for each in s.STORAGES.values() if each["BACKEND"].endswith("S3Storage")
    ]
    if options:
        yield from _s3(options[0]["endpoint_url"] or "", options[0]["region_name"])
    given = [name for name in KEY_PAIR if os.environ.get(name)]
    if len(given) == 1:
        (missing,) = set(KEY_PAIR).difference(given)
        yield Wrong(missing, f"{missing} is not set, but {given[0]} is. Set both, or neither.")


def _s3(endpoint: str, region: str | None) -> Iterator[Wrong]:
    if not region:
        yield Wrong("AWS_REGION", "AWS_REGION is not set. Set it to the region of the S3 bucket.")
    if not endpoint:
        return  # the keys may come from the machine's own role
    parts = parts_of(endpoint)
    if parts is None:
        yield Wrong(
            "S3_ENDPOINT_URL", "S3_ENDPOINT_URL is no address. Write https://host, or unset it."
        )
    elif parts.scheme != "https" and parts.hostname not in LOOPBACK:
        yield Wrong(
            "S3_ENDPOINT_URL",
            "S3_ENDPOINT_URL is not https: the key of the store would go in the clear. Write https://host.",
        )
    if not any(os.environ.get(name) for name in (*KEY_PAIR, "AWS_PROFILE", "AWS_ROLE_ARN")):
        yield Wrong(
            "AWS_ACCESS_KEY_ID",
            "AWS_ACCESS_KEY_ID is not set, and a store at S3_ENDPOINT_URL knows no roles. "
            "Set it, and AWS_SECRET_ACCESS_KEY.",
        )


def is_elsewhere(url: str) -> bool:
    """Say whether a database, cache or broker is on another machine; what cannot be read is."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return True
    return bool(host) and host not in LOOPBACK


RULES = (toys, shared_cache, database, cache, files, s3)
