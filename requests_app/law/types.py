"""The vocabulary of a rule pack, as frozen values.

A text that a person sees is a :class:`LocalText`, complete in Simplified
Chinese and English; the field meanings are the public format documented in
``docs/rule-packs.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .rights import Right


class Subject(StrEnum):
    """What a rule is about."""

    REQUEST = "request"
    #: a complaint to the venue itself about how it handled a request
    COMPLAINT = "complaint"
    #: a duty that runs without any request, such as destruction when the purpose ends
    STANDING_DUTY = "standing_duty"


class Unit(StrEnum):
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


class Force(StrEnum):
    """Whether a number of days is law, or only what is commonly expected."""

    BINDING = "binding"
    BENCHMARK = "benchmark"


class Confidence(StrEnum):
    """How well a fact was checked: provision read, secondary source, neither."""

    CONFIRMED = "confirmed"
    SECONDARY = "secondary"
    UNCONFIRMED = "unconfirmed"


class StartEvent(StrEnum):
    """What starts the clock."""

    RECEIPT = "receipt"
    #: the latest of receipt, the identity information asked for, the fee asked for
    LATEST_OF_RECEIPT_IDENTITY_FEE = "latest_of_receipt_identity_fee"
    ACCEPTANCE = "acceptance"
    LAST_INTERACTION = "last_interaction"
    PURPOSE_ENDED = "purpose_ended"
    AWARENESS = "awareness"
    THRESHOLD_REACHED = "threshold_reached"


class FirstDay(StrEnum):
    """Whether the day of the start event is itself counted."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


class Roll(StrEnum):
    """Where a last day goes that falls on a day of rest."""

    NEXT_WORKING_DAY = "next_working_day"
    #: laws that call only Sundays and public holidays days of rest
    NEXT_DAY_BUT_SUNDAY_OR_HOLIDAY = "next_day_but_sunday_or_holiday"
    NONE = "none"


class PauseReason(StrEnum):
    """Why a clock may stand still."""

    IDENTITY = "identity"
    CLARIFICATION = "clarification"
    FEE = "fee"


class ExtensionGround(StrEnum):
    COMPLEXITY = "complexity"
    NUMBER_OF_REQUESTS = "number_of_requests"
    REASONABLY_NECESSARY = "reasonably_necessary"
    UNREASONABLE_INTERFERENCE = "unreasonable_interference"
    CONSULTATION = "consultation"
    CONVERSION = "conversion"
    JUST_CAUSE = "just_cause"


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in every language of the product; fields are BCP 47 subtags."""

    en: str
    zh_hans: str

    def in_language(self, language: str | None) -> str:
        """The Chinese text for any ``zh`` tag, else the English one."""
        return self.zh_hans if (language or "").lower().startswith("zh") else self.en

    def __str__(self) -> str:
        return self.en


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement stands: the law's name, the provision, how sure we are."""

    law: LocalText
    provision: LocalText
    confidence: Confidence
    url: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """The words of the law where it gives words, such as "promptly"."""

    word: LocalText
    citation: Citation


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A number of units, binding or not, with its own source."""

    amount: int
    unit: Unit
    force: Force
    citation: Citation


@dataclass(frozen=True, slots=True)
class Counting:
    """How the days of a limit are counted."""

    first_day: FirstDay
    roll: Roll
    citation: Citation


@dataclass(frozen=True, slots=True)
class Pause:
    """Whether days may go uncounted, and for what; no reasons means never.

    ``force`` is a benchmark where an authority merely tolerates the pause.
    """

    force: Force
    reasons: tuple[PauseReason, ...]
    rights: tuple[Right, ...]
    text: LocalText
    citation: Citation


@dataclass(frozen=True, slots=True)
class Extension:
    """A lawful extension. ``amount`` is None where the operator names the date."""

    amount: int | None
    unit: Unit
    grounds: tuple[ExtensionGround, ...]
    condition: LocalText
    notice: LocalText
    citation: Citation


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A duty to confirm receipt before the answer itself is due."""

    amount: int
    unit: Unit
    force: Force
    text: LocalText
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How long one or more rights may take in one jurisdiction, and since when.

    ``request_right`` is False where no law grants the right, and the request only
    asks a venue to do what it owes anyway; such a limit is always a benchmark.
    ``effective_from`` and ``effective_to`` are the first and the last day in
    force. A ``pending`` rule is promulgated or proposed without a date, and
    never applies.
    """

    id: str
    version: int
    jurisdiction: str
    subject: Subject
    rights: frozenset[Right]
    request_right: bool
    start: StartEvent
    duty: Duty | None
    limit: TimeLimit | None
    counting: Counting
    pause: Pause
    extension: Extension | None
    acknowledgement: Acknowledgement | None
    citation: Citation
    effective_from: date | None
    effective_to: date | None
    pending: bool
    notes: LocalText | None

    @property
    def reference(self) -> str:
        """What a ledger entry stores: identifies this rule text for ever."""
        return f"{self.id}@{self.version}"

    @property
    def is_binding(self) -> bool:
        """True where the number itself is law, so that missing it is unlawful."""
        return self.limit is not None and self.limit.force is Force.BINDING

    def in_force(self, on: date) -> bool:
        if self.pending or (self.effective_from and on < self.effective_from):
            return False
        return self.effective_to is None or on <= self.effective_to

    def covers(self, right: Right) -> bool:
        return right in self.rights


@dataclass(frozen=True, slots=True)
class AfterRefusal:
    """What a refusal brings with it, such as the duty to stop all other use."""

    id: str
    text: LocalText
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalCode:
    """A ground on which the law lets a venue refuse, in whole or in part."""

    code: str
    jurisdiction: str
    rights: frozenset[Right]
    title: LocalText
    allows: LocalText
    limits: LocalText | None
    duties: tuple[AfterRefusal, ...]
    evidence: tuple[str, ...]
    partial_only: bool
    force: Force
    citation: Citation
    effective_from: date | None
    effective_to: date | None

    def in_force(self, on: date) -> bool:
        if self.effective_from and on < self.effective_from:
            return False
        return self.effective_to is None or on <= self.effective_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Where a complaint goes, in the order in which it is tried."""

    id: str
    jurisdiction: str
    order: int
    kind: str
    name: LocalText
    route: LocalText
    address: str
    website: str
    email: str
    phone: str
    citation: Citation
    effective_from: date | None
    effective_to: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A cited statement of the law that is not a time limit."""

    id: str
    jurisdiction: str
    topic: str
    rights: frozenset[Right]
    text: LocalText
    citation: Citation
    effective_from: date | None
    effective_to: date | None
    pending: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentDuty:
    """Who must be told of a breach, and how soon."""

    id: str
    jurisdiction: str
    tell: str
    start: StartEvent
    duty: Duty | None
    limit: TimeLimit | None
    text: LocalText
    citation: Citation


@dataclass(frozen=True, slots=True)
class CalendarSpec:
    """Which days of rest apply; ``published_through`` for calendars set yearly."""

    country: str
    subdivision: str
    subdivision_needed: bool
    published_through: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePack:
    """One jurisdiction. An overlay adds to its ``parent`` and never repeats it."""

    code: str
    version: str
    name: LocalText
    parent: str | None
    aliases: tuple[str, ...]
    is_place: bool
    calendar: CalendarSpec | None
    time_zones: tuple[str, ...]
    rules: tuple[Rule, ...]
    refusals: tuple[RefusalCode, ...]
    authorities: tuple[Authority, ...]
    provisions: tuple[Provision, ...]
    incident_duties: tuple[IncidentDuty, ...]
    notes: tuple[LocalText, ...]
