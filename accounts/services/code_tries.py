"""How often a code may be judged: against the code itself, and against the account it would open.

A stranger can use up what all unknown networks together may try on an account, not what its owner
may try from a network that the account came in from before. A passkey is never counted here, so it
is always a way that is left; and every count is over after its window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from accounts.services import tries


@dataclass(frozen=True, slots=True)
class Budget:
    """``limit`` tries within ``window``, counted under ``kind``."""

    kind: str
    limit: int
    window: timedelta

    def claim(self, subject: object) -> bool:
        return tries.claim(
            kind=self.kind, subject=str(subject), limit=self.limit, window=self.window
        )

    def clear(self, subject: object) -> None:
        tries.clear(kind=self.kind, subject=str(subject))


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A code lives for minutes, so that its three tries never begin anew.
PER_CODE = Budget("code", 3, DAY)
PER_NETWORK = Budget("codes_of_network", 10, HOUR)
PER_ACCOUNT = Budget("codes_of_account", 30, HOUR)
# Of two that send the right one at once, one comes in.
RIGHT_CODE = Budget("right_code", 1, DAY)
# Six digits that change every half minute: whoever has the mailbox has 0.003% a day.
SECOND_FACTOR = Budget("second_factor", 5, timedelta(minutes=5))
SECOND_FACTOR_A_DAY = Budget("second_factor_day", 30, DAY)
# What cannot be a code is compared with nothing, and costs no try.
UNREADABLE = Budget("unreadable", 60, HOUR)


class Spent(Enum):
    """What has no tries left, so that nothing is judged."""

    CODE = "code"
    ACCOUNT = "account"
    SECOND_FACTOR = "second_factor"
    SECOND_FACTOR_TODAY = "second_factor_today"
    UNREADABLE = "unreadable"
    GONE = "gone"


def mailed_code(*, issued: str, account: object, network: str) -> Spent | None:
    """Count one try at a code that was sent, before it is compared; None where it may be judged.

    ``issued`` stands for the code: the code itself, or where none was sent whatever stands for the
    attempt. ``account`` is whom it would let in, or the address that it would confirm.
    """
    if not PER_CODE.claim(issued):
        return Spent.CODE
    if not PER_NETWORK.claim(f"{account}|{network}"):
        return Spent.ACCOUNT
    if not tries.is_known(account=account, network=network) and not PER_ACCOUNT.claim(account):
        return Spent.ACCOUNT
    return None


def right_code(*, issued: str) -> Spent | None:
    """Use up a code that was right; None for whoever is the first to show it."""
    return None if RIGHT_CODE.claim(issued) else Spent.GONE


def second_factor(*, account: object) -> Spent | None:
    """Count one try at an authenticator's or a recovery code, before it is compared."""
    if not SECOND_FACTOR.claim(account):
        return Spent.SECOND_FACTOR
    return None if SECOND_FACTOR_A_DAY.claim(account) else Spent.SECOND_FACTOR_TODAY


def unreadable(*, network: str) -> Spent | None:
    """Count something that could be no code, and was compared with nothing."""
    return None if UNREADABLE.claim(network) else Spent.UNREADABLE


def second_factor_was_right(*, account: object) -> None:
    """Whoever has just shown the factor is not held up by earlier slips."""
    SECOND_FACTOR.clear(account)
