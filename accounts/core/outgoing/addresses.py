"""Which addresses a name stands for, and whether they are out in the world."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.utils.translation import gettext_lazy as _

from accounts.core.outgoing.refusal import OutgoingRefused

Address = IPv4Address | IPv6Address
Resolver = Callable[[str, int], Iterable[str]]

# What IANA gives out to the world, and nothing else. Of IPv6 that leaves out every way of writing an
# IPv4 address (::ffff:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48).
GLOBAL_IPV6 = ip_network("2000::/3")
NOT_GLOBAL = tuple(
    ip_network(block)
    for block in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
        *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a cloud's own service (Azure), though it looks public
        "2001::/23",  # Teredo, ORCHID, benchmarks
        *("2001:db8::/32", "3fff::/20"),  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
    )
)


def is_public(address: Address) -> bool:
    """False for this machine, this network, and whatever is not listed as given out to the world."""
    if isinstance(address, IPv6Address) and address not in GLOBAL_IPV6:
        return False
    return address.is_global and not any(
        address in block for block in NOT_GLOBAL if block.version == address.version
    )


def system_resolver(host: str, port: int) -> list[str]:
    """Raises OSError when there is no such name, or nobody to ask."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[4][0]) for address in found))


def public_addresses(
    host: str, port: int, *, seconds: float, resolver: Resolver = system_resolver
) -> list[str]:
    """What ``host`` stands for, asked once.

    Raises:
        OutgoingRefused: one of them is not public. A name with one address inside and one outside is a
            name that somebody prepared.
        OSError: no such name, or no answer within ``seconds``.
    """
    found = _in_time(lambda: list(resolver(host, port)), seconds)
    if not all(is_public(ip_address(address)) for address in found):
        raise OutgoingRefused(_("The address leads into a private network. Nothing is sent there."))
    return found


def _in_time(ask: Callable[[], list[str]], seconds: float) -> list[str]:
    """The system's resolver knows no deadline, so it is asked by a thread that may be left alone."""
    answers: list[list[str]] = []
    errors: list[OSError] = []

    def run() -> None:
        try:
            answers.append(ask())
        except (OSError, UnicodeError) as error:
            errors.append(error if isinstance(error, OSError) else OSError(str(error)))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if errors:
        raise errors[0]
    if not answers or not answers[0]:
        raise TimeoutError("the name was not resolved in time")
    return answers[0]
