"""The same wish to every place on one's list: one request each, so that one refusal holds up no other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.kit.allowances import AllowanceSpent
from accounts.models import User
from consents.kinds import ASKABLE
from consents.models import Holding
from consents.models.holding import SAID_TO_BE_GONE
from consents.models.venue import STANDING
from consents.selectors import holdings_of
from requests_app.law.deadlines.calculator import start_date
from requests_app.law.errors import LawError
from requests_app.law.packs import rights_in_force
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services.filing import Claim, file_request

AT_MOST = 50
LAW_UNKNOWN = _(
    "The law of this place is not known here yet, so no days could be counted. Nothing was sent."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of each place alike."""

    rights: Sequence[Right]
    claimant_name: str = ""
    claim_details: str = ""
    language: str = "zh-hans"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one place: its case, or the reason why there is none."""

    holding: Holding
    case: RightsRequest | None = None
    reason: str = ""


def can_be_asked(resident: User) -> QuerySet[Holding]:
    """The entries of the list that a request can be filed on, each with ``under_way``."""
    cases = RightsRequest.objects.under_way().filter(holding=OuterRef("pk"))
    return (
        holdings_of(resident)
        .filter(venue__kind__in=ASKABLE, venue__status__in=STANDING)
        .exclude(state__in=SAID_TO_BE_GONE)
        .annotate(under_way=Exists(cases))
    )


def file_many(*, holdings: Sequence[Holding], wish: Wish, by: User) -> list[Result]:
    """File one request for each of ``holdings``, each in a transaction of its own.

    Raises:
        RequestProblem: no place, or more than `AT_MOST` places at once.
    """
    if not holdings:
        raise RequestProblem(ProblemKind.NO_PLACE_CHOSEN)
    if len(holdings) > AT_MOST:
        raise RequestProblem(ProblemKind.TOO_MANY_PLACES)
    return [_file(holding, wish, by) for holding in holdings]


def _file(holding: Holding, wish: Wish, by: User) -> Result:
    try:
        case = file_request(claim=_claim(holding, wish), by=by)
    except RequestProblem as problem:
        return Result(holding, reason=str(problem.sentence))
    except AllowanceSpent as spent:
        return Result(holding, reason=str(spent))
    except LawError:
        return Result(holding, reason=str(LAW_UNKNOWN))
    return Result(holding, case)


def _claim(holding: Holding, wish: Wish) -> Claim:
    """The wish in the terms of the place's own law, which may not know every right."""
    venue = holding.venue
    today = start_date(timezone.now(), venue.time_zone)
    known = rights_in_force(venue.jurisdiction, today)
    return Claim(
        venue=venue,
        rights=[right for right in wish.rights if right in known],
        claimant_name=wish.claimant_name,
        claim_details=wish.claim_details,
        holding=holding,
        dependant=holding.dependant,
        language=wish.language,
    )
