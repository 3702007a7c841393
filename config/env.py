"""Typed reads of the environment. What is missing or malformed refuses to start and says what to do.

Every secret NAME is also read from the file named by NAME_FILE, as container platforms mount them.
While the settings are read, what is wrong is collected, so that one refusal names all of it (`refuse`).
"""

import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})
# REST framework looks at the first letter of the period alone: of "100/month" it makes 100 a minute.
RATE = re.compile(r"[1-9][0-9]{0,8}/(s|sec|second|m|min|minute|h|hour|d|day)")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is wrong with the settings; ``sentence`` begins with the name, and says what to do."""

    name: str
    sentence: str


_collected: list[Wrong] | None = None
_asked: set[str] = set()


def collect() -> None:
    """From now on what is wrong is collected; what was read is replaced by something empty."""
    global _collected  # noqa: PLW0603  (the settings are read once a process, by one thread)
    _collected = _collected or []


def wrong(name: str, sentence: str) -> None:
    """Collect what is wrong, or refuse at once when nobody collects.

    Raises:
        ImproperlyConfigured: outside of `collect` and `refuse`.
    """
    found = Wrong(name, sentence)
    if _collected is None:
        raise ImproperlyConfigured(sentence)
    if found not in _collected:
        _collected.append(found)


def is_wrong(*names: str) -> bool:
    """Say whether something about one of these was collected: what follows from it need not be told."""
    return any(found.name in names for found in _collected or [])


def refuse() -> None:
    """Refuse to start when anything was collected.

    Raises:
        ImproperlyConfigured: names all of it, a line each.
    """
    global _collected  # noqa: PLW0603
    if _collected:
        lines = "\n".join(f"- {found.sentence}" for found in _collected)
        raise ImproperlyConfigured(f"Saveface does not start with these settings:\n{lines}")
    _collected = None


def asked() -> frozenset[str]:
    """Every name that the settings have asked for."""
    return frozenset(_asked)


class Profile(StrEnum):
    """What this installation is for."""

    DEMO = "demo"
    TEST = "test"
    PRODUCTION = "production"


def profile() -> Profile:
    """Return the profile named by SAVEFACE_PROFILE; `demo` where nothing is said."""
    value = os.environ.get("SAVEFACE_PROFILE", Profile.DEMO)
    try:
        return Profile(value)
    except ValueError:
        names = ", ".join(Profile)
        raise ImproperlyConfigured(
            f"SAVEFACE_PROFILE is {value!r}. Set it to one of: {names}."
        ) from None


def text(name: str, default: str | None = None) -> str:
    """Return the variable, or the default; without a default a missing one is refused."""
    value = _get(name) or default
    if value is None:
        wrong(name, f"{name} is not set. Set it in the environment.")
        return ""
    return value


def secret(name: str, default: str | None = None) -> str:
    """Return NAME, or the content of the file named by NAME_FILE, without the last line break."""
    path = _get(f"{name}_FILE")
    if path and _get(name):
        wrong(name, f"Both {name} and {name}_FILE are set. Keep one of them.")
        return ""
    if path:
        return _read_secret_file(name, Path(path))
    value = _get(name) or default
    if value is None:
        wrong(
            name,
            f"{name} is not set. Put the secret into a file and set {name}_FILE to its path, "
            f"or set {name} itself.",
        )
        return ""
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable."""
    value = _get(name)
    if value is None:
        return default
    if value.lower() not in TRUE | FALSE:
        wrong(name, f"{name} is {value!r}. Set it to true or false.")
    return value.lower() in TRUE


def number(name: str, default: int | None = None, *, least: int = 0, most: int = 10**9) -> int:
    """Return a whole number that is not negative; without a default a missing one is refused."""
    value = _get(name)
    if value is None and default is not None:
        return default
    if value is None:
        wrong(name, f"{name} is not set. Set it to a whole number, which may be {least}.")
        return least
    if value.isascii() and value.isdigit() and least <= int(value[:12]) <= most:
        return int(value)
    bounds = f" from {least} to {most}" if (least, most) != (0, 10**9) else ""
    wrong(name, f"{name} is {value!r}. Set it to a whole number{bounds}.")
    return default or least


def rate(name: str, default: str) -> str:
    """Return how many calls in what time: "60/min"."""
    value = text(name, default)
    if not RATE.fullmatch(value):
        wrong(name, f"{name} is {value!r}. Write so many a second, minute, hour or day: {default}.")
        return default
    return value


def names(name: str, default: list[str] | None = None) -> list[str]:
    """Return a comma-separated list; without a default an empty one is refused."""
    value = [part.strip() for part in (_get(name) or "").split(",") if part.strip()]
    if not value and default is None:
        wrong(name, f"{name} is not set. Set it to a comma-separated list.")
    return value or list(default or [])


def is_set(name: str) -> bool:
    """Say whether NAME or NAME_FILE holds anything."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _get(name: str) -> str | None:
    _asked.add(name)
    return os.environ.get(name)


def _read_secret_file(name: str, path: Path) -> str:
    told = f"{name}_FILE names {path}, which"
    try:
        value = path.read_text(encoding="utf-8").rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        wrong(name, f"{told} cannot be read ({reason}). Make the file readable for this process.")
        return ""
    if not value:
        wrong(name, f"{told} is empty. Put the secret into it.")
    return value
