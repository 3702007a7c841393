"""What the guards share."""

from tests.guards.job import committed
from tests.guards.sides import released, sides
from tests.guards.ways_in import administrator, callers, one_factor, people
from tests.guards.world import pictures, world

__all__ = [
    "administrator",
    "callers",
    "committed",
    "one_factor",
    "people",
    "pictures",
    "released",
    "sides",
    "world",
]
