"""What the guards share."""

from tests.guards.job import committed
from tests.guards.world import one_factor, people, pictures, world

__all__ = ["committed", "one_factor", "people", "pictures", "world"]
