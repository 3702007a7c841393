"""System checks: contradictory or dangerous settings refuse to start, and say what to do.

They run with every management command, and again when the web server (`config.web.wsgi`) and a worker
(`config.worker.checks_first`) start. Other apps register theirs under the same tag.
"""

import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

from accounts.webpush import envelope
from config import env
from config.rules import address, stores
from config.rules.stores import is_elsewhere

TAG = "saveface"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# What may be set for a look at the demo. Whoever sets anything else has a real installation in mind.
DEMO_MAY = frozenset(
    {
        *(
            "SAVEFACE_PROFILE",
            "SAVEFACE_VAR",
            "PORT",
            "DEBUG",
            "PUBLIC_URL",
            "TIME_ZONE",
            "LOG_LEVEL",
        ),
        *("DATABASE_URL", "REDIS_URL", "BROKER_URL"),  # on this machine alone
        *("WEB_CONCURRENCY", "WEB_THREADS", "WORKER_MEMORY_MB", "AWS_REGION", "AWS_DEFAULT_REGION"),
        *("FACE_ON_DEVICE", "FACE_QUEUE_AT_MOST", "K_ANONYMITY", "EXPORT_WAIT_MONTHS"),
        *(
            f"API_RATE_{who}{what}"
            for who in ("TOKEN", "ACCOUNT", "ADDRESS")
            for what in ("", "_UNSAFE")
        ),
        *(f"DATABASE_{limit}_SECONDS" for limit in ("LOCK", "STATEMENT", "IDLE")),
        *(f"DATABASE_{limit}_SECONDS_WORKER" for limit in ("LOCK", "STATEMENT", "IDLE")),
    }
)
STORES = ("DATABASE_URL", "REDIS_URL", "BROKER_URL")
# The settings ask for these in production alone.
PRODUCTION_ONLY = ("ALLOWED_HOSTS", "DEFAULT_FROM_EMAIL", "VAULT_WRAPPING_KEY", "VAULT_KMS_KEY_ID")


@register(TAG)
def demo_stays_alone(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the demo (sign-in links on the terminal, mail for all to read) beside real settings."""
    if not settings.DEMO:
        return []
    names = {name.removesuffix("_FILE") for name in (*PRODUCTION_ONLY, *env.asked())}
    named = sorted(name for name in names - DEMO_MAY if env.is_set(name))
    named += [name for name in STORES if is_elsewhere(os.environ.get(name, ""))]
    if urlsplit(settings.PUBLIC_URL).hostname not in LOOPBACK:
        named.append("PUBLIC_URL")
    if settings.PRODUCTION:  # a settings module of one's own that says both
        named.append("SAVEFACE_PROFILE")
    return [
        Error(
            f"{name} is set, but the profile is demo, where anybody may sign in as anybody.",
            hint="Set SAVEFACE_PROFILE=production, or unset it.",
            id="saveface.E001",
        )
        for name in named
    ]


@register(TAG)
def production_is_serious(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse in production what is for trying out only."""
    if not settings.PRODUCTION:
        return []
    wrongs = [*stores.toys(settings), *address.public_url(settings)]
    return [
        Error(what, hint=hint, id="saveface.E002")
        for what, _end, hint in (wrong.sentence.partition(". ") for wrong in wrongs)
    ]


@register(TAG)
def calls_out_stay_out(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse to call this machine for others, which tests do."""
    if not settings.OUTGOING_LOOPBACK or settings.PROFILE is env.Profile.TEST:
        return []
    hint = "Take OUTGOING_LOOPBACK out of the settings."
    return [Error("OUTGOING_LOOPBACK is for tests alone.", hint=hint, id="saveface.E006")]


@register(TAG)
def keys_are_private(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse key files that others on this machine can read."""
    folder = settings.KEYS_DIR
    files = [] if settings.PRODUCTION else sorted(folder.iterdir())
    return [
        Error(f"{path} can be read by others.", hint=f"chmod 600 {path}", id="saveface.E003")
        for path in files
        if path.stat().st_mode & 0o077
    ]


@register(TAG)
def access_tokens_can_be_signed(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a key with which no native app could sign in."""
    try:
        jwt.encode({}, settings.HEADLESS_JWT_PRIVATE_KEY, algorithm="RS256")
    except (jwt.InvalidKeyError, TypeError, ValueError):
        hint = "Make an RSA key in PEM form: openssl genpkey -algorithm rsa -pkeyopt rsa_keygen_bits:2048."
        return [Error("JWT_PRIVATE_KEY is no such key.", hint=hint, id="saveface.E005")]
    return []


@register(TAG)
def push_has_its_key(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Say that nothing is sent to devices; refuse a key that cannot sign."""
    try:
        if envelope.public_key():
            return []
    except (TypeError, ValueError):
        hint = "Set VAPID_PRIVATE_KEY_FILE to a PEM file (PKCS #8) of a key on P-256, or unset it."
        return [Error("VAPID_PRIVATE_KEY is no such key.", hint=hint, id="saveface.E004")]
    hint = "See docs/pwa.md for how to make the key. People are told by e-mail all the same."
    return [Info("VAPID_PRIVATE_KEY is not set: no push messages.", hint=hint, id="saveface.I004")]
