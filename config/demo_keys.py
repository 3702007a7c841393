"""Keys of the demo profile, made on the first run. Production brings its own.

Each file is made once, readable for its owner alone (mode 0600), and never replaced:
what was sealed or signed with a lost key stays lost.
"""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
)
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_ec_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def _pem(key: Ed25519PrivateKey | RSAPrivateKey | EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _django_secret() -> str:
    return secrets.token_urlsafe(50)


def _wrapping_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _receipt_key() -> str:
    return _pem(Ed25519PrivateKey.generate())


def _token_key() -> str:
    return _pem(generate_private_key(public_exponent=65537, key_size=2048))


def _push_key() -> str:
    return _pem(generate_ec_key(SECP256R1()))


# File name → how its content is made. VAULT_WRAPPING_KEY: base64 of 32 random bytes (AES-256).
MAKERS: dict[str, Callable[[], str]] = {
    "SECRET_KEY": _django_secret,
    "VAULT_WRAPPING_KEY": _wrapping_key,
    "RECEIPT_SIGNING_KEY": _receipt_key,
    "JWT_PRIVATE_KEY": _token_key,
    "VAPID_PRIVATE_KEY": _push_key,
}


def ensure_demo_keys(folder: Path) -> None:
    """Make the keys that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, make in MAKERS.items():
        path = folder / name
        if not path.exists():
            _write_once(path, make())


def _write_once(path: Path, content: str) -> None:
    # Written aside and linked into place: of two processes that start together one key wins,
    # and neither ever reads half a file.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
