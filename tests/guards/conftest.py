"""What the guards share."""

from tests.guards.job import committed

__all__ = ["committed"]
