"""Keys: one for each purpose, and one way to each."""

import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config import env
from config.env import Wrong

VAULT = ("VAULT_WRAPPING_KEY", "VAULT_WRAPPING_KEY_FILE", "VAULT_KMS_KEY_ID")
# What each KEY_WRAPPER reads. For `env` the key may also come from a file, as every secret may.
READ_BY = {
    "file": {"VAULT_WRAPPING_KEY_FILE"},
    "env": {"VAULT_WRAPPING_KEY", "VAULT_WRAPPING_KEY_FILE"},
    "kms": {"VAULT_KMS_KEY_ID"},
}
SHORTEST_SECRET = (
    50  # characters, and so many different ones: as Django's own check (security.W009)
)
FEWEST_DIFFERENT = 5


def vault(s: Any) -> Iterator[Wrong]:
    read = READ_BY.get(s.KEY_WRAPPER)
    if read is None:
        return
    for name in VAULT:
        if os.environ.get(name) and name not in read:
            yield Wrong(
                name,
                f"{name} is set, but KEY_WRAPPER is {s.KEY_WRAPPER} and reads it nowhere. Unset it, or "
                "change KEY_WRAPPER (docs/wrapping-key.md).",
            )
    if s.KEY_WRAPPER == "kms" and not (s.VAULT_KMS_REGION or _region_in(s.VAULT_KMS_KEY_ID)):
        yield Wrong("AWS_REGION", "AWS_REGION is not set. Set it to the region of the KMS key.")


def _region_in(key_id: str) -> bool:
    """arn:aws:kms:REGION:account:key/…"""
    return key_id.startswith("arn:") and len(key_id.split(":")) > 4 and bool(key_id.split(":")[3])


def each_its_own(s: Any) -> Iterator[Wrong]:
    """Whoever learns one key must not have learnt another."""
    keys = {
        "SECRET_KEY": s.SECRET_KEY,
        "RECEIPT_SIGNING_KEY": s.RECEIPT_SIGNING_KEY,
        "JWT_PRIVATE_KEY": s.HEADLESS_JWT_PRIVATE_KEY,
        "VAPID_PRIVATE_KEY": s.VAPID_PRIVATE_KEY,
        "VAULT_WRAPPING_KEY": s.VAULT_WRAPPING_KEY or _content(s.VAULT_WRAPPING_KEY_FILE),
        "EMAIL_HOST_PASSWORD": s.EMAIL_HOST_PASSWORD,
    }
    given = [(name, key.strip()) for name, key in keys.items() if key.strip()]
    for (one, first), (other, second) in itertools.combinations(given, 2):
        if first == second:
            yield Wrong(
                other, f"{other} and {one} are the same. Make a key of its own for each purpose."
            )
    if s.VAULT_WRAPPING_KEY and s.VAULT_WRAPPING_KEY in s.VAULT_OLD_WRAPPING_KEYS:
        yield Wrong(
            "VAULT_OLD_WRAPPING_KEYS",
            "VAULT_OLD_WRAPPING_KEYS holds VAULT_WRAPPING_KEY, which is in use. Take it out there.",
        )


def _content(path: str) -> str:
    """ "" for what cannot be read: saveface.E011 tells."""
    try:
        return Path(path).read_text("utf-8") if path else ""
    except (OSError, UnicodeDecodeError):
        return ""


def secret(s: Any) -> Iterator[Wrong]:
    key = s.SECRET_KEY
    weak = len(key) < SHORTEST_SECRET or len(set(key)) < FEWEST_DIFFERENT
    if s.PRODUCTION and (weak or key.startswith("django-insecure-")):
        yield Wrong(
            "SECRET_KEY",
            "SECRET_KEY can be guessed. Set it to 50 random characters: openssl rand -base64 48.",
        )


def retired(s: Any) -> Iterator[Wrong]:
    if not isinstance(s.RECEIPT_RETIRED_KEYS, list):
        yield Wrong(
            "RECEIPT_RETIRED_KEYS",
            "RECEIPT_RETIRED_KEYS is no list. Set it to a list of public keys, or unset it.",
        )


def faces(s: Any) -> Iterator[Wrong]:
    stated = s.PRODUCTION and env.is_set("FACE_ON_DEVICE")
    if stated and s.FACE_ON_DEVICE and not (s.FACE_MODEL_DIR / "model.json").is_file():
        yield Wrong(
            "FACE_ON_DEVICE",
            "FACE_ON_DEVICE is on, but the model for browsers is not there. Run `make face-model`, or "
            "unset FACE_ON_DEVICE.",
        )


RULES = (vault, each_its_own, secret, retired, faces)
