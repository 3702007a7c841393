"""Database, cache, broker, files: in production shared between processes, and there tomorrow."""

import os
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from config import env
from config.env import Wrong
from config.rules.address import LOOPBACK, parts_of

CACHES = ("redis://", "rediss://", "unix://")
BROKERS = ("redis://", "rediss://", "amqp://", "amqps://")
REDIS = ("redis", "rediss")
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
    if not _is_server(s.CELERY_BROKER_URL, BROKERS):
        yield Wrong(
            "BROKER_URL",
            "BROKER_URL is not fit for production. Set it to Redis or RabbitMQ: redis://host:6379/0.",
        )


def shared_cache(s: Any) -> Iterator[Wrong]:
    if s.PRODUCTION and not _is_server(_cache_url(s), CACHES):
        yield Wrong(
            "REDIS_URL",
            "REDIS_URL is not fit for production. Limits are counted there for all processes: "
            "redis://host:6379/1.",
        )
    elif _database_of(_cache_url(s)) and _database_of(_cache_url(s)) == _database_of(
        s.CELERY_BROKER_URL
    ):
        yield Wrong(
            "REDIS_URL",
            "REDIS_URL and BROKER_URL are the same database: whoever empties the cache would empty the "
            "queue. Give each a number of its own: redis://host:6379/1.",
        )


def _is_server(url: str, schemes: tuple[str, ...]) -> bool:
    """One of ``schemes``, with a host that is named, a port that is one, and of Redis a number."""
    if not url.startswith(schemes):
        return False
    if url.startswith("unix://"):
        return url.startswith("unix:///")
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (read to be checked)
    except ValueError:
        return False
    number = parts.path.strip("/")
    of_redis = parts.scheme in REDIS
    return bool(parts.hostname) and not (of_redis and number and not number.isdecimal())


def _database_of(url: str) -> tuple[str, int, int] | None:
    """Host, port and number of a Redis; None for what is none."""
    if not _is_server(url, tuple(f"{scheme}://" for scheme in REDIS)):
        return None
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or 6379, int(parts.path.strip("/") or 0)


def database(s: Any) -> Iterator[Wrong]:
    database = s.DATABASES["default"]
    if database["ENGINE"] == POSTGRESQL and not database.get("NAME"):
        yield Wrong(
            "DATABASE_URL",
            "DATABASE_URL names no database. Write postgres://user:password@host/name.",
        )


def cache(s: Any) -> Iterator[Wrong]:
    locations = _cache_url(s)
    processes = env.number("WEB_CONCURRENCY", 1, least=1, most=1000)
    if not locations and processes > 1:
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
    one, other = _place_of(media), _place_of(sealed)
    if one and other and (one == other or one in other.parents or other in one.parents):
        yield Wrong(
            "SEALED_STORAGE_URL",
            "SEALED_STORAGE_URL and MEDIA_STORAGE_URL are the same place, or one within the other. Give "
            "each a place of its own.",
        )


def _place_of(storage: dict[str, Any]) -> PurePosixPath | None:
    """A folder, or a prefix in a bucket, however it was written; None in memory."""
    options = storage.get("OPTIONS", {})
    if "bucket_name" in options:
        return PurePosixPath("s3:", options["bucket_name"], options["location"].strip("/"))
    return PurePosixPath(os.path.realpath(options["location"])) if "location" in options else None


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
