"""What follows from a right that is asked for: one row a right, from which the lists below are read.

The rows stand in the order in which a venue must act on a bundle: what is erased can no longer be
copied. A right without a row stops the start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.core.totality import chosen, total, twins
from requests_app.law.types import Right as LegalRight
from requests_app.models import Right

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One right.

    ``word`` is for rows of a list, the model's label is a sentence. ``reveals``: data is handed out or
    put in order, so a selfie is compared under the stricter policy. ``needs_identity``: granted to the
    wrong person, it would hand data to a stranger or have it erased by one. ``erases``: fulfilled, the
    venue holds the face no more. ``at_the_gate``: somebody at the entrance has to know of it.
    """

    word: _StrPromise
    reveals: bool
    needs_identity: bool
    erases: bool = False
    at_the_gate: bool = False


RIGHTS = total(
    Right,
    {
        Right.ACCESS: Facts(word=_("access"), reveals=True, needs_identity=True),
        Right.EXPLANATION: Facts(word=_("explanation"), reveals=True, needs_identity=True),
        Right.CORRECTION: Facts(word=_("correction"), reveals=True, needs_identity=True),
        Right.OBJECTION: Facts(
            word=_("objection"), reveals=False, needs_identity=False, at_the_gate=True
        ),
        Right.CONSENT_WITHDRAWAL: Facts(
            word=_("consent withdrawn"), reveals=False, needs_identity=True
        ),
        Right.OPT_OUT: Facts(
            word=_("another way in"), reveals=False, needs_identity=False, at_the_gate=True
        ),
        Right.DELETION: Facts(word=_("deletion"), reveals=False, needs_identity=True, erases=True),
    },
    name="requests_app.rights.RIGHTS",
)
ORDER = tuple(RIGHTS)
# Granted, something of the person's is removed: by itself, or since its ground is gone.
REMOVING = chosen(
    Right,
    {Right.DELETION, Right.CONSENT_WITHDRAWAL},
    but_not={
        Right.ACCESS,
        Right.EXPLANATION,
        Right.CORRECTION,
        Right.OBJECTION,
        Right.OPT_OUT,
    },
    name="requests_app.rights.REMOVING",
)

# What the rule packs know; a resident may file all of it but the transfer to another service.
OFFERED = chosen(
    LegalRight,
    {
        LegalRight.ACCESS,
        LegalRight.DELETION,
        LegalRight.OPT_OUT,
        LegalRight.CONSENT_WITHDRAWAL,
        LegalRight.CORRECTION,
        LegalRight.OBJECTION,
        LegalRight.EXPLANATION,
    },
    but_not={LegalRight.PORTABILITY},
    name="requests_app.rights.OFFERED",
)
twins(Right, OFFERED, name="requests_app.rights.OFFERED")


def facts_of(right: Right | str) -> Facts:
    """The row of a right as the database holds it. Raises ValueError for none that is known."""
    return RIGHTS[Right(right)]
