"""An address to call, read once. What connects is handed what was read here, never the text again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.core.outgoing.refusal import OutgoingRefused

LONGEST = 2000
HTTPS_PORT = 443
LOOPBACK = frozenset({"127.0.0.1", "localhost"})
# Letters, digits, hyphens; two labels at least; the last is no number. Neither an IP address nor one of
# its other spellings (2130706433, 0x7f.1) is a name. RFC 1123, 2.1; WHATWG URL, “ends in a number”.
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{LABEL}\.)+(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,59}}(?<!-))")
# RFC 3986. Path and query may hold nothing else, so no parser can read them in another way.
PARTS = re.compile(
    r"(?P<scheme>https?)://(?P<authority>[^/?#\\\s\x00-\x20\x7f]*)"
    r"(?P<path>(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?)"
    r"(?P<query>(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?)"
)
AUTHORITY = re.compile(r"(?P<host>[A-Za-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?")


@dataclass(frozen=True, slots=True)
class Policy:
    """Whom one kind of call may reach, and how long and how much it may cost.

    ``hosts``: the only hosts; one that begins with a dot stands for every host below it. Empty: any
    public host. ``most_bytes`` of an answer are read; none of it where that is 0.
    """

    hosts: tuple[str, ...] = ()
    ports: frozenset[int] = frozenset({HTTPS_PORT})
    connect_seconds: float = 5
    read_seconds: float = 10
    overall_seconds: float = 20
    most_bytes: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Target:
    """``scheme://host[:port]path``; ``path`` with the query, as it is sent."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """RFC 6454: without the port that goes without saying."""
        default = self.scheme == "https" and self.port == HTTPS_PORT
        return f"{self.scheme}://{self.host}" + ("" if default else f":{self.port}")

    def geturl(self) -> str:
        return f"{self.origin}{self.path}"

    @property
    def on_this_machine(self) -> bool:
        """True in tests alone, where the other side is a server on this machine."""
        return settings.OUTGOING_LOOPBACK and self.host in LOOPBACK


def read_target(address: str, policy: Policy) -> Target:
    """``address``, when ``policy`` lets it be called.

    Raises:
        OutgoingRefused: https alone, a full name of a host, no name or password in it, no other port, and
            not one character that two parsers could read in two ways.
    """
    parts = _parts(address)
    host, port = _host_and_port(parts["authority"], default=HTTPS_PORT)
    target = Target(parts["scheme"], host, port, f"{parts['path'] or '/'}{parts['query']}")
    if target.on_this_machine:
        return target
    if target.scheme != "https":
        raise OutgoingRefused(_("The address must begin with https://."))
    if port not in policy.ports:
        raise OutgoingRefused(_("The address must not name a port. Leave it out."))
    if not NAME.fullmatch(host):
        raise OutgoingRefused(
            _("The address must name a host by its full name, such as push.example.org.")
        )
    if policy.hosts and not any(_is_below(host, known) for known in policy.hosts):
        raise OutgoingRefused(_("The address is none of the hosts that are called from here."))
    return target


def _parts(address: str) -> dict[str, str]:
    if len(address) > LONGEST:
        raise OutgoingRefused(_("The address is too long. It may have 2000 characters."))
    found = PARTS.fullmatch(address)
    if found:
        return found.groupdict()
    if not address.startswith("https://"):
        raise OutgoingRefused(_("The address must begin with https://."))
    raise OutgoingRefused(
        _(
            "The address holds a character that has no place in it, such as a space, a backslash, “#” or "
            "a letter outside ASCII. Copy it once more."
        )
    )


def _host_and_port(authority: str, *, default: int) -> tuple[str, int]:
    if "@" in authority:
        raise OutgoingRefused(_("The address must not hold a name or a password. Leave them out."))
    found = AUTHORITY.fullmatch(authority)
    if not found:
        raise OutgoingRefused(
            _("The address must name a host by its full name, such as push.example.org.")
        )
    return found["host"].lower(), int(found["port"] or default)


def _is_below(host: str, known: str) -> bool:
    return host.endswith(known) if known.startswith(".") else host == known
