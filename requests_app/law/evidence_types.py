"""The form of the evidence in an answer (stored as JSON; `evidence.json` has its sections).

Days are ISO dates. What must be filled in depends on the right and the decision:
see :func:`requests_app.law.evidence.evidence_required`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .decisions import Decision
from .rights import Right
from .types import LocalText, Part


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
