"""The vocabulary of a rule pack, and its file format: what these types do not allow, no file may say.

`loader` reads a file straight into them, and `pack_schema` derives the published JSON Schema. A text
that a person sees is a `LocalText`. What the fields mean: ``docs/rule-packs.md``.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType, field

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


Code = Annotated[str, Meta(pattern=r"^[A-Z]{2}(-[A-Z]{2,3})*$")]
Id = Annotated[str, Meta(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
Words = Annotated[str, Meta(min_length=1)]
SectionNumber = Annotated[str, Meta(pattern="^§", description="the same in every language")]
WebAddress = Annotated[str, Meta(pattern="^https?://")]
MailAddress = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+$")]
AtLeastOne = Annotated[int, Meta(ge=1)]
Pending = Annotated[
    bool, Meta(description="promulgated or proposed, without a date in force: never applies")
]
AuthorityKind = Literal["venue", "regulator", "hotline", "police", "court"]
Proof = Literal[
    "reason", "retention_ground", "retained_until", "technical_reason", "processing_stopped",
    "legal_basis", "secrecy_ground", "identity_steps", "search_described", "assessment",
    "person_affected",
]  # fmt: skip
Topic = Literal[
    "alternative", "consent", "withdrawal", "no_detriment", "notice", "minors", "storage",
    "public_place", "property_manager", "impact_assessment", "filing", "burden_of_proof", "retention",
    "recipients", "automated_decision", "identity_check", "remedy", "deceased", "biometrics",
    "future_law", "complaint", "security", "refusal", "portability",
]  # fmt: skip


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """An object of the file."""


class LocalText(Part, frozen=True):
    """One text in every language of the product; members are BCP 47 tags."""

    en: Words
    zh_hans: Words = field(name="zh-Hans")

    def in_language(self, language: str | None) -> str:
        """The Chinese text for any ``zh`` tag, else the English one."""
        return self.zh_hans if (language or "").lower().startswith("zh") else self.en

    def __str__(self) -> str:
        return self.en


class Law(Part, frozen=True):
    """A law that the pack cites."""

    name: LocalText
    url: WebAddress = ""


class Source(tuple[Code, Law]):
    """A law with the code of the pack that lists it; a file gives its short name alone."""

    __slots__ = ()

    @property
    def jurisdiction(self) -> str:
        return self[0]

    @property
    def law(self) -> Law:
        return self[1]


class Citation(Part, frozen=True):
    """Where a statement stands: the law by its short name, the provision, how sure we are."""

    source: Source = field(name="law")
    place: SectionNumber | LocalText = field(name="provision")
    confidence: Confidence

    @property
    def law(self) -> LocalText:
        return self.source.law.name

    @property
    def provision(self) -> LocalText:
        place = self.place
        return LocalText(en=place, zh_hans=place) if isinstance(place, str) else place

    @property
    def url(self) -> str:
        return self.source.law.url


class Cited(Part, frozen=True):
    """What stands in a pack on its own, with its source."""

    citation: Citation

    @property
    def jurisdiction(self) -> str:
        """The code of the pack it stands in."""
        return self.citation.source.jurisdiction


class Duty(Part, frozen=True):
    """The words of the law where it gives words, such as "promptly"."""

    word: LocalText
    citation: Citation


class TimeLimit(Part, frozen=True):
    """A number of units, binding or not, with its own source."""

    amount: Annotated[int, Meta(ge=0)]
    unit: Unit
    force: Force
    citation: Citation


class Counting(Part, frozen=True):
    """How the days of a limit are counted."""

    first_day: FirstDay
    roll: Roll
    citation: Citation


class Pause(Part, frozen=True):
    """Whether days may go uncounted, and for what; no reasons means never.

    ``force`` is a benchmark where an authority merely tolerates the pause.
    """

    force: Force
    reasons: tuple[PauseReason, ...]
    rights: tuple[Right, ...]
    text: LocalText
    citation: Citation


class Extension(Part, frozen=True):
    """A lawful extension; ``amount`` is null where the operator names the date."""

    amount: AtLeastOne | None
    unit: Unit
    grounds: Annotated[tuple[ExtensionGround, ...], Meta(min_length=1)]
    condition: LocalText
    notice: LocalText
    citation: Citation


class Acknowledgement(Part, frozen=True):
    """A duty to confirm receipt before the answer itself is due."""

    amount: AtLeastOne
    unit: Unit
    force: Force
    text: LocalText
    citation: Citation


class Rule(Cited, frozen=True, kw_only=True):
    """How long one or more rights may take in one jurisdiction, and since when.

    ``request_right`` is false where no law grants the right, and the request only
    asks a venue to do what it owes anyway; such a limit is always a benchmark.
    ``effective_from`` and ``effective_to`` are the first and the last day in
    force.
    """

    id: Id
    version: AtLeastOne
    subject: Subject = Subject.REQUEST
    rights: frozenset[Right]
    request_right: bool
    start: StartEvent
    duty: Duty | None
    limit: TimeLimit | None
    counting: Counting
    pause: Pause
    extension: Extension | None
    acknowledgement: Acknowledgement | None
    effective_from: date | None
    effective_to: date | None
    pending: Pending = False
    own_notes: LocalText | UnsetType = field(name="notes", default=UNSET)

    @property
    def notes(self) -> LocalText | None:
        return None if self.own_notes is UNSET else self.own_notes

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


class AfterRefusal(Part, frozen=True):
    """What a refusal brings with it, such as the duty to stop all other use."""

    id: Annotated[str, Meta(pattern="^[a-z_]+$")]
    text: LocalText
    citation: Citation


class RefusalCode(Cited, frozen=True, kw_only=True):
    """A ground on which the law lets a venue refuse, in whole or in part.

    ``evidence`` is what the venue must show, a reason always; ``force`` is a benchmark where only a
    recommended standard says so.
    """

    code: Annotated[str, Meta(pattern="^[A-Z]{2}(-[A-Z0-9]+)+$")]
    rights: Annotated[frozenset[Right], Meta(min_length=1)]
    title: LocalText
    allows: LocalText
    own_limits: LocalText | UnsetType = field(name="limits", default=UNSET)
    duties: tuple[AfterRefusal, ...]
    evidence: Annotated[
        tuple[Proof, ...], Meta(extra_json_schema={"contains": {"const": "reason"}})
    ]
    partial_only: bool
    force: Force
    effective_from: date | None = None
    effective_to: date | None = None

    def __post_init__(self) -> None:
        if "reason" not in self.evidence:
            raise ValueError("`evidence` lacks “reason”, which every refusal needs")

    @property
    def limits(self) -> LocalText | None:
        return None if self.own_limits is UNSET else self.own_limits

    def in_force(self, on: date) -> bool:
        if self.effective_from and on < self.effective_from:
            return False
        return self.effective_to is None or on <= self.effective_to


class Authority(Cited, frozen=True, kw_only=True):
    """Where a complaint goes, in the order in which it is tried."""

    id: Annotated[str, Meta(pattern="^[a-z0-9-]+$")]
    order: AtLeastOne
    kind: AuthorityKind
    name: LocalText
    route: LocalText
    address: str = ""
    website: WebAddress = ""
    email: MailAddress = ""
    phone: str = ""
    effective_from: date | None = None
    effective_to: date | None = None


class Provision(Cited, frozen=True, kw_only=True):
    """A cited statement of the law that is not a time limit."""

    id: Id
    topic: Topic
    rights: frozenset[Right]
    text: LocalText
    effective_from: date | None = None
    effective_to: date | None = None
    pending: Pending = False


class IncidentDuty(Cited, frozen=True, kw_only=True):
    """Who must be told of a breach, and how soon."""

    id: Id
    tell: Literal["authority", "individuals", "both"]
    start: StartEvent
    duty: Duty | None
    limit: TimeLimit | None
    text: LocalText


class CalendarSpec(Part, frozen=True, kw_only=True):
    """Which days of rest apply: a country and its part, as the library `holidays` names them."""

    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")]
    subdivision: str = ""
    subdivision_needed: bool = False
    published_through: Annotated[
        int | None,
        Meta(description="last year announced, where they are set yearly; null: by statute"),
    ]


class RulePack(Part, frozen=True, kw_only=True):
    """One jurisdiction. An overlay adds to its ``parent`` and never repeats it."""

    schema: Literal["../schema/rule-pack.schema.json"] = field(name="$schema")
    format: Literal[1]
    code: Code
    version: Annotated[str, Meta(pattern=r"^20\d\d\.\d{1,2}\.\d+$")]
    name: LocalText
    parent: Code | None
    aliases: tuple[Annotated[str, Meta(pattern="^[A-Z0-9-]+$")], ...] = ()
    is_place: Annotated[
        bool, Meta(description="false: name a member of it, it has no calendar of its own")
    ]
    calendar: CalendarSpec | None
    time_zones: tuple[Annotated[str, Meta(pattern="^[A-Za-z_]+/[A-Za-z_/-]+$")], ...] = ()
    laws: Annotated[dict[str, Law], Meta(description="short name → law; citations name them")]
    rules: tuple[Rule, ...]
    refusals: tuple[RefusalCode, ...]
    authorities: tuple[Authority, ...]
    provisions: tuple[Provision, ...]
    incident_duties: tuple[IncidentDuty, ...]
    notes: tuple[LocalText, ...] = ()

    def __hash__(self) -> int:
        return hash((self.code, self.version))
