"""Where the installation is reached, and by which hosts."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.http.request import validate_host

from config import env
from config.env import Wrong

LABEL = r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)"
HOST = re.compile(rf"(?:{LABEL}\.)+(?=[A-Za-z])[A-Za-z0-9-]{{2,63}}")
VISIBLE = re.compile(r"[!-\[\]-~]+")  # ASCII without space and backslash
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def parts_of(url: str) -> SplitResult | None:
    """The URL taken apart; None for what is none."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (read to be checked)
    except ValueError:
        return None
    good = parts.scheme in ("http", "https") and parts.hostname and VISIBLE.fullmatch(url)
    return parts if good else None


def public_url(s: Any) -> Iterator[Wrong]:
    parts = parts_of(s.PUBLIC_URL)
    if parts is None:
        yield Wrong(
            "PUBLIC_URL",
            "PUBLIC_URL is no address. Set it to what residents open, such as https://saveface.example.",
        )
        return
    if parts.path or parts.query or parts.fragment:
        yield Wrong(
            "PUBLIC_URL",
            "PUBLIC_URL has something after its host. Saveface answers at the root: leave it out.",
        )
    if "@" in parts.netloc:
        yield Wrong("PUBLIC_URL", "PUBLIC_URL holds a name or a password. Leave them out.")
    if s.PRODUCTION:
        yield from _public_url_of_production(parts)


def _public_url_of_production(parts: SplitResult) -> Iterator[Wrong]:
    if parts.scheme != "https":
        yield Wrong(
            "PUBLIC_URL",
            "PUBLIC_URL is not fit for production. Set it to the https:// address that residents open.",
        )
    if parts.netloc.rpartition("@")[2] != parts.hostname:
        yield Wrong(
            "PUBLIC_URL",
            "PUBLIC_URL names a port, or has capital letters. Residents reach https:// at port 443 under "
            "a name in small letters: write it so.",
        )
    if not HOST.fullmatch(parts.hostname or ""):
        yield Wrong(
            "PUBLIC_URL",
            "PUBLIC_URL names no host by its full name. Passkeys and certificates need a name such as "
            "saveface.example.",
        )


def allowed_hosts(s: Any) -> Iterator[Wrong]:
    if not (s.PRODUCTION and env.is_set("ALLOWED_HOSTS")):
        return  # otherwise it is the host of PUBLIC_URL
    for host in s.ALLOWED_HOSTS:
        if not HOST.fullmatch(host.removeprefix(".")):
            yield Wrong(
                "ALLOWED_HOSTS",
                f"ALLOWED_HOSTS holds {host!r}. Name each host in full, without scheme, port or “*”.",
            )
    parts = parts_of(s.PUBLIC_URL)
    if parts and not validate_host(parts.hostname or "", s.ALLOWED_HOSTS):
        yield Wrong(
            "ALLOWED_HOSTS",
            f"ALLOWED_HOSTS does not hold {parts.hostname}, the host of PUBLIC_URL: nobody could open a "
            "page. Add it, or unset ALLOWED_HOSTS.",
        )


def origins(s: Any) -> Iterator[Wrong]:
    """For settings of one's own: ours follow from PUBLIC_URL."""
    for origin in s.CSRF_TRUSTED_ORIGINS:
        if "*" in origin:
            yield Wrong(
                "CSRF_TRUSTED_ORIGINS", "CSRF_TRUSTED_ORIGINS holds “*”. Name each origin in full."
            )
    if s.SECURE_PROXY_SSL_HEADER and not s.TRUSTED_PROXY_COUNT:
        yield Wrong(
            "SECURE_PROXY_SSL_HEADER",
            "SECURE_PROXY_SSL_HEADER is set and TRUSTED_PROXY_COUNT is 0: anybody could say that a call "
            "came by TLS. Set TRUSTED_PROXY_COUNT to the number of your proxies, or unset the header.",
        )


def push_hosts(s: Any) -> Iterator[Wrong]:
    for host in s.PUSH_HOSTS:
        if not HOST.fullmatch(host.removeprefix(".")):
            yield Wrong(
                "PUSH_HOSTS",
                f"PUSH_HOSTS holds {host!r}. Write a host in full, or one that begins with a dot.",
            )


RULES = (public_url, allowed_hosts, origins, push_hosts)
