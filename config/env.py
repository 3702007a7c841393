"""Typed reads of the environment. What is missing or malformed refuses to start and says what to do.

Every secret NAME is also read from the file named by NAME_FILE, as container platforms mount them.
"""

import os
from enum import StrEnum
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})


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
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment.")
    return value


def secret(name: str, default: str | None = None) -> str:
    """Return NAME, or the content of the file named by NAME_FILE, without the last line break."""
    path = os.environ.get(f"{name}_FILE")
    if path and os.environ.get(name):
        raise ImproperlyConfigured(f"Both {name} and {name}_FILE are set. Keep one of them.")
    if path:
        return _read_secret_file(f"{name}_FILE", Path(path))
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(
            f"{name} is not set. Put the secret into a file and set {name}_FILE to its path, "
            f"or set {name} itself."
        )
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to true or false.")


def number(name: str, default: int) -> int:
    """Return a whole number that is not negative."""
    value = os.environ.get(name, str(default))
    if value.isascii() and value.isdigit():
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}. Set it to a whole number.")


def names(name: str, default: list[str] | None = None) -> list[str]:
    """Return a comma-separated list; without a default an empty one is refused."""
    value = [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]
    if value or default is not None:
        return value or list(default or [])
    raise ImproperlyConfigured(f"{name} is not set. Set it to a comma-separated list.")


def is_set(name: str) -> bool:
    """Say whether NAME or NAME_FILE holds anything."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _read_secret_file(name: str, path: Path) -> str:
    try:
        value = path.read_text(encoding="utf-8").rstrip("\n")
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} names {path}, which cannot be read ({error.strerror}). "
            "Make the file readable for this process."
        ) from error
    if not value:
        raise ImproperlyConfigured(f"{name} names {path}, which is empty. Put the secret into it.")
    return value
