"""Proof that it is still you: one rule for pages, the API, native apps and the desk.

Whoever has a second factor shows that; everybody else has a code sent to the address on file. A
sign-in is such a proof at its time. It is good for `settings.ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds,
in the session in which it was given.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase

from accounts import second_factor
from accounts.core.totality import total
from accounts.models import User
from accounts.services import undoable_changes


class Act(StrEnum):
    """What is not done, or shown, without a recent proof."""

    TAKE_OUT = "take_out"
    LEAVE = "leave"
    ERASE_CHILD = "erase_child"
    CHANGE_ADDRESS = "change_address"
    CHANGE_FACTOR = "change_factor"
    MAKE_TOKEN = "make_token"  # noqa: S105  (the name of an act)
    CHANGE_MEMBERS = "change_members"
    ATTEST = "attest"


class Way(StrEnum):
    """How it is shown."""

    CODE = "code"
    SECOND_FACTOR = "second_factor"


# While the old address may still undo a change, what cannot be taken back is for the old address alone.
FOR_THE_OLD_ADDRESS: Mapping[Act, bool] = total(
    Act,
    {
        Act.TAKE_OUT: True,
        Act.LEAVE: True,
        Act.ERASE_CHILD: True,
        Act.CHANGE_ADDRESS: False,
        Act.CHANGE_FACTOR: False,
        Act.MAKE_TOKEN: False,
        Act.CHANGE_MEMBERS: False,
        Act.ATTEST: False,
    },
    name="accounts.proof.FOR_THE_OLD_ADDRESS",
)


@dataclass(frozen=True, slots=True)
class OnFile:
    """How a person is recognised. Times are seconds since 1970, None where there is nothing."""

    address: str
    changed_at: float | None = None
    """The last change that `address` may still undo."""
    factor_since: float | None = None


def on_file(user: User) -> OnFile:
    """What counts for ``user`` now; three queries."""
    oldest = Authenticator.objects.filter(user=user, type__in=second_factor.FACTORS).order_by(
        "created_at"
    )
    since = oldest.values_list("created_at", flat=True).first()
    changed = undoable_changes.changed_at(user)
    return OnFile(
        address=undoable_changes.address_on_file(user).casefold(),
        changed_at=changed.timestamp() if changed else None,
        factor_since=since.timestamp() if since else None,
    )


def way_for(act: Act, known: OnFile) -> Way:
    """How somebody of whom ``known`` is on file shows that it is them."""
    if known.changed_at is not None and FOR_THE_OLD_ADDRESS[act]:
        return Way.CODE
    return Way.CODE if known.factor_since is None else Way.SECOND_FACTOR


def lacking(user: User, session: SessionBase | None, act: Act) -> Way | None:
    """How ``user`` must still show that it is them before ``act``; None when they have."""
    known = on_file(user)
    records: Iterable[Mapping[str, Any]] = ()
    if session is not None:
        records = second_factor.records_in(session, user)
    now = time.time()
    recent = (
        each for each in records if 0 <= now - _at(each) < app_settings.REAUTHENTICATION_TIMEOUT
    )
    if any(counts(each, act, known) for each in recent):
        return None
    return way_for(act, known)


def counts(record: Mapping[str, Any], act: Act, known: OnFile) -> bool:
    """True when ``record``, one of allauth's, shows before ``act`` that it is the person.

    What is not named here, such as another site's word, shows nothing.
    """
    by_code = (
        record.get("method") == "code" and str(record.get("email", "")).casefold() == known.address
    )
    if known.changed_at is not None and FOR_THE_OLD_ADDRESS[act]:
        return by_code and _at(record) > known.changed_at
    if record.get("method") == "mfa":
        return True
    # A factor that was set up after the code was typed does not make the code worthless.
    return by_code and (known.factor_since is None or _at(record) < known.factor_since)


def _at(record: Mapping[str, Any]) -> float:
    at = record.get("at")
    return float(at) if isinstance(at, int | float) else 0.0


def note_code(session: SessionBase, user: User, address: str) -> None:
    """Write down in ``session``, and save it, that ``user`` typed a code sent to ``address``."""
    holder = SimpleNamespace(session=session)
    record_authentication(holder, user, method="code", email=address, reauthenticated=True)
    session.save()
