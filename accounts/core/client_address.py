"""Where a request comes from: said once, at the edge, and read from `REMOTE_ADDR` everywhere else.

Whatever a client writes into `X-Forwarded-For` itself stands to the left of what our own proxies add. So
the entry that counts is the n-th from the right for n proxies of ours. Anything else is not believed, and
then the request comes from whoever is connected: a proxy at worst, whose limit many share.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Other headers in which a client could say where it comes from; nobody reads them.
CLAIMS = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_CLIENT_IP")
# Who is given one IPv6 network can use 2^64 addresses.
COUNTED_PREFIX = 64


class ClientAddressMiddleware:
    """Goes before all that counts, limits or logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.META["REMOTE_ADDR"] = client_address(request.META) or ""
        for header in CLAIMS:
            request.META.pop(header, None)
        return self.get_response(request)


def client_address(meta: dict[str, str]) -> str | None:
    """The address of the client in its shortest form; None where there is none (a Unix socket)."""
    forwarded = _forwarded(meta.get("HTTP_X_FORWARDED_FOR", ""), settings.TRUSTED_PROXY_COUNT)
    found = forwarded or _read(meta.get("REMOTE_ADDR", ""))
    return str(found) if found else None


def counted_address(address: str) -> str:
    """What is counted for ``address``: an IPv6 address stands for its /64; what is none, for itself."""
    found = _read(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, COUNTED_PREFIX), strict=False))
    return str(found) if found else "unknown"


def network_of(request: HttpRequest) -> str:
    """Where ``request`` comes from, as it is counted."""
    return counted_address(client_address(request.META) or "")


def _forwarded(header: str, proxies: int) -> IPv4Address | IPv6Address | None:
    entries = header.split(",")
    if proxies == 0 or len(entries) < proxies:
        return None
    return _read(entries[-proxies].strip())


def _read(text: str) -> IPv4Address | IPv6Address | None:
    """An address, also with a port, as some proxies write it. IPv4 inside of IPv6 is that IPv4."""
    host, colon, port = text.rpartition(":")
    if colon and port.isascii() and port.isdigit() and (host.endswith("]") or ":" not in host):
        text = host
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    if address.scope_id is not None:
        return None
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo and teredo[1]) or address
