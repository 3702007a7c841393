"""The rights: one row a right, from which everything else that tells rights apart is derived.

The words of a right stand in ``rights.json``, what an answer to it must show in ``evidence.json``, how
long it may take in the rule packs. A right without a row, a fact or a word stops the start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.core.totality import total


class Right(StrEnum):
    """What may be asked for, in the order in which it is offered; a rule pack says where it is law."""

    ACCESS = "access"
    DELETION = "deletion"
    OPT_OUT = "opt_out"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    CORRECTION = "correction"
    OBJECTION = "objection"
    EXPLANATION = "explanation"
    PORTABILITY = "portability"

    @property
    def facts(self) -> RightFacts:
        return RIGHTS[self]


class Deed(StrEnum):
    """What is done with a record: the field of the evidence that gives its day."""

    HANDED_OVER = "handed_over_on"
    CORRECTED = "corrected_on"
    DELETED = "deleted_on"


@dataclass(frozen=True, slots=True, kw_only=True)
class RightFacts:
    """What follows from one right; nothing is assumed, so nothing has a default."""

    #: data is handed out or put in order: a face is compared under the stricter policy
    reveals: bool
    #: granted to the wrong person, it would hand data to a stranger or have it erased by one
    needs_identity: bool
    #: can be granted only where something is held, so that granting it tells that something is
    rests_on_data: bool
    #: what is done with each record once it is granted
    deed: Deed | None
    #: fulfilled, the venue holds the face no more
    erases: bool
    #: use of the face ends, which must cost the person nothing
    stops_use: bool
    #: the face is replaced by a way in that is as good
    another_way: bool
    #: which statements of the law a letter quotes for it, by ``topic`` of the rule packs
    topics: tuple[str, ...]

    @property
    def removes(self) -> bool:
        """Granted, something of the person's is removed: by itself, or since its ground is gone."""
        return self.deed is Deed.DELETED

    @property
    def takes_away(self) -> bool:
        """As `removes`; with another way in goes the template, too: a card needs none."""
        return self.removes or self.another_way


# In the order in which a venue must act on a bundle: what is erased can no longer be copied.
RIGHTS: Mapping[Right, RightFacts] = total(
    Right,
    {
        Right.ACCESS: RightFacts(
            reveals=True,
            needs_identity=True,
            rests_on_data=True,
            deed=Deed.HANDED_OVER,
            erases=False,
            stops_use=False,
            another_way=False,
            topics=("remedy", "biometrics", "refusal"),
        ),
        Right.EXPLANATION: RightFacts(
            reveals=True,
            needs_identity=True,
            rests_on_data=True,
            deed=None,
            erases=False,
            stops_use=False,
            another_way=False,
            topics=("automated_decision", "refusal"),
        ),
        Right.CORRECTION: RightFacts(
            reveals=True,
            needs_identity=True,
            rests_on_data=True,
            deed=Deed.CORRECTED,
            erases=False,
            stops_use=False,
            another_way=False,
            topics=("remedy", "refusal"),
        ),
        # What is handed on is handed on corrected.
        Right.PORTABILITY: RightFacts(
            reveals=True,
            needs_identity=True,
            rests_on_data=True,
            deed=Deed.HANDED_OVER,
            erases=False,
            stops_use=False,
            another_way=False,
            topics=("portability", "remedy"),
        ),
        Right.OBJECTION: RightFacts(
            reveals=False,
            needs_identity=False,
            rests_on_data=False,
            deed=None,
            erases=False,
            stops_use=True,
            another_way=False,
            topics=("public_place", "consent", "no_detriment"),
        ),
        Right.CONSENT_WITHDRAWAL: RightFacts(
            reveals=False,
            needs_identity=True,
            rests_on_data=True,
            deed=Deed.DELETED,
            erases=False,
            stops_use=True,
            another_way=False,
            topics=("withdrawal", "no_detriment", "consent"),
        ),
        Right.OPT_OUT: RightFacts(
            reveals=False,
            needs_identity=False,
            rests_on_data=False,
            deed=None,
            erases=False,
            stops_use=False,
            another_way=True,
            topics=("alternative", "no_detriment"),
        ),
        Right.DELETION: RightFacts(
            reveals=False,
            needs_identity=True,
            rests_on_data=True,
            deed=Deed.DELETED,
            erases=True,
            stops_use=False,
            another_way=False,
            topics=("retention", "recipients", "burden_of_proof", "biometrics"),
        ),
    },
    name="requests_app.law.rights.RIGHTS",
)
ORDER = tuple(RIGHTS)
REMOVING = frozenset(right for right in RIGHTS if right.facts.removes)
