"""Which push services are spoken to. A browser names its own, so an address is judged before it is used.

Without this anybody could make the server call any address (server-side request forgery).
"""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LOOPBACK = ("127.0.0.1", "localhost")


class EndpointRefused(ValueError):
    """The address is none of a push service that this installation speaks to."""


def judged(endpoint: str) -> SplitResult:
    """``endpoint``, taken apart, when it is the address of a known push service.

    Known are the hosts of PUSH_HOSTS; one that begins with a dot stands for every host below it. No
    port, no name and password, nothing but https; loopback only where PUSH_LOOPBACK is set (tests).

    Raises:
        EndpointRefused: anything else.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError as error:
        raise EndpointRefused(endpoint) from error
    if settings.PUSH_LOOPBACK and parts.hostname in LOOPBACK:
        return parts
    plain = parts.scheme == "https" and port is None and "@" not in parts.netloc
    if not plain or not _is_known(parts.hostname or ""):
        raise EndpointRefused(endpoint)
    return parts


def _is_known(host: str) -> bool:
    return any(
        host.endswith(known) if known.startswith(".") else host == known
        for known in settings.PUSH_HOSTS
    )
