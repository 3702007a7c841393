"""What a letter is written from, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accounts.core.totality import total
from requests_app.law.rights import Right
from requests_app.law.types import Authority, LocalText, RefusalCode, Rule


class LetterKind(StrEnum):
    #: to the venue: the answer is late or no answer
    ADMONITION = "admonition"
    #: to the authority, or to the venue where the law sends complaints there first
    COMPLAINT = "complaint"


class Grievance(StrEnum):
    SILENT = "silent"
    REFUSED = "refused"
    PARTLY = "partly"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One right of the request, and what became of it.

    ``shortcomings`` are what the answer lacks, as
    :func:`requests_app.law.evidence.missing_evidence` says it.
    """

    right: Right
    rule: Rule
    filed_on: date
    due_on: date | None
    grievance: Grievance
    provisional: bool = False
    refusal: RefusalCode | None = None
    shortcomings: tuple[LocalText, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    on: date
    text: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything a letter says. Names and addresses are the person's own words.

    ``authority`` is whom a complaint goes to; by default the first in the order
    that the law of the place sets. ``fingerprint`` and ``check_url`` belong to the
    signed timeline. ``records``: what the last answer says of each record proven to be the person's.
    ``handed_over``: it lies in the case that it is about, which tells the venue whom it
    is from; on paper it is signed.
    """

    kind: LetterKind
    reference: str
    jurisdiction: str
    venue_kind: str
    venue_name: str
    resident_name: str
    today: date
    claims: tuple[Claim, ...]
    timeline: tuple[TimelineEntry, ...]
    fingerprint: str
    check_url: str
    venue_address: str = ""
    resident_contact: str = ""
    acting_for: str = ""
    court_order: str = ""
    records: tuple[LocalText, ...] = ()
    handed_over: bool = False
    authority: Authority | None = None


class BlockKind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    LINE = "line"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


# The size of its type on paper.
POINTS = total(
    BlockKind,
    {
        BlockKind.TITLE: 16,
        BlockKind.HEADING: 12,
        BlockKind.LINE: 10.5,
        BlockKind.PARAGRAPH: 10.5,
        BlockKind.ITEM: 10.5,
        BlockKind.ROW: 10.5,
    },
    name="requests_app.law.letters.types.POINTS",
)


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a letter; a ``row`` has a left cell too."""

    kind: BlockKind
    text: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A finished letter in one language.

    ``checks`` are for the sender, before sending, and are no part of the letter.
    """

    language: str
    title: str
    blocks: tuple[Block, ...]
    checks: tuple[str, ...]
    written_on: date
