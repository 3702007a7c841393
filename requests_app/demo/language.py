"""The language in which a newcomer's terminal speaks."""

from __future__ import annotations

import os


def terminal_language() -> str:
    """`zh-hans` for a Chinese terminal, else `en`."""
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    named = next((os.environ[name] for name in variables if os.environ.get(name)), "")
    return "zh-hans" if named.lower().startswith("zh") else "en"
