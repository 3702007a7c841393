"""What a browser calls itself, in the words by which its owner knows it: “Chrome · Android”."""

from __future__ import annotations

from django.utils.translation import gettext as _

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
    named = [
        next((name for sign, name in known if sign in user_agent), None)
        for known in (BROWSERS, SYSTEMS)
    ]
    found = [name for name in named if name]
    return " · ".join(found) or user_agent[:SHOWN_AT_MOST].strip() or _("not known")
