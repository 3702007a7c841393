"""What this app refuses, as problems of the API."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.kit.api.problems import Kind, Problem, declare, refused, register
from consents.models import Notice
from consents.services import HoldingProblem

declare(
    {
        "holding.refused": Kind(422, ""),
        "notice.missing": Kind(
            503, _("No notice is published, so nobody can be asked for consent. Try again later.")
        ),
        "notice.outdated": Kind(
            409,
            _("The words of this notice have changed. Read the current one, then decide."),
            ("notice",),
        ),
    }
)
register(HoldingProblem, lambda exc: refused("holding.refused", str(exc), exc.about))
register(Notice.DoesNotExist, lambda exc: Problem("notice.missing"))
