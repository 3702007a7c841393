"""Mail: codes for signing in go by it, so it must arrive and be read by nobody else."""

from collections.abc import Iterator
from email.utils import getaddresses
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from config.env import Wrong
from config.rules.address import LOOPBACK

SSL_PORT = 465
STARTTLS_PORTS = (25, 587, 2525)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def addresses(s: Any) -> Iterator[Wrong]:
    if not s.PRODUCTION:
        return
    if not _is_address(s.OPERATED_BY["email"]):
        yield Wrong(
            "OPERATED_BY_EMAIL",
            "OPERATED_BY_EMAIL is no e-mail address. Set it to one where residents are answered.",
        )
    for part in ("name", "address"):
        if s.OPERATED_BY[part].isspace():
            name = f"OPERATED_BY_{part.upper()}"
            yield Wrong(
                name, f"{name} says nothing. Residents read there who answers for their data."
            )
    senders = [address for _name, address in getaddresses([s.DEFAULT_FROM_EMAIL])]
    one_line = s.DEFAULT_FROM_EMAIL.isprintable()
    if not one_line or len(senders) != 1 or not _is_address(senders[0]):
        yield Wrong(
            "DEFAULT_FROM_EMAIL",
            "DEFAULT_FROM_EMAIL is no e-mail address. Write Saveface <mail@saveface.example>.",
        )


def transport(s: Any) -> Iterator[Wrong]:
    """STARTTLS or TLS from the first byte, and on the port where the server expects it."""
    if s.EMAIL_USE_TLS and s.EMAIL_USE_SSL:
        yield Wrong(
            "EMAIL_USE_TLS",
            "EMAIL_USE_TLS and EMAIL_USE_SSL are both set. Keep EMAIL_USE_SSL for port 465, "
            "EMAIL_USE_TLS otherwise.",
        )
    elif s.EMAIL_USE_TLS and s.EMAIL_PORT == SSL_PORT:
        yield Wrong(
            "EMAIL_PORT",
            "EMAIL_PORT is 465, where TLS begins at once, and EMAIL_USE_TLS begins it later. "
            "Set EMAIL_USE_SSL=true and unset EMAIL_USE_TLS.",
        )
    elif s.EMAIL_PORT == SSL_PORT and not s.EMAIL_USE_SSL:
        yield Wrong(
            "EMAIL_PORT",
            "EMAIL_PORT is 465, where TLS begins at once, and EMAIL_USE_SSL is off. Set EMAIL_USE_SSL=true.",
        )
    elif s.EMAIL_USE_SSL and s.EMAIL_PORT in STARTTLS_PORTS:
        yield Wrong(
            "EMAIL_PORT",
            f"EMAIL_PORT is {s.EMAIL_PORT}, where TLS begins later, and EMAIL_USE_SSL begins it at once. "
            "Unset EMAIL_USE_SSL, or set EMAIL_PORT=465.",
        )
    elif s.PRODUCTION and not (s.EMAIL_USE_TLS or s.EMAIL_USE_SSL) and s.EMAIL_HOST not in LOOPBACK:
        yield Wrong(
            "EMAIL_USE_TLS",
            "EMAIL_USE_TLS is off: codes for signing in would go over the network in the clear. "
            "Unset it, or send through a server on this machine.",
        )


def server(s: Any) -> Iterator[Wrong]:
    if bool(s.EMAIL_HOST_USER) != bool(s.EMAIL_HOST_PASSWORD):
        missing, there = "EMAIL_HOST_PASSWORD", "EMAIL_HOST_USER"
        if s.EMAIL_HOST_PASSWORD:
            missing, there = there, missing
        yield Wrong(missing, f"{missing} is not set, but {there} is. Set both, or neither.")
    if any(character in ":/@" or not "!" <= character <= "~" for character in s.EMAIL_HOST):
        yield Wrong(
            "EMAIL_HOST",
            "EMAIL_HOST is no host. Write its name alone; the port goes into EMAIL_PORT.",
        )


RULES = (addresses, transport, server)
