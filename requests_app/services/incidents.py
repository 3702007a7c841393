"""Breaches and face data for sale: everyone who registered the venue is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import Actor, ActorKind
from accounts.core.queueing import enqueue, enqueue_on_commit
from accounts.kit import allowances, audit
from accounts.models import DailyAct, User
from consents.models import Holding, Venue
from requests_app.law.deadlines.calculator import moment_due
from requests_app.law.packs import incident_duties
from requests_app.law.plausibility import Contradiction
from requests_app.law.plausibility.moments import of_an_incident
from requests_app.law.types import IncidentDuty, Unit
from requests_app.models import (
    Audience,
    Incident,
    IncidentKind,
    IncidentState,
    Notification,
    NotificationKind,
)
from requests_app.services import case_facts

BATCH = 1000


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an incident."""

    what: str
    aware_at: datetime
    measures: str = ""


def contradictions_of(facts: Facts, *, at: str = "aware_at") -> list[Contradiction]:
    """What of ``facts`` cannot be so; ``at`` is the caller's name for the time."""
    return list(of_an_incident(facts.aware_at, facts.what, timezone.now(), at=at))


@transaction.atomic
def announce_breach(*, venue: Venue, facts: Facts, by: User) -> Incident:
    """The operator announces a breach (PIPL art. 57): no check is needed, everyone is told at once.

    Raises:
        RequestProblem: known since a time that cannot be, or nothing said of what happened.
    """
    case_facts.refuse(contradictions_of(facts))
    incident = Incident.objects.create(
        kind=IncidentKind.BREACH,
        state=IncidentState.CONFIRMED,
        venue=venue,
        what=facts.what,
        measures=facts.measures,
        aware_at=facts.aware_at,
        reported_by=by,
        confirmed_at=timezone.now(),
    )
    actor = Actor(ActorKind.OPERATOR, by.pk)
    audit.record(kind="incident.announced", by=actor, target=incident)
    enqueue_on_commit("requests_app.tell_incident", str(incident.pk))
    return incident


@transaction.atomic
def report_incident(*, kind: IncidentKind, facts: Facts, venue: Venue | None, by: User) -> Incident:
    """A resident saw face data for sale or in the open; a moderator checks before anybody is told.

    Raises:
        AllowanceSpent: enough incidents for one day.
        RequestProblem: seen at a time that cannot be, or nothing said of what was seen.
    """
    case_facts.refuse(contradictions_of(facts))
    allowances.take(act=DailyAct.INCIDENT, by=by)
    incident = Incident.objects.create(
        kind=kind, venue=venue, what=facts.what, aware_at=facts.aware_at, reported_by=by
    )
    actor = Actor(ActorKind.RESIDENT, by.pk)
    audit.record(kind="incident.reported", by=actor, target=incident)
    return incident


@transaction.atomic
def confirm_incident(*, incident: Incident, venue: Venue, measures: str, by: User) -> Incident:
    """A moderator found out which venue the data is from: everyone who registered it is told."""
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if locked.state != IncidentState.REPORTED:
        return locked
    locked.venue, locked.measures = venue, measures
    locked.state, locked.confirmed_at, locked.decided_by = (
        IncidentState.CONFIRMED,
        timezone.now(),
        by,
    )
    locked.save()
    actor = Actor(ActorKind.MODERATOR, by.pk)
    audit.record(kind="incident.confirmed", by=actor, target=locked)
    enqueue_on_commit("requests_app.tell_incident", str(locked.pk))
    return locked


@transaction.atomic
def dismiss_incident(*, incident: Incident, by: User) -> Incident:
    """A moderator could not confirm it; nobody is told. What was confirmed stays so."""
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if locked.state != IncidentState.REPORTED:
        return locked
    locked.state, locked.decided_by = IncidentState.DISMISSED, by
    locked.save(update_fields=["state", "decided_by"])
    actor = Actor(ActorKind.MODERATOR, by.pk)
    audit.record(kind="incident.dismissed", by=actor, target=locked)
    return locked


@transaction.atomic
def record_authority_told(*, incident: Incident, by: User) -> Incident:
    """The venue says that it has told its authority; the first time counts."""
    locked = Incident.objects.select_for_update().get(pk=incident.pk)
    if locked.authority_told_at is None:
        locked.authority_told_at = timezone.now()
        locked.save(update_fields=["authority_told_at"])
        actor = Actor(ActorKind.OPERATOR, by.pk)
        audit.record(kind="incident.authority_told", by=actor, target=locked)
    return locked


def tell_everyone(*, incident: Incident) -> int:
    """Write a notification for everyone who registered the venue; safe to run twice."""
    if incident.state != IncidentState.CONFIRMED or incident.venue is None:
        return 0
    told = Notification.objects.filter(incident=incident).values("user")
    people = (
        User.objects.filter(holdings__venue=incident.venue, holdings__ended_at=None)
        .exclude(pk__in=told)
        .distinct()
    )
    written = 0
    while batch := list(people[:BATCH]):
        written += len(batch)
        _tell(incident, batch)
    return written


def tell_all_untold() -> int:
    """Finish what a crash cut short: incidents of the last days whose people were not all told."""
    since = timezone.now() - timedelta(days=3)
    recent = Incident.objects.filter(state=IncidentState.CONFIRMED, confirmed_at__gt=since)
    return sum(tell_everyone(incident=incident) for incident in recent.select_related("venue"))


def _tell(incident: Incident, people: list[User]) -> None:
    rows = [
        Notification(
            kind=NotificationKind.INCIDENT,
            topic=incident.kind,
            incident=incident,
            audience=Audience.RESIDENT,
            user=person,
            address=person.email,
        )
        for person in people
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        enqueue("requests_app.send_notification", str(row.pk))


@dataclass(frozen=True, slots=True)
class DutyDue:
    """One duty of the venue after a breach, and until when where the law gives hours."""

    duty: IncidentDuty
    until: datetime | None

    @property
    def is_overdue(self) -> bool:
        return self.until is not None and self.until < timezone.now()


def duties_of(incident: Incident) -> list[DutyDue]:
    """What the law of the venue's place asks for, counted from when the incident was known."""
    if incident.venue is None:
        return []
    return [
        DutyDue(duty, _until(duty, incident.aware_at))
        for duty in incident_duties(incident.venue.jurisdiction)
    ]


def _until(duty: IncidentDuty, aware_at: datetime) -> datetime | None:
    limit = duty.limit
    if limit is None or limit.unit is not Unit.HOUR:
        return None
    return moment_due(limit, aware_at)


def registered_with(venue: Venue) -> int:
    """How many people would be told."""
    return Holding.objects.filter(venue=venue, ended_at=None).values("resident").distinct().count()
