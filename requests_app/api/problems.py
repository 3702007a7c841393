"""What this app refuses, as problems of the API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.api.problems import FieldError, Kind, Problem, declare, register
from requests_app.law.errors import LawError
from requests_app.problems import SENTENCES, ProblemKind, RequestProblem

STATUS: dict[ProblemKind, int] = {
    ProblemKind.NOT_POSSIBLE_NOW: 409,
    ProblemKind.NOT_YOUR_ROLE: 403,
    ProblemKind.CODE_SPENT: 409,
    ProblemKind.IDENTITY_FIRST: 409,
    ProblemKind.NOT_TIED: 409,
    ProblemKind.SECOND_PERSON: 409,
    ProblemKind.SIGN_IN_AGAIN: 403,
    ProblemKind.STILL_READING: 409,
}

declare({f"request.{kind}": Kind(STATUS.get(kind, 422), SENTENCES[kind]) for kind in ProblemKind})
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
    """``details`` are of the body as a whole: what an answer still lacks."""
    errors = tuple(FieldError("#", str(detail)) for detail in exc.details)
    return Problem(f"request.{exc.kind}", errors=errors)


register(RequestProblem, _refused)
register(LawError, lambda exc: Problem("law.unknown"))
