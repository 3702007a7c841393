"""What the rules read: the decisions, what the case knows, and what is found to contradict it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from accounts.core.pointers import pointer
from requests_app.law.decisions import Decision
from requests_app.law.files import read
from requests_app.law.phrases import filled
from requests_app.law.rights import Right
from requests_app.law.types import LocalText, RefusalCode

FILE = Path(__file__).parent / "sentences.json"
Evidence = Mapping[str, Any]
Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing that cannot be so; ``place`` leads to it from the body of the answer."""

    place: Place
    text: LocalText

    @property
    def pointer(self) -> str:
        """Such as ``#/evidence/records/0/deleted_on``."""
        return pointer(*self.place)


@dataclass(frozen=True, slots=True)
class Decided:
    """The decision on one right, with the ground where it refuses in whole or in part."""

    right: Right
    decision: Decision
    ground: RefusalCode | None = None

    @property
    def code(self) -> str:
        return self.ground.code if self.ground else ""

    @property
    def grants(self) -> bool:
        """In whole or in part."""
        return self.decision.facts.grants

    @property
    def denies_holding(self) -> bool:
        """“Nothing held”, or the refusal of the whole on a ground that says the same."""
        if self.decision is Decision.NOT_HELD:
            return True
        ground = self.ground if self.decision is Decision.REFUSED else None
        return ground is not None and "search_described" in ground.evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosed:
    """One disclosure for this case, whatever has become of it since.

    ``records`` were put into it, ``readable`` of them could be compared. ``complete``: the venue said
    that this is all. ``waits``: it is sealed and nobody has compared anything with it yet.
    """

    records: int
    readable: int
    named: bool
    complete: bool
    waits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What the case knows when it is answered. Days are the venue's.

    Where a day differs between the venue and the desk, ``today`` is the later one and every other day
    the earlier one: nobody is refused for a time zone.
    """

    today: date
    filed_on: date
    #: filed, or last disputed: a search must be newer
    asked_on: date
    due_on: date | None = None
    #: the first day on which the face was captured, by what the resident says
    captured_on: date | None = None
    identity_proven: bool = False
    acting_for_another: bool = False
    #: somebody is named, and nobody has shown that it is them
    names_unproven: bool = False
    #: proven before people of the venue: whoever was there is the claimant
    seen_at_venue: bool = False
    #: the venue took a code for the contact on its own file
    code_issued: bool = False
    #: the contact on the venue's file must hear before anything is removed
    contact_first: bool = False
    #: the venue's own references that were proven to be the resident's, as often as each was
    matched: tuple[str, ...] = ()
    disclosed_on: date | None = None
    disclosures: tuple[Disclosed, ...] = ()
    #: another case of the same person at this venue, by whose records or answer something is held
    held_elsewhere: bool = False
    #: an earlier answer in this case said that something is held
    held_before: bool = False

    @property
    def records(self) -> int:
        return sum(one.records for one in self.disclosures)

    @property
    def is_due(self) -> bool:
        return self.due_on is not None and self.today >= self.due_on


def found(key: str, *place: str | int, **values: LocalText | date | str | int) -> Contradiction:
    """A contradiction with the sentence ``key`` of ``sentences.json``, filled."""
    return Contradiction(place, sentence(key, **values))


def sentence(key: str, **values: LocalText | date | str | int) -> LocalText:
    return filled(sentences()[key], **values)


@cache
def sentences() -> dict[str, LocalText]:
    return read(FILE, dict[str, LocalText])
