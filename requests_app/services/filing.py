"""Filing a request, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from accounts.kit import allowances
from accounts.models import DailyAct, Dependant, User
from consents.kinds import ASKABLE
from consents.models import Holding, HoldingState, Venue
from consents.models.venue import STANDING
from consents.services import set_holding_state
from requests_app.law.errors import NoRuleInForce
from requests_app.law.plausibility.moments import of_a_visit
from requests_app.law.plausibility.words import says_something
from requests_app.law.right_words import words_of
from requests_app.law.rights import ORDER, Right
from requests_app.models import Campaign, RequestedRight, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import actors, case_facts, clocks
from requests_app.services.closure import destroy_face_data
from requests_app.services.lifecycle import Step, advance, lock
from requests_app.states import EventKind


@dataclass(frozen=True, slots=True)
class Claim:
    """What the resident asks for, and what helps the venue to find the data."""

    venue: Venue
    rights: Sequence[Right]
    claimant_name: str = ""
    claim_details: str = ""
    court_order: str = ""
    visited_from: datetime | None = None
    visited_to: datetime | None = None
    holding: Holding | None = None
    dependant: Dependant | None = None
    language: str = "zh-hans"
    campaign: Campaign | None = None
    follows: RightsRequest | None = None


@transaction.atomic
def file_request(*, claim: Claim, by: User) -> RightsRequest:
    """File a request: it starts the clock, tells both sides and issues the first receipt.

    Raises:
        RequestProblem: nothing chosen, a right unknown to this law, a merged venue, another's child,
            one's own device, or a visit that cannot have been.
        LawError: no rule pack or calendar for the venue; nothing is filed.
    """
    return file_draft(case=open_draft(claim=claim, by=by), by=by)


@transaction.atomic
def open_draft(*, claim: Claim, by: User) -> RightsRequest:
    """Keep what the resident has entered so far; no clock runs and nobody is told."""
    _check(claim, by)
    allowances.take(act=DailyAct.FILING, by=by)
    case = RightsRequest.objects.create(
        resident=by,
        dependant=claim.dependant,
        venue=claim.venue,
        holding=claim.holding,
        claimant_name=claim.claimant_name,
        claim_details=claim.claim_details,
        court_order=claim.court_order.strip() if says_something(claim.court_order) else "",
        visited_from=claim.visited_from,
        visited_to=claim.visited_to,
        language=claim.language,
        campaign=claim.campaign,
        follows=claim.follows or _earlier(claim),
    )
    RequestedRight.objects.bulk_create(
        RequestedRight(request=case, right=right, position=position)
        for position, right in enumerate(in_order(claim.rights), start=1)
    )
    return case


def in_order(rights: Sequence[Right]) -> list[Right]:
    """The bundle in the order in which the venue must act, each right once.

    Raises:
        RequestProblem: one of them has no place in it; better nothing is filed than a part.
    """
    if not set(rights) <= set(ORDER):
        raise RequestProblem(ProblemKind.RIGHT_NOT_PLACED)
    return [right for right in ORDER if right in rights]


def _check(claim: Claim, by: User) -> None:
    if not claim.rights:
        raise RequestProblem(ProblemKind.NO_RIGHT_CHOSEN)
    if claim.venue.status not in STANDING:
        raise RequestProblem(ProblemKind.VENUE_MERGED)
    if claim.venue.kind not in ASKABLE:
        raise RequestProblem(ProblemKind.OWN_DEVICE)
    if claim.dependant is not None and claim.dependant.guardian_id != by.pk:
        raise RequestProblem(ProblemKind.NOT_YOUR_CHILD)
    if not _rests_on_own(claim, by):
        raise RequestProblem(ProblemKind.NOT_YOUR_ENTRY)
    case_facts.refuse(of_a_visit(claim.visited_from, claim.visited_to, timezone.now()))


def _earlier(claim: Claim) -> RightsRequest | None:
    """The request that this one follows when the face was captured again after removal."""
    if claim.holding is None or claim.holding.state != HoldingState.AGAIN:
        return None
    return claim.holding.rights_requests.order_by("-created_at").first()


def _rests_on_own(claim: Claim, by: User) -> bool:
    """The entry and the earlier request that it names are the resident's, about this venue."""
    holding, earlier = claim.holding, claim.follows
    if holding is not None and (holding.resident_id, holding.venue_id) != (by.pk, claim.venue.pk):
        return False
    return earlier is None or earlier.resident_id == by.pk


@transaction.atomic
def file_draft(*, case: RightsRequest, by: User) -> RightsRequest:
    """File a draft under the law that holds today at the venue."""
    locked = lock(case)
    actor = actors.resident_of(locked, by)
    moment = timezone.now()
    rights = [right.right for right in locked.rights.all()]
    if not rights:
        raise RequestProblem(ProblemKind.NO_RIGHT_CHOSEN)
    try:
        clocks.start(locked, moment)
    except NoRuleInForce as error:
        named = words_of(error.right).name.in_language(get_language())
        raise RequestProblem(ProblemKind.RIGHT_UNKNOWN_HERE, (named,), ("#/rights",)) from error
    advance(locked, Step(EventKind.FILE, data={"rights": rights}), by=actor, at=moment)
    if locked.holding is not None:
        set_holding_state(holding=locked.holding, state=HoldingState.ASKED, by=actor)
    return locked


@transaction.atomic
def withdraw(*, case: RightsRequest, by: User) -> RightsRequest:
    """Take a request back. What was disclosed for it is destroyed."""
    locked = lock(case)
    moment = timezone.now()
    step = Step(EventKind.WITHDRAW)
    actor = actors.resident_of(locked, by)
    if locked.filed_at is not None:
        clocks.stop(locked, moment)
    advance(locked, step, by=actor, at=moment)
    locked.rights.filter(outcome="pending").update(outcome="withdrawn")
    destroy_face_data(case=locked, because="withdrawn", by=actor)
    return locked
