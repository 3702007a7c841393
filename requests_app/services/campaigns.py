"""Several residents together. Each files their own request; only the text is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import Actor, ActorKind
from accounts.kit import allowances, audit
from accounts.models import DailyAct, User
from consents.kinds import ASKABLE
from consents.models import Holding, Venue
from requests_app.law.rights import Right
from requests_app.models import Campaign, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services.filing import Claim, file_request

SHOWN_FROM = 5


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a campaign asks of one venue."""

    venue: Venue
    title: str
    text: str
    rights: Sequence[Right]


@transaction.atomic
def start_campaign(*, appeal: Appeal, by: User) -> Campaign:
    """Begin a campaign; whoever starts it files nothing by that alone."""
    if not appeal.rights:
        raise RequestProblem(ProblemKind.NO_RIGHT_CHOSEN)
    if appeal.venue.kind not in ASKABLE:
        raise RequestProblem(ProblemKind.OWN_DEVICE)
    allowances.take(act=DailyAct.CAMPAIGN, by=by)
    campaign = Campaign.objects.create(
        slug=f"c-{token_hex(5)}",
        venue=appeal.venue,
        title=appeal.title,
        text=appeal.text,
        rights=[right.value for right in appeal.rights],
        started_by=by,
    )
    actor = Actor(ActorKind.RESIDENT, by.pk)
    audit.record(kind="campaign.started", by=actor, target=campaign)
    return campaign


@transaction.atomic
def join_campaign(*, campaign: Campaign, by: User, claimant_name: str = "") -> RightsRequest:
    """File the campaign's request for ``by``: once, with a clock, receipts and answer of its own.

    Raises:
        RequestProblem: the campaign has ended.
    """
    if campaign.closed_at is not None:
        raise RequestProblem(ProblemKind.CAMPAIGN_CLOSED)
    mine = RightsRequest.objects.filter(campaign=campaign, resident=by, dependant=None).first()
    if mine is not None:
        return mine
    claim = Claim(
        venue=campaign.venue,
        rights=[Right(right) for right in campaign.rights],
        claimant_name=claimant_name,
        holding=Holding.objects.filter(resident=by, venue=campaign.venue, ended_at=None).first(),
        language=by.locale,
        campaign=campaign,
    )
    return file_request(claim=claim, by=by)


@transaction.atomic
def end_campaign(*, campaign: Campaign, by: User) -> None:
    """Take no more joiners; what was filed goes on."""
    campaign.closed_at = timezone.now()
    campaign.save(update_fields=["closed_at"])
    audit.record(kind="campaign.ended", by=Actor(ActorKind.RESIDENT, by.pk), target=campaign)


def joined(campaign: Campaign) -> int | None:
    """How many filed with ``campaign``; None below five, so that nobody's filing shows."""
    count = RightsRequest.objects.filter(campaign=campaign, filed_at__isnull=False).count()
    return count if count >= SHOWN_FROM else None
