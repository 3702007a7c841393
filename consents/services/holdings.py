"""A resident's register of who holds their face."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.actors import Actor, ActorKind
from accounts.kit import allowances, audit
from accounts.models import DailyAct, Dependant, User
from consents.models import FaceSystem, Holding, HoldingState, HowCaptured, Venue
from consents.models.holding import SAID_TO_BE_GONE
from consents.models.venue import STANDING

# Nobody's face was kept by a machine before.
EARLIEST = date(1990, 1, 1)


class HoldingProblem(Exception):
    """A holding that cannot be recorded; the message says what to do, ``about`` which value is wrong."""

    def __init__(self, sentence: object, *, about: str = "") -> None:
        super().__init__(sentence)
        self.about = about


@dataclass(frozen=True, slots=True)
class HoldingFacts:
    """What the resident says about it."""

    how: HowCaptured
    since: date | None = None
    evidence: str = ""
    system: FaceSystem | None = None


def _by(resident: User, dependant: Dependant | None) -> Actor:
    return Actor(ActorKind.GUARDIAN if dependant else ActorKind.RESIDENT, resident.pk)


@transaction.atomic
def record_holding(
    *, resident: User, venue: Venue, facts: HoldingFacts, dependant: Dependant | None = None
) -> Holding:
    """Record that ``venue`` has the face of ``resident`` (or of their child); once per venue.

    Recording it again returns the open entry with the newer facts.

    Raises:
        AllowanceSpent: enough entries for one day.
        HoldingProblem: the venue was merged away, the child is somebody else's, or the day cannot be.
    """
    if venue.status not in STANDING:
        raise HoldingProblem(
            _("This entry was merged into another one. Please choose that one."), about="venue"
        )
    if dependant is not None and dependant.guardian_id != resident.pk:
        raise HoldingProblem(_("Please choose one of your own children."), about="child")
    if facts.system is not None and facts.system.venue_id != venue.pk:
        raise HoldingProblem(_("Please choose one of this venue's own systems."), about="system")
    if facts.since is not None:
        check_day(facts.since)
    allowances.take(act=DailyAct.HOLDING, by=resident)
    holding, created = Holding.objects.update_or_create(
        resident=resident,
        venue=venue,
        dependant=dependant,
        ended_at=None,
        defaults={
            "how": facts.how,
            "since": facts.since,
            "evidence": facts.evidence,
            "system": facts.system,
        },
    )
    kind = "holding.recorded" if created else "holding.changed"
    audit.record(kind=kind, by=_by(resident, dependant), target=holding)
    return holding


def check_day(since: date) -> None:
    """The day since when a face is held: past, and since there are machines that keep faces.

    Raises:
        HoldingProblem: it cannot be.
    """
    if since > timezone.localdate():
        raise HoldingProblem(_("This day has not come yet. Give a day up to today."), about="since")
    if since < EARLIEST:
        raise HoldingProblem(_("That is too long ago. Check the year."), about="since")


@transaction.atomic
def end_holding(*, holding: Holding, by: Actor) -> None:
    """Take an entry off the resident's list. Requests filed about it stay as they are."""
    holding.ended_at = timezone.now()
    holding.save(update_fields=["ended_at"])
    audit.record(kind="holding.ended", by=by, target=holding)


def captured_again(*, holding: Holding, by: Actor) -> None:
    """The resident saw that they were enrolled again after removal.

    Raises:
        HoldingProblem: the venue never said that it had removed anything.
    """
    if holding.state not in SAID_TO_BE_GONE:
        raise HoldingProblem(_("The venue has not said that it removed your data. Ask it first."))
    set_holding_state(holding=holding, state=HoldingState.AGAIN, by=by)


@transaction.atomic
def set_holding_state(*, holding: Holding, state: HoldingState, by: Actor) -> None:
    """Note what became of it, as the course of a request shows."""
    if holding.state == state:
        return
    holding.state = state
    holding.save(update_fields=["state"])
    audit.record(kind="holding.state", by=by, target=holding, data={"state": str(state)})
