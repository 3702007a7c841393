"""Two owners of everything: what is somebody else's is tried with things that exist.

The first side is `resident`, `guardian` and `operator` with the compound's gate, the second one
`stranger` and `other_operator` with the zoo. Each has a case in every state that an address needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from zeal import zeal_ignore

from accounts.core.actors import SYSTEM
from accounts.models import ApiToken, Dependant, Organisation, PushSubscription, User
from accounts.models.token import TokenScope
from accounts.services import undoable_changes
from accounts.services.tokens import create_token
from biometrics.models import Disclosure, SightingPhoto, Verification
from biometrics.services import sightings
from consents.models import Consent, Handover, Holding, HowCaptured, Purpose, Venue, VenueReport
from consents.services import handovers, record_holding, report_sighting, set_holding_state
from consents.services.holdings import HoldingFacts
from requests_app.law.letters.types import LetterKind
from requests_app.law.rights import Right
from requests_app.models import (
    Attachment,
    Campaign,
    Incident,
    IncidentKind,
    Letter,
    RightsRequest,
)
from requests_app.publishing import export_pages
from requests_app.publishing.releases import release_due
from requests_app.services import answers, identity, messages
from requests_app.services.attachments import File
from requests_app.services.campaigns import Appeal, start_campaign
from requests_app.services.filing import Claim, open_draft
from requests_app.services.incidents import Facts, announce_breach, report_incident
from requests_app.services.letters import write_letter
from tests.factories import (
    DependantFactory,
    OrganisationFactory,
    UserFactory,
    VenueFactory,
    filed_request,
    handed_over,
)
from tests.guards.job import NEIGHBOUR, REFUSED, begin, disclose, photograph

LONG_AGO = timedelta(days=150)


@dataclass(slots=True)
class Side:
    """One owner of each thing that has an address. A case is named by where it stands."""

    resident: User
    operator: User
    venue: Venue
    case: RightsRequest
    disclosure: Disclosure
    verification: Verification
    child: Dependant
    token: ApiToken
    push: PushSubscription
    campaign: Campaign
    breach: Incident
    holding: Holding
    consent: Consent
    code: str = ""
    reported: Incident | None = None
    askable: Holding | None = None
    fresh: RightsRequest | None = None
    draft: RightsRequest | None = None
    answered: RightsRequest | None = None
    late: RightsRequest | None = None
    abroad: RightsRequest | None = None
    doubted: RightsRequest | None = None
    letter: Letter | None = None
    file: Attachment | None = None
    opened: Disclosure | None = None
    report: VenueReport | None = None
    photo: SightingPhoto | None = None
    handover: Handover | None = None
    handed: Handover | None = None
    undo: str = ""

    @property
    def organisation(self) -> Organisation:
        return self.operator.organisations.get()


@pytest.fixture
def sides(world, people, child, venue, other_venue, consent_of, committed) -> Sequence[Side]:
    """The world of the guards, furnished, and the same once more for other people."""
    first = Side(
        resident=people["resident"],
        operator=people["operator"],
        venue=venue,
        case=world["case"],
        disclosure=world["disclosure"],
        verification=world["verification"],
        child=child,
        token=world["token"],
        push=PushSubscription.objects.get(),
        campaign=Campaign.objects.get(),
        breach=Incident.objects.get(),
        holding=Holding.objects.get(),
        consent=Consent.objects.filter(resident=people["resident"]).earliest("at"),
    )
    second = _begun(
        people["stranger"], people["other_operator"], other_venue, consent_of, committed
    )
    for side in (first, second):
        _furnish(side, committed)
    return first, second


def _begun(
    resident: User,
    operator: User,
    venue: Venue,
    consent_of: Callable[..., Consent],
    committed: Callable[[], Any],
) -> Side:
    """The main job of the second side as far as the first one's."""
    facts = HoldingFacts(how=HowCaptured.MADE_TO)
    consent = consent_of(resident)
    case = filed_request(resident=resident, venue=venue)
    disclosure = disclose(case, operator, committed, [NEIGHBOUR])
    token, _secret = create_token(
        organisation=operator.organisations.get(),
        name="ticket system",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=1),
        owner=operator,
        by=SYSTEM,
    )
    return Side(
        resident=resident,
        operator=operator,
        venue=venue,
        case=case,
        disclosure=disclosure,
        verification=_ended(disclosure, resident, state="unusable", problem="no_face"),
        child=DependantFactory(guardian=resident),
        token=token,
        push=PushSubscription.objects.create(user=resident, endpoint="https://push.example/2"),
        campaign=_campaign(venue, resident),
        breach=announce_breach(
            venue=venue, facts=Facts(what="Another leak", aware_at=timezone.now()), by=operator
        ),
        holding=record_holding(resident=resident, venue=venue, facts=facts),
        consent=consent,
    )


def _campaign(venue: Venue, by: User) -> Campaign:
    appeal = Appeal(venue=venue, title="Our zoo", text="A ticket.", rights=[Right.DELETION])
    return start_campaign(appeal=appeal, by=by)


def _ended(disclosure: Disclosure, subject: User, **fields: Any) -> Verification:
    return Verification.objects.create(
        request_id=disclosure.request_id,
        disclosure=disclosure,
        subject=subject,
        ended_at=timezone.now(),
        **fields,
    )


def _furnish(side: Side, committed: Callable[[], Any]) -> None:
    """A case for each act, and the things that only some addresses show."""
    resident, operator, venue = side.resident, side.operator, side.venue
    with zeal_ignore():
        side.code = identity.issue_code(case=side.case, by=operator)
        side.file = _attachment(side.case, resident)
        side.fresh = filed_request(resident=resident, venue=venue)
        side.opened = begin(side.fresh, operator)
        side.draft = open_draft(claim=Claim(venue=venue, rights=(Right.DELETION,)), by=resident)
        side.answered = filed_request(resident=resident, venue=venue)
        answers.answer(case=side.answered, reply=REFUSED, by=operator)
        side.doubted = _doubted(side)
        side.late = _late(resident, venue)
        side.letter = write_letter(case=side.late, stage=LetterKind.COMPLAINT, by=resident)
        side.reported = report_incident(
            kind=IncidentKind.FOR_SALE,
            facts=Facts(what="A list", aware_at=timezone.now()),
            venue=venue,
            by=resident,
        )
        side.report = report_sighting(
            venue=venue, text="A camera", photo=photograph(NEIGHBOUR), by=resident
        )
        side.photo = SightingPhoto.objects.get(report=side.report)
        sightings.blur_faces(photo_id=side.photo.pk)
        elsewhere = VenueFactory(
            slug=f"{venue.slug}-2", operator=side.organisation, jurisdiction="EU-DE"
        )
        facts = HoldingFacts(how=HowCaptured.UNKNOWINGLY)
        side.abroad = filed_request(resident=resident, venue=elsewhere)
        side.askable = record_holding(resident=resident, venue=elsewhere, facts=facts)
        side.handover = _handover(side, venue)
        side.handed = _handed(side)
        side.undo = _undo()
    side.holding.refresh_from_db()
    set_holding_state(holding=side.holding, state="removed", by=SYSTEM)


def _handover(side: Side, venue: Venue) -> Handover:
    """A change of operator that waits for a second moderator."""
    taker = OrganisationFactory()
    return handovers.propose(venue=venue, operator=taker, reason="Sold.", by=UserFactory())


def _handed(side: Side) -> Handover:
    """One that two moderators have decided."""
    place = VenueFactory(slug=f"{side.venue.slug}-3", operator=side.organisation)
    return handed_over(place, operator=OrganisationFactory())


def _undo() -> str:
    """The link by which somebody undoes a change of address."""
    person = UserFactory()
    change = undoable_changes.ask_for_address(by=person, address=f"new-{person.pk}@example.test")
    return undoable_changes.token_of(change)


def _attachment(case: RightsRequest, resident: User) -> Attachment:
    sent = messages.write(case=case, body="See.", files=[File("a.txt", b"A ticket")], by=resident)
    return sent.attachments.get()


def _late(resident: User, venue: Venue) -> RightsRequest:
    """A case whose date has passed."""
    with time_machine.travel(timezone.now() - LONG_AGO):
        return filed_request(resident=resident, venue=venue)


def _doubted(side: Side) -> RightsRequest:
    """A case whose comparison found nothing."""
    case = filed_request(resident=side.resident, venue=side.venue)
    RightsRequest.objects.filter(pk=case.pk).update(
        workflow="awaiting_resident", identity="failed", identity_means=""
    )
    case.refresh_from_db()
    return case


@pytest.fixture
def released(venue, other_venue, consent_of, ngo) -> None:
    """Enough residents long ago for public figures and for a batch; a page of it taken."""
    for place in (venue, other_venue):
        with time_machine.travel(timezone.now() - LONG_AGO):
            for _number in range(6):
                person = UserFactory()
                consent_of(person, Purpose.RESEARCH_EXPORT)
                filed_request(resident=person, venue=place)
    assert release_due().rows == 12
    export_pages.record_taking(taken=export_pages.page(after=0, limit=5), organisation=ngo)
