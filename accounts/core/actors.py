"""Who did it: the one type that services, events and the audit log share.

An actor is a person in one role, or the system itself. It carries an id and no personal data, so that
events outlive the erasure of an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The roles that the tables of states know."""

    RESIDENT = "resident"
    GUARDIAN = "guardian"
    OPERATOR = "operator"
    MODERATOR = "moderator"
    ANALYST = "analyst"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one role; ``id`` is None for the system alone."""

    kind: ActorKind
    id: UUID | None = None

    def __post_init__(self) -> None:
        if (self.id is None) != (self.kind is ActorKind.SYSTEM):
            raise ValueError("every actor but the system has an id")


SYSTEM = Actor(ActorKind.SYSTEM)
