"""Where a request comes from, as it is counted: an address, of IPv6 its network of 64 bits."""

from __future__ import annotations

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The caller's network, past the proxies of ours.

    Raises:
        PermissionDenied: the request comes from nowhere.
    """
    network: str = get_ip(request)
    return network
