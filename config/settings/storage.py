"""Database, cache, files. Embedded by default; PostgreSQL, Redis and S3 by environment."""

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from accounts.core.totality import total
from config import env
from config.process import Process, kind
from config.settings.paths import BASE_DIR, PRODUCTION, PROFILE, VAR_DIR

IN_TEST = PROFILE is env.Profile.TEST

VAR_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)

# --- database ---------------------------------------------------------------------------------


def _limits(suffix: str, *defaults: int) -> dict[str, int]:
    names = ("LOCK", "STATEMENT", "IDLE")
    settings = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    return {
        setting: env.number(f"DATABASE_{name}_SECONDS{suffix}", default, least=1, most=86400)
        for setting, name, default in zip(settings, names, defaults, strict=True)
    }


# A server that takes connections and says nothing would hold each thread for ever.
DATABASE_CONNECT_SECONDS = 5
KNOWN_SCHEMES = frozenset({"postgres", "postgresql", "psql", "pgsql", "sqlite"})
DATABASE_LIMITS = total(
    Process,
    {
        Process.WEB: _limits("", 5, 30, 60),
        Process.WORKER: _limits("_WORKER", 30, 600, 600),
        Process.COMMAND: {},
    },
    name="config.settings.storage.DATABASE_LIMITS",
)


def _database() -> dict[str, Any]:
    url = None if PRODUCTION else f"sqlite:///{VAR_DIR / 'database.sqlite3'}"
    config = _read_url(env.secret("DATABASE_URL", url))
    ours = _sqlite() if "sqlite3" in config["ENGINE"] else _postgresql()
    # Last word for ours; what the address says besides (?sslmode=require) stays.
    return config | ours | {"OPTIONS": config.get("OPTIONS", {}) | ours["OPTIONS"]}


def _read_url(url: str) -> dict[str, Any]:
    if url.partition("://")[0] in KNOWN_SCHEMES:
        try:
            return dict(environ.Env.db_url_config(url))
        except (ImproperlyConfigured, ValueError, KeyError):
            pass
    if url:  # otherwise it was said that it is not set
        env.wrong(
            "DATABASE_URL",
            "DATABASE_URL is no database that Saveface knows. "
            "Write postgres://user:password@host/name, or sqlite:////an/absolute/path.",
        )
    return {"ENGINE": "django.db.backends.postgresql", "NAME": ""}


def _sqlite() -> dict[str, Any]:
    # IMMEDIATE takes the write lock when the transaction begins: two writers queue up instead of
    # failing half-way. FULL: what was filed survives a power cut. secure_delete: what was
    # deleted is overwritten, not only unlinked. Tests need neither.
    durable = "PRAGMA synchronous=OFF" if IN_TEST else "PRAGMA synchronous=FULL"
    return {
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": env.number("DATABASE_LOCK_SECONDS", 20, least=1, most=86400),
            "init_command": f"PRAGMA journal_mode=WAL; {durable}; PRAGMA secure_delete=ON;",
        },
        # A file, as in `make run`: in memory, threads that share it fail instead of waiting.
        "TEST": {"NAME": VAR_DIR / f"test_{os.getpid()}.sqlite3"},
    }


def _time_limits() -> str:
    """So long may one statement wait for a lock, run, and hold its transaction open doing nothing.

    A person waits for a page, nobody for a worker. Migrations and other commands have no limit:
    somebody watches them.
    """
    return " ".join(f"-c {name}={seconds}s" for name, seconds in DATABASE_LIMITS[kind()].items())


def _postgresql() -> dict[str, Any]:
    # One test database a process: two test runs beside each other do not drop each other's.
    return {
        "CONN_MAX_AGE": 0 if IN_TEST else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": _time_limits(), "connect_timeout": DATABASE_CONNECT_SECONDS},
        "TEST": {"NAME": f"test_saveface_{os.getpid()}"},
    }


DATABASES = {"default": _database()}
EMBEDDED_DATABASE = "sqlite3" in DATABASES["default"]["ENGINE"]

# --- cache ------------------------------------------------------------------------------------


def _cache() -> dict[str, Any]:
    # Limits on attempts are counted here: with several web processes the count must be shared.
    url = env.secret("REDIS_URL", None if PRODUCTION else "locmem://")
    if url == "locmem://":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        # A cache that hangs is one that is away: the call gets its 503 soon.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }


CACHES = {"default": _cache()}

# --- files ------------------------------------------------------------------------------------


def _files(name: str, url: str) -> dict[str, Any]:
    """Return the storage behind file:///folder or s3://bucket/prefix."""
    scheme, _, rest = url.partition("://")
    if scheme == "memory":
        return {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    if scheme == "file" and rest.startswith("/"):
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "location": rest,
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    if scheme == "s3" and rest.partition("/")[0]:
        return _s3(rest)
    if url:  # otherwise it was said that it is not set
        told = "Write file:///an/absolute/folder or s3://bucket/prefix."
        env.wrong(name, f"{name} is {url!r}, which is no storage. {told}")
    return {"BACKEND": "django.core.files.storage.InMemoryStorage"}


# By itself the client waits for a minute, five times.
S3_CONNECT_SECONDS, S3_READ_SECONDS, S3_TRIES = 3, 5, 2


def _patience() -> Any:
    from botocore.config import Config

    return Config(
        signature_version="s3v4",
        connect_timeout=S3_CONNECT_SECONDS,
        read_timeout=S3_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": S3_TRIES},
    )


def _s3(rest: str) -> dict[str, Any]:
    bucket, _, prefix = rest.partition("/")
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "location": prefix,
            "endpoint_url": env.text("S3_ENDPOINT_URL", "") or None,
            "region_name": env.text("AWS_REGION", "") or env.text("AWS_DEFAULT_REGION", "") or None,
            "client_config": _patience(),
            "file_overwrite": False,
            "default_acl": None,
        },
    }


def _place(name: str, folder: str) -> dict[str, Any]:
    embedded = "memory://" if IN_TEST else f"file://{VAR_DIR / folder}"
    return _files(name, env.text(name, None if PRODUCTION else embedded))


# Compressed and named by content in production; the demo serves the sources, with no build step.
_STATIC = (
    "config.web.static_files.StaticFiles"
    if PRODUCTION
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)

STORAGES = {
    "default": _place("MEDIA_STORAGE_URL", "media"),
    # Only sealed bytes are ever put here.
    "sealed": _place("SEALED_STORAGE_URL", "sealed"),
    "staticfiles": {"BACKEND": _STATIC},
}

STATIC_URL = "/static/"
# Collected for production only; elsewhere the files are served from where they lie.
STATIC_ROOT = BASE_DIR / "staticfiles" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION

FILE_UPLOAD_HANDLERS = ["config.web.uploads.MemoryOnlyUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
# Of a form, without its files. JSON has budgets of its own (accounts/core/parsing).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# The longest form is an answer of the desk with its evidence.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
DATA_UPLOAD_MAX_NUMBER_FILES = 200
