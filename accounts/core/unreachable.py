"""What every service out of reach is told by; knows nothing of Django."""

from __future__ import annotations


class Unreachable(Exception):
    """A service that does not answer now. Nothing is done: the same act works again when it does."""
