"""What this app refuses, as problems of the API."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from accounts.kit.api.problems import FieldError, Kind, Problem, declare, register
from requests_app.law.errors import LawError
from requests_app.problems import SENTENCES, ProblemKind, RequestProblem

# The HTTP status, and which values of a body it is about; a service that knows better says it itself.
ROWS: Mapping[ProblemKind, tuple[int, *tuple[str, ...]]] = total(
    ProblemKind,
    {
        ProblemKind.NOT_POSSIBLE_NOW: (409,),
        ProblemKind.NOT_YOUR_ROLE: (403,),
        ProblemKind.REASON_MISSING: (422, "reason"),
        ProblemKind.NO_RIGHT_CHOSEN: (422, "rights"),
        ProblemKind.RIGHT_UNKNOWN_HERE: (422, "rights"),
        ProblemKind.RIGHT_NOT_PLACED: (422, "rights"),
        ProblemKind.NO_DATE: (422, "venue"),
        ProblemKind.VENUE_MERGED: (422, "venue"),
        ProblemKind.OWN_DEVICE: (422, "venue"),
        ProblemKind.NOT_YOUR_CHILD: (422, "child"),
        ProblemKind.NOT_YOUR_ENTRY: (422, "holding"),
        ProblemKind.EXTENSION_NOT_ALLOWED: (422,),
        ProblemKind.CODE_WRONG: (422, "code"),
        ProblemKind.CODE_SPENT: (409, "code"),
        ProblemKind.CODE_UNREADABLE: (422, "code"),
        ProblemKind.IDENTITY_FIRST: (409,),
        ProblemKind.NOT_TIED: (409,),
        ProblemKind.NO_DOCUMENT: (422, "seen"),
        ProblemKind.GUARDIANSHIP_MISSING: (422, "guardianship"),
        ProblemKind.NO_CHILD_HERE: (422, "guardianship"),
        ProblemKind.SECOND_PERSON: (409,),
        ProblemKind.NEW_COLLEAGUE: (409,),
        ProblemKind.SIGN_IN_AGAIN: (403,),
        ProblemKind.DECISION_MISSING: (422,),
        ProblemKind.REFUSAL_UNKNOWN: (422,),
        ProblemKind.EVIDENCE_MISSING: (422,),
        ProblemKind.CONTRADICTORY: (422,),
        ProblemKind.EMPTY_MESSAGE: (422, "body"),
        ProblemKind.STILL_READING: (409,),
        ProblemKind.CAMPAIGN_CLOSED: (422,),
        ProblemKind.NOT_YET_DUE: (422,),
        ProblemKind.NOBODY_ANSWERS: (422,),
        ProblemKind.NO_FACES_OF_CHILDREN: (422,),
        ProblemKind.NO_PLACE_CHOSEN: (422, "holdings"),
        ProblemKind.TOO_MANY_PLACES: (422, "holdings"),
        ProblemKind.TOO_MANY_FILES: (422, "files"),
        ProblemKind.FILE_TOO_LARGE: (422,),
        ProblemKind.FILE_NOT_TAKEN: (422,),
    },
    name="requests_app.api.problems.ROWS",
)

declare(
    {
        f"request.{kind}": Kind(status, SENTENCES[kind], tuple(members))
        for kind, (status, *members) in ROWS.items()
    }
)
declare(
    {
        "law.unknown": Kind(
            422,
            _(
                "No law is on file that says how long this may take at this place, so no date can "
                "be given. Nothing was changed; the platform has to add the law first."
            ),
        ),
    }
)


def _refused(exc: RequestProblem) -> Problem:
    """Each detail with its place in the body; the sentence itself at each place without a detail."""
    details = exc.details or (exc.sentence,) * len(exc.pointers)
    pairs = zip(exc.pointers, details, strict=True)
    errors = tuple(FieldError(at, str(detail)) for at, detail in pairs)
    return Problem(f"request.{exc.kind}", errors=errors)


register(RequestProblem, _refused)
register(LawError, lambda exc: Problem("law.unknown"))
