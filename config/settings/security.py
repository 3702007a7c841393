"""Keys, hosts, cookies, headers."""

import json
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

from config import env
from config.demo_keys import ensure_demo_keys
from config.settings.base import PUBLIC_URL
from config.settings.paths import BASE_DIR, DEMO, PRODUCTION, VAR_DIR

# --- keys -------------------------------------------------------------------------------------

KEYS_DIR = VAR_DIR / "keys"
if not PRODUCTION:
    ensure_demo_keys(KEYS_DIR)


def _key(name: str) -> str:
    """Return a key: the deployer's, or outside production the one made on the first run."""
    return env.secret(name, None if PRODUCTION else (KEYS_DIR / name).read_text("utf-8"))


def _retired_keys() -> Any:
    try:
        return json.loads(env.secret("RECEIPT_RETIRED_KEYS", "[]"))
    except (ValueError, RecursionError):
        sentence = "RECEIPT_RETIRED_KEYS is no JSON. Set it to a list of public keys, or unset it."
        env.wrong("RECEIPT_RETIRED_KEYS", sentence)
        return []


SECRET_KEY = _key("SECRET_KEY")
# Ed25519, PEM (PKCS #8): signs receipts.
RECEIPT_SIGNING_KEY = _key("RECEIPT_SIGNING_KEY")
# Public keys (JSON Web Keys) that signed receipts before: those stay checkable for ever.
RECEIPT_RETIRED_KEYS: list[dict[str, str]] = _retired_keys()
# RSA, PEM: signs the access tokens of native apps.
HEADLESS_JWT_PRIVATE_KEY = _key("JWT_PRIVATE_KEY")

# The key that wraps the data keys of the vault: base64 of 32 bytes, in a file or in the
# environment, or an AWS KMS key that never leaves the KMS.
KEY_WRAPPER = env.text("KEY_WRAPPER", None if PRODUCTION else "file")
VAULT_WRAPPING_KEY_FILE = (
    env.text(
        "VAULT_WRAPPING_KEY_FILE", None if PRODUCTION else str(KEYS_DIR / "VAULT_WRAPPING_KEY")
    )
    if KEY_WRAPPER == "file"
    else ""
)
VAULT_WRAPPING_KEY = env.secret("VAULT_WRAPPING_KEY") if KEY_WRAPPER == "env" else ""
# While the wrapping key is being changed: the old ones, until `manage.py rewrap_keys` says that they
# may be dropped (docs/wrapping-key.md).
VAULT_OLD_WRAPPING_KEYS = [
    key for key in env.secret("VAULT_OLD_WRAPPING_KEYS", " ").replace(",", " ").split() if key
]
VAULT_KMS_KEY_ID = env.text("VAULT_KMS_KEY_ID") if KEY_WRAPPER == "kms" else ""
VAULT_KMS_REGION = env.text("AWS_REGION", "")
if KEY_WRAPPER not in {"", "file", "env", "kms"}:
    env.wrong("KEY_WRAPPER", f"KEY_WRAPPER is {KEY_WRAPPER!r}. Set it to file, env or kms.")

# --- faces ------------------------------------------------------------------------------------

# Whether a face may be computed on the resident's own device, with lower assurance: to remove or to
# stop, and only together with a ticket, room or member number (docs/on-device.md). Who runs an
# installation declares it.
FACE_ON_DEVICE = env.flag("FACE_ON_DEVICE", default=not PRODUCTION)
# What `make face-model` fetches for the browser; without it the pages do not offer the way.
FACE_MODEL_DIR = BASE_DIR / "static" / "face-model"

# --- hosts and proxies ------------------------------------------------------------------------

try:
    _HOST = urlsplit(PUBLIC_URL).hostname or ""
except ValueError:  # told by config.rules
    _HOST = ""
# The demo answers on this machine only, whatever it is bound to.
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if DEMO else env.names("ALLOWED_HOSTS", [_HOST])
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PRODUCTION else []
# Reverse proxies of ours in front of the web server, whose X-Forwarded-For can be believed. In production
# it is stated, 0 included: too few, and everybody is counted as one; too many, and anybody as somebody else.
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", None if PRODUCTION else 0, most=9)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None

# --- cookies and transport --------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "saveface-session"
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked by the platform without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# --- content security policy ------------------------------------------------------------------

_DIRECTIVES = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "manifest-src": [SELF],
    "worker-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],  # the picture just taken, shown before it is sent
    "media-src": [SELF, "blob:"],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
CONTENT_SECURITY_POLICY = {"DIRECTIVES": _DIRECTIVES}
# The admin's Alpine evaluates its attributes and sets styles in place.
CONTENT_SECURITY_POLICY_ADMIN = {
    "script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
}
