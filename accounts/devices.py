"""Browsers: what one is called by its owner (“Chrome · Android”), and whether it was here before."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.core.internal.httpkit import get_client_ip, is_headless_request
from allauth.headless.constants import Client
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User

# The first that is found counts: most browsers also claim to be those further down.
BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("HuaweiBrowser/", "Huawei Browser"),
    ("MiuiBrowser/", "Mi Browser"),
    ("UCBrowser/", "UC Browser"),
    ("MQQBrowser/", "QQ Browser"),
    ("Edg", "Edge"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
SHOWN_AT_MOST = 40


def device_name(user_agent: str) -> str:
    """Browser and system; of a program that names neither, what it calls itself, cut short.

    A sign of recognition for the owner, no evidence: whoever asks may call themselves anything.
    """
    return " · ".join(_named(user_agent)) or user_agent[:SHOWN_AT_MOST].strip() or _("not known")


def _named(user_agent: str) -> list[str]:
    named = [
        next((name for sign, name in known if sign in user_agent), None)
        for known in (BROWSERS, SYSTEMS)
    ]
    return [name for name in named if name]


# --- who asked, for a mail --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """By what somebody knows whether it was they who asked."""

    device: str
    network: str


def seen_in(request: HttpRequest) -> Seen:
    """Browser and network of ``request``. No words of the caller's own: mail goes to others, too."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    return Seen(" · ".join(_named(agent)) or _("not known"), network_of(get_client_ip(request)))


def network_of(address: str | None) -> str:
    """The network of an address, 256 or more of them: enough to know one's own, too little to find a home."""
    try:
        ip = ip_address(address or "")
    except ValueError:
        return _("not known")
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip
    return str(ip_network(f"{ip}/{24 if ip.version == 4 else 48}", strict=False))


# --- browsers from which somebody has signed in before ----------------------------------------

COOKIE = "known"
COOKIE_AGE = 365 * 24 * 3600
ACCOUNTS_AT_MOST = 8


def is_known(request: HttpRequest, user: User) -> bool:
    """True when ``user`` has signed in with this browser before. A program that keeps no cookies is new."""
    return _tag(user) in _tags(request)


def remember(request: HttpRequest, user: User) -> None:
    """From now on this browser is known; `accounts.middleware` sets the cookie. An app keeps none."""
    if is_headless_request(request) == Client.APP:
        return
    kept = [tag for tag in _tags(request) if tag != _tag(user)]
    request.known_device = [_tag(user), *kept][:ACCOUNTS_AT_MOST]  # type: ignore[attr-defined]


def set_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    tags = getattr(request, "known_device", None)
    if tags is not None:
        value = signing.dumps(tags, salt=COOKIE)
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(
            COOKIE, value, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=secure
        )


def _tags(request: HttpRequest) -> list[str]:
    try:
        tags: list[str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE)
    except signing.BadSignature:
        return []
    return tags


def _tag(user: User) -> str:
    return salted_hmac("accounts.known_device", str(user.pk), algorithm="sha256").hexdigest()[:16]
