"""What this app refuses, as problems of the API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from accounts.kit.api.problems import FieldError, Kind, Problem, declare, register
from requests_app.law.errors import LawError
from requests_app.problems import SENTENCES, ProblemKind, RequestProblem

STATUS = total(
    ProblemKind,
    {
        ProblemKind.NOT_POSSIBLE_NOW: 409,
        ProblemKind.NOT_YOUR_ROLE: 403,
        ProblemKind.REASON_MISSING: 422,
        ProblemKind.NO_RIGHT_CHOSEN: 422,
        ProblemKind.RIGHT_UNKNOWN_HERE: 422,
        ProblemKind.RIGHT_NOT_PLACED: 422,
        ProblemKind.NO_DATE: 422,
        ProblemKind.VENUE_MERGED: 422,
        ProblemKind.OWN_DEVICE: 422,
        ProblemKind.NOT_YOUR_CHILD: 422,
        ProblemKind.NOT_YOUR_ENTRY: 422,
        ProblemKind.EXTENSION_NOT_ALLOWED: 422,
        ProblemKind.CODE_WRONG: 422,
        ProblemKind.CODE_SPENT: 409,
        ProblemKind.CODE_UNREADABLE: 422,
        ProblemKind.IDENTITY_FIRST: 409,
        ProblemKind.NOT_TIED: 409,
        ProblemKind.NO_DOCUMENT: 422,
        ProblemKind.GUARDIANSHIP_MISSING: 422,
        ProblemKind.NO_CHILD_HERE: 422,
        ProblemKind.SECOND_PERSON: 409,
        ProblemKind.NEW_COLLEAGUE: 409,
        ProblemKind.SIGN_IN_AGAIN: 403,
        ProblemKind.DECISION_MISSING: 422,
        ProblemKind.REFUSAL_UNKNOWN: 422,
        ProblemKind.EVIDENCE_MISSING: 422,
        ProblemKind.CONTRADICTORY: 422,
        ProblemKind.EMPTY_MESSAGE: 422,
        ProblemKind.STILL_READING: 409,
        ProblemKind.CAMPAIGN_CLOSED: 422,
        ProblemKind.NOT_YET_DUE: 422,
        ProblemKind.NOBODY_ANSWERS: 422,
        ProblemKind.NO_FACES_OF_CHILDREN: 422,
        ProblemKind.NO_PLACE_CHOSEN: 422,
        ProblemKind.TOO_MANY_PLACES: 422,
        ProblemKind.TOO_MANY_FILES: 422,
        ProblemKind.FILE_TOO_LARGE: 422,
        ProblemKind.FILE_NOT_TAKEN: 422,
    },
    name="requests_app.api.problems.STATUS",
)

declare({f"request.{kind}": Kind(STATUS[kind], SENTENCES[kind]) for kind in ProblemKind})
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
    """Each detail with the place of the body that it is about."""
    pairs = zip(exc.pointers, exc.details, strict=True)
    errors = tuple(FieldError(pointer, str(detail)) for pointer, detail in pairs)
    return Problem(f"request.{exc.kind}", errors=errors)


register(RequestProblem, _refused)
register(LawError, lambda exc: Problem("law.unknown"))
