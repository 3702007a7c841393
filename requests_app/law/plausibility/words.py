"""Whether words say anything, and whether an address leads anywhere."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

# Letters by their class, blank by their look: the fillers of Hangul (their wide and narrow forms fold here).
BLANK = frozenset("\u115f\u1160")
ADDRESS = re.compile(r"[^@\s<>(),;:\"]+@(?:[\w-]+\.)+[\w-]{2,}")
HOST = re.compile(r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]+")
SCHEMES = frozenset({"http", "https"})


def says_something(text: str) -> bool:
    """True when a letter or a digit is left without spaces, marks and what cannot be seen."""
    folded = unicodedata.normalize("NFKC", text)
    return any(unicodedata.category(c)[0] in "LN" and c not in BLANK for c in folded)


def leads_somewhere(contact: str) -> bool:
    """False for words that hold a web or e-mail address which is none; a telephone is words."""
    return all(_is_good(word.strip("<>()[],;，；。（）")) for word in contact.split())


def _is_good(word: str) -> bool:
    if "://" in word or word.lower().startswith("www."):
        return _is_url(word)
    if word.lower().startswith(("http:", "https:")):
        return False
    return "@" not in word or _is_address(word)


def _is_url(word: str) -> bool:
    try:
        parts = urlsplit(word if "://" in word else f"https://{word}")
        named = HOST.fullmatch(parts.hostname or "")
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(named) and "\\" not in word


def _is_address(word: str) -> bool:
    # “微信:x@y.cn” names the channel first
    address = re.split("[:：]", word)[-1]
    return bool(ADDRESS.fullmatch(address))
