"""Is the process alive, and can it do its work?"""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import storages
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu import Connection

from config.worker.celery import app

logger = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 3


def database() -> None:
    """Raise when the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def cache_works() -> None:
    """Raise when the cache does not give back what it was given: limits are counted there."""
    key, value = f"readyz:{secrets.token_hex(8)}", secrets.token_hex(8)
    cache.set(key, value, TIMEOUT_SECONDS)
    found = cache.get(key)
    cache.delete(key)
    if found != value:
        raise OSError("the cache forgets")


def broker() -> None:
    """Raise when no task can be queued."""
    if settings.CELERY_BROKER_URL.startswith("filesystem://"):
        _writable(settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_out"])
        return
    link: Connection
    with app.connection_for_write(connect_timeout=TIMEOUT_SECONDS) as link:
        link.ensure_connection(max_retries=1, timeout=TIMEOUT_SECONDS, interval_start=0)


def storage() -> None:
    """Raise when the store of sealed blobs does not answer."""
    sealed = storages["sealed"]
    folder = getattr(sealed, "base_location", None)
    if folder and Path(folder).is_dir():
        _writable(folder)
    sealed.exists("readyz")


def keys() -> None:
    """Raise when the vault's wrapping key does not wrap and unwrap."""
    from biometrics.vault.keys import key_wrapper, try_out

    try_out(key_wrapper())


PROBES: dict[str, Callable[[], None]] = {
    "database": database,
    "cache": cache_works,
    "broker": broker,
    "storage": storage,
    "keys": keys,
}


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer while the process lives, and say which version it is; asks nothing else."""
    headers = {"Saveface-Version": settings.VERSION}
    return HttpResponse("ok", content_type="text/plain", headers=headers)


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when all is there, 503 when something is not; says which."""
    states = {name: _state(name, probe) for name, probe in PROBES.items()}
    ready = all(state == "ok" for state in states.values())
    return JsonResponse({"ready": ready, "checks": states}, status=200 if ready else 503)


def _state(name: str, probe: Callable[[], None]) -> str:
    try:
        probe()
    except Exception as error:  # whatever it is, the answer is the same: not ready
        # The reason is for the log: its text may name hosts, users and paths.
        logger.warning("not_ready", check=name, error=type(error).__name__, exc_info=True)
        return "unreachable"
    return "ok"


def _writable(folder: str) -> None:
    if not os.access(folder, os.W_OK):
        raise OSError(f"{folder} is not there, or not writable")
