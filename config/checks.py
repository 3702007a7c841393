"""System checks: contradictory or dangerous settings refuse to start, and say what to do.

They run with every management command, and again when the web server (`config.wsgi`) and a worker
(`config.start`) start. Other apps register theirs under the same tag.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import jwt
from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, register

from accounts.webpush import envelope
from config import env

TAG = "saveface"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# Nobody sets these for a look at the demo: whoever does has a real installation in mind.
PRODUCTION_ONLY = (
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "EMAIL_HOST",
    "VAULT_WRAPPING_KEY",
    "VAULT_KMS_KEY_ID",
    "RECEIPT_SIGNING_KEY",
    "JWT_PRIVATE_KEY",
    "VAPID_PRIVATE_KEY",
    "SEALED_STORAGE_URL",
    "TRUSTED_PROXY_COUNT",
)


@register(TAG)
def demo_stays_alone(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the demo (sign-in links on the terminal, mail for all to read) beside real settings."""
    if not settings.DEMO:
        return []
    named = [name for name in PRODUCTION_ONLY if env.is_set(name)]
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
    found = {
        "DEBUG": settings.DEBUG,
        "DATABASE_URL": settings.EMBEDDED_DATABASE,
        "BROKER_URL": settings.CELERY_BROKER_URL.startswith(("filesystem://", "memory://")),
        "PUBLIC_URL": urlsplit(settings.PUBLIC_URL).scheme != "https",
    }
    hints = {
        "DEBUG": "Unset DEBUG.",
        "DATABASE_URL": "Set it to a PostgreSQL database: postgres://user:password@host/name.",
        "BROKER_URL": "Set it to Redis or RabbitMQ: redis://host:6379/0.",
        "PUBLIC_URL": "Set it to the https:// address that residents open.",
    }
    return [
        Error(f"{name} is not fit for production.", hint=hints[name], id="saveface.E002")
        for name, bad in found.items()
        if bad
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
