"""The documented shape of the evidence in an answer (stored as JSON), and its form.

Days are ISO dates. What must be filled in depends on the right and the decision:
see :func:`requests_app.law.evidence.evidence_required`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypedDict

from .types import LocalText, Part, Right


class Decision(StrEnum):
    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOT_HELD = "not_held"
    NO_MATCH = "no_match"
    REFUSED = "refused"


class VenuePart(TypedDict, total=False):
    legal_name: str
    person_in_charge: str
    contact: str


class InventoryItem(TypedDict, total=False):
    """One kind of data in one store. Choices: ``item_kind``, ``store``, ``result``, ``method``.

    ``sanitisation`` is a claim under NIST SP 800-88 Rev. 2; a deleted database
    record supports none.
    """

    kind: str
    store: str
    place: str
    result: str
    method: str
    sanitisation: str
    done_on: str


class Backups(TypedDict, total=False):
    held: bool
    expires_on: str
    not_restored: bool


class Told(TypedDict, total=False):
    name: str
    told_on: str
    confirmed: bool


class Recipients(TypedDict, total=False):
    shared: bool
    told: list[Told]


class Record(TypedDict, total=False):
    """What became of one record that was proven to be the person's; ``kept_because`` is a code."""

    reference: str
    handed_over_on: str
    corrected_on: str
    deleted_on: str
    kept_because: str


class Kept(TypedDict, total=False):
    what: str
    code: str
    until: str
    other_use_stopped: bool


class Stopped(TypedDict, total=False):
    on: str
    systems: str
    no_detriment: bool


class Alternative(TypedDict, total=False):
    means: list[str]
    all_entrances: bool
    all_hours: bool
    usable_from: str
    free: bool
    as_fast: bool
    face_entry_disabled: bool
    template_deleted: bool
    unconditional: bool
    no_prompting: bool
    captures_face: bool
    people: list[str]
    contact: str


class AccessPart(TypedDict, total=False):
    """States that a template is held; the template itself is never part of an answer."""

    template_held: bool
    categories: str
    purposes: str
    source: str
    retention: str
    recipients: str
    copy_delivered_on: str


class Correction(TypedDict, total=False):
    what: str
    on: str


class ExplanationPart(TypedDict, total=False):
    rules: str
    necessity: str
    automated: bool
    logic: str
    human_review: str


class Transfer(TypedDict, total=False):
    format: str
    on: str
    to: str


class CourtOrder(TypedDict, total=False):
    court: str
    number: str
    carried_out: bool
    on: str
    why_not: str


class Search(TypedDict, total=False):
    stores: str
    on: str
    nothing_because: str
    retention: str


class Contact(TypedDict, total=False):
    """Choices: ``told_by``. Day and objection are given where there is a contact."""

    told_by: str
    told_on: str
    objected: bool


class RefusalProof(TypedDict, total=False):
    right: str
    retention_ground: str
    retained_until: str
    technical_reason: str
    processing_stopped: bool
    legal_basis: str
    secrecy_ground: str
    identity_steps: str
    search_described: str
    assessment: str
    person_affected: str


class Evidence(TypedDict, total=False):
    """One answer's evidence; a bundle of rights shares it."""

    venue: VenuePart
    done_on: str
    records: list[Record]
    inventory: list[InventoryItem]
    backups: Backups
    recipients: Recipients
    kept: list[Kept]
    stopped: Stopped
    alternative: Alternative
    access: AccessPart
    correction: Correction
    explanation: ExplanationPart
    transfer: Transfer
    search: Search
    court_order: CourtOrder
    contact: Contact
    refusals: list[RefusalProof]


class Tense(StrEnum):
    """When the day of a field can lie; what a form does not say is `DONE`, the narrowest."""

    #: an act that answers the request
    DONE = "done"
    #: what may have been so for years, such as a system that was switched off
    STANDING = "standing"
    #: a search: not before the resident asked
    SEARCHED = "searched"
    #: usable since long ago, or soon
    OFFERED = "offered"
    #: a promise: the end of a cycle of backups
    EXPIRING = "expiring"
    #: a promise: the end of a duty to keep
    KEPT = "kept"


class FieldKind(StrEnum):
    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    ITEMS = "items"
    GROUP = "group"


class Field(Part, frozen=True, kw_only=True):
    """One input of the form.

    ``choices`` names a group of :func:`~requests_app.law.evidence.choices`;
    ``when`` makes it required only if another field of the same part has one of
    the values.
    """

    name: str
    kind: FieldKind
    label: LocalText
    choices: str = ""
    required: bool
    when: dict[str, tuple[str | bool, ...]] = {}
    fields: tuple[Field, ...] = ()
    tense: Tense = Tense.DONE


class Section(Part, frozen=True, kw_only=True):
    """A top-level key of the evidence: one group, a list of items, or a single date."""

    name: str
    kind: FieldKind
    label: LocalText
    help: LocalText | None = None
    fields: tuple[Field, ...]
    tense: Tense = Tense.DONE


@dataclass(frozen=True, slots=True)
class Requirement:
    """A section that an answer must hold, and the law behind it.

    ``when`` names the circumstance without which it is not asked for.
    """

    section: Section
    rights: frozenset[Right]
    decisions: frozenset[Decision]
    source: LocalText
    when: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What of a case bears on its evidence.

    The kind of venue, whether a court has ordered it, whether records were proven to be the person's, and
    whether it was proven without the contact on the venue's file, who then hears of it first.
    """

    venue_kind: str = ""
    court_order: bool = False
    matched: bool = False
    contact_first: bool = False
    #: somebody is named, and nobody has shown yet that it is them: nothing is removed for the name
    names_unproven: bool = False

    def call_for(self, need: Requirement) -> bool:
        return not need.when or bool(getattr(self, need.when))


@dataclass(frozen=True, slots=True)
class Missing:
    """What an answer still lacks: a dotted path into the evidence, and what to do."""

    path: str
    text: LocalText
