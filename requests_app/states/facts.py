"""What is said of an event in its row."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from accounts.core.actors import ActorKind
from requests_app.states.axes import Axis, Clock, Identity, RequestOutcome, Workflow

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Told(Enum):
    """Who hears of an event; the other side is the venue where residents act, else the resident."""

    BOTH = "both"
    OTHER_SIDE = "other side"
    NOBODY = "nobody"


BOTH, OTHER_SIDE, NOBODY = Told.BOTH, Told.OTHER_SIDE, Told.NOBODY


@dataclass(frozen=True, slots=True)
class Move:
    """What an event does on one axis.

    ``target`` None: the axis must be in ``sources``, and stays unless the event carries a target: the
    outcome of an answer, or the clock that runs on as it ran before a pause or an answer.
    """

    axis: Axis
    sources: frozenset[str]
    target: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFacts:
    """One event. ``label`` is for everybody, ``to_resident`` for the one it is about, if other words
    are due to them; ``tone`` and ``icon`` are how the timeline shows it.
    """

    label: _StrPromise
    to_resident: _StrPromise | None = None
    tone: str
    icon: str
    by: frozenset[ActorKind]
    needs_reason: bool = False
    told: Told
    moves: tuple[Move, ...] = ()


def workflow(sources: frozenset[Workflow] | set[Workflow], target: Workflow | None) -> Move:
    return Move(Axis.WORKFLOW, frozenset(sources), target)


def outcome(
    sources: frozenset[RequestOutcome] | set[RequestOutcome], target: RequestOutcome | None
) -> Move:
    return Move(Axis.OUTCOME, frozenset(sources), target)


def clock(sources: frozenset[Clock] | set[Clock], target: Clock | None) -> Move:
    return Move(Axis.CLOCK, frozenset(sources), target)


def identity(sources: frozenset[Identity] | set[Identity], target: Identity | None) -> Move:
    return Move(Axis.IDENTITY, frozenset(sources), target)
