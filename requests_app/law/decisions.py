"""What an answer decides on a right: one row a decision, from which all that tells them apart is derived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.core.totality import total

from .types import LocalText


class Decision(StrEnum):
    """What an answer says of one right, in the order in which the desk offers it."""

    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOT_HELD = "not_held"
    NO_MATCH = "no_match"
    REFUSED = "refused"

    @property
    def facts(self) -> DecisionFacts:
        return DECISIONS[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFacts:
    """What follows from one decision; nothing is assumed, so nothing has a default."""

    label: LocalText
    #: in whole or in part
    grants: bool
    #: what was not granted whole names a ground that the law of the place knows, and a reason
    rests_on_ground: bool
    #: there was nothing to act on: nothing is held, or nothing was proven to be the person's
    finds_nothing: bool


DECISIONS: Mapping[Decision, DecisionFacts] = total(
    Decision,
    {
        Decision.FULFILLED: DecisionFacts(
            label=LocalText(en="fulfilled", zh_hans="已满足"),
            grants=True,
            rests_on_ground=False,
            finds_nothing=False,
        ),
        Decision.PARTLY_FULFILLED: DecisionFacts(
            label=LocalText(en="partly fulfilled", zh_hans="部分满足"),
            grants=True,
            rests_on_ground=True,
            finds_nothing=False,
        ),
        Decision.NOT_HELD: DecisionFacts(
            label=LocalText(en="nothing held", zh_hans="未持有"),
            grants=False,
            rests_on_ground=False,
            finds_nothing=True,
        ),
        Decision.NO_MATCH: DecisionFacts(
            label=LocalText(en="nothing proven to be the resident's", zh_hans="未能证明属于该居民"),
            grants=False,
            rests_on_ground=False,
            finds_nothing=True,
        ),
        Decision.REFUSED: DecisionFacts(
            label=LocalText(en="refused", zh_hans="已拒绝"),
            grants=False,
            rests_on_ground=True,
            finds_nothing=False,
        ),
    },
    name="requests_app.law.decisions.DECISIONS",
)
