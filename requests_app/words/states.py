"""A request as a resident sees it: pictures of its four axes, its deadline and its course.

Words and geometry only; what is possible comes from `requests_app.services.lifecycle`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.core.actors import ActorKind
from accounts.core.totality import total
from consents.models import Venue
from requests_app.models import ClockEntry, ClockEntryKind, Event, RightsRequest
from requests_app.states import EVENTS, Clock, EventKind, Identity, RequestOutcome, Workflow

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Pill:
    """A state as colour, picture and words; on a card of four, with the name of its axis."""

    tone: str
    icon: str
    label: Words
    name: Words = ""


@dataclass(frozen=True, slots=True)
class Stage:
    label: Words
    done: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Meter:
    """A line from filing to the due day; positions are percent of its length."""

    tone: str
    verdict: str
    start_label: str
    due_label: str
    today: int
    extended_from: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline."""

    tone: str
    icon: str
    label: Words
    who: Words
    at: datetime


WORKFLOW = total(
    Workflow,
    {
        Workflow.DRAFT: Pill("none", "edit", gettext_lazy("Not sent yet")),
        Workflow.FILED: Pill("wait", "mail", gettext_lazy("Sent to the venue")),
        Workflow.ACKNOWLEDGED: Pill("wait", "eye", gettext_lazy("The venue has it")),
        Workflow.AWAITING_RESIDENT: Pill("warn", "hand", gettext_lazy("Your turn")),
        Workflow.AWAITING_OPERATOR: Pill("wait", "clock", gettext_lazy("The venue's turn")),
        Workflow.ANSWERED: Pill("brand", "message", gettext_lazy("Answered")),
        Workflow.CLOSED: Pill("none", "check", gettext_lazy("Closed")),
    },
    name="requests_app.words.states.WORKFLOW",
)
OUTCOME = total(
    RequestOutcome,
    {
        RequestOutcome.PENDING: Pill("none", "clock", gettext_lazy("Open")),
        RequestOutcome.FULFILLED: Pill("good", "check", gettext_lazy("Fulfilled")),
        RequestOutcome.PARTLY_FULFILLED: Pill("warn", "flag", gettext_lazy("Partly fulfilled")),
        RequestOutcome.NOT_HELD: Pill("good", "check", gettext_lazy("They hold nothing")),
        RequestOutcome.NO_MATCH: Pill(
            "wait", "question", gettext_lazy("Nothing proven to be yours")
        ),
        RequestOutcome.REFUSED: Pill("bad", "cross", gettext_lazy("Refused")),
        RequestOutcome.WITHDRAWN: Pill("none", "cross", gettext_lazy("Withdrawn")),
        RequestOutcome.LAPSED: Pill("none", "pause", gettext_lazy("Lapsed")),
    },
    name="requests_app.words.states.OUTCOME",
)
CLOCK = total(
    Clock,
    {
        Clock.NOT_STARTED: Pill("none", "clock", gettext_lazy("Not started")),
        Clock.RUNNING: Pill("wait", "clock", gettext_lazy("Running")),
        Clock.PAUSED: Pill("none", "pause", gettext_lazy("Paused")),
        Clock.EXTENDED: Pill("warn", "clock", gettext_lazy("Extended")),
        Clock.STOPPED: Pill("none", "check", gettext_lazy("Stopped")),
    },
    name="requests_app.words.states.CLOCK",
)
IDENTITY = total(
    Identity,
    {
        Identity.NONE: Pill("none", "person", gettext_lazy("Not asked for")),
        Identity.PENDING: Pill("warn", "hand", gettext_lazy("To be proven")),
        Identity.ATTESTED: Pill("warn", "eye", gettext_lazy("Seen by one person")),
        Identity.VERIFIED: Pill("good", "shield", gettext_lazy("Proven")),
        Identity.INCONCLUSIVE: Pill("wait", "question", gettext_lazy("Not sure yet")),
        Identity.FAILED: Pill("wait", "search", gettext_lazy("Not matched")),
        Identity.DISPUTED: Pill("warn", "law", gettext_lazy("Disputed")),
    },
    name="requests_app.words.states.IDENTITY",
)
UNHEARD = Pill("warn", "mail", gettext_lazy("Filed; nobody told yet"))
OVERDUE = Pill("bad", "warning", gettext_lazy("Overdue"))
ACTORS = total(
    ActorKind,
    {
        ActorKind.RESIDENT: gettext_lazy("you"),
        ActorKind.GUARDIAN: gettext_lazy("you, for your child"),
        ActorKind.OPERATOR: gettext_lazy("the venue"),
        ActorKind.MODERATOR: gettext_lazy("a moderator"),
        ActorKind.ANALYST: gettext_lazy("an NGO"),
        ActorKind.SYSTEM: gettext_lazy("Saveface"),
    },
    name="requests_app.words.states.ACTORS",
)
FILED = gettext_lazy("Filed")
STAGES = (
    gettext_lazy("Sent"),
    gettext_lazy("Received"),
    gettext_lazy("Being handled"),
    gettext_lazy("Answered"),
    gettext_lazy("Closed"),
)
# Which of the stages a request stands on; a draft is before the first.
STAGE_OF = total(
    Workflow,
    {
        Workflow.DRAFT: -1,
        Workflow.FILED: 0,
        Workflow.ACKNOWLEDGED: 1,
        Workflow.AWAITING_RESIDENT: 2,
        Workflow.AWAITING_OPERATOR: 2,
        Workflow.ANSWERED: 3,
        Workflow.CLOSED: 4,
    },
    name="requests_app.words.states.STAGE_OF",
)


def workflow_pill(case: RightsRequest) -> Pill:
    """The one pill of a list: overdue beats everything, then the outcome, then whose turn it is."""
    if case.is_overdue:
        return OVERDUE
    if case.outcome != RequestOutcome.PENDING:
        return OUTCOME[RequestOutcome(case.outcome)]
    return _where(case)


def _where(case: RightsRequest) -> Pill:
    """Whose turn it is; “sent to the venue” only where somebody was told."""
    if case.workflow == Workflow.FILED and not case.venue.reaches_somebody:
        return UNHEARD
    return WORKFLOW[Workflow(case.workflow)]


def axes(case: RightsRequest) -> list[Pill]:
    """The four axes, each with its name."""
    clock = OVERDUE if case.is_overdue else CLOCK[Clock(case.clock)]
    named = (
        (_where(case), _("Where it stands")),
        (OUTCOME[RequestOutcome(case.outcome)], _("Outcome")),
        (clock, _("The clock")),
        (IDENTITY[Identity(case.identity)], _("That it is you")),
    )
    return [Pill(pill.tone, pill.icon, pill.label, name) for pill, name in named]


def stages(case: RightsRequest) -> list[Stage]:
    """The steps from sending to closing; “sent” only where somebody was told."""
    now = STAGE_OF[Workflow(case.workflow)]
    labels: list[Words] = list(STAGES)
    if not case.venue.reaches_somebody:
        labels[0] = FILED
    return [
        Stage(label=label, done=index < now, current=index == now)
        for index, label in enumerate(labels)
    ]


def meter(case: RightsRequest, entries: Sequence[ClockEntry] = ()) -> Meter | None:
    """The picture of the deadline; None where no clock has a date."""
    if case.filed_at is None or case.due_at is None or case.due_on is None:
        return None
    now = case.answered_at or case.closed_at or timezone.now()
    whole = (case.due_at - case.filed_at).total_seconds()

    def place(moment: datetime) -> int:
        share = (
            (moment - case.filed_at).total_seconds() / whole if case.filed_at and whole > 0 else 1
        )
        return round(1 + 96 * min(max(share, 0), 1))

    before = _due_before_extension(entries)
    return Meter(
        tone=_meter_tone(case),
        verdict=_verdict(case),
        start_label=_began(case.venue) % {"day": _short(timezone.localdate(case.filed_at))},
        due_label=_("Due %(day)s") % {"day": _short(case.due_on)},
        today=place(now),
        extended_from=place(before) if before else None,
    )


def _began(venue: Venue) -> str:
    return _("Sent %(day)s") if venue.reaches_somebody else _("Filed %(day)s")


def _short(day: date) -> str:
    """Without the year while it is this one."""
    this_year = day.year == timezone.localdate().year
    return date_format(day, "MONTH_DAY_FORMAT" if this_year else "DATE_FORMAT")


def _due_before_extension(entries: Sequence[ClockEntry]) -> datetime | None:
    started = next((e for e in entries if e.kind == ClockEntryKind.STARTED and e.due_on), None)
    extended = any(e.kind == ClockEntryKind.EXTENDED for e in entries)
    if started is None or started.due_on is None or not extended:
        return None
    return timezone.make_aware(datetime.combine(started.due_on, datetime.max.time()))


def _meter_tone(case: RightsRequest) -> str:
    if case.clock == Clock.STOPPED:
        return "none"
    if case.is_overdue:
        return "bad"
    return "warn" if _days_left(case) <= 5 else "wait"


def _days_left(case: RightsRequest) -> int:
    """Whole days until the last day at this moment; negative when it has passed."""
    return (case.due_on - timezone.localdate()).days if case.due_on else 0


def _verdict(case: RightsRequest) -> str:
    left = _days_left(case)
    if case.clock == Clock.STOPPED:
        return _("The clock has stopped")
    if case.clock == Clock.PAUSED:
        return _("The clock is paused")
    if case.is_overdue:
        return ngettext("%(days)d day overdue", "%(days)d days overdue", max(-left, 1)) % {
            "days": max(-left, 1)
        }
    if left <= 0:
        return _("Due today")
    return ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}


def timeline(events: Sequence[Event]) -> list[Moment]:
    """What has happened, oldest first; the words of messages stand in the thread."""
    return [_moment(event) for event in events]


def _moment(event: Event) -> Moment:
    facts = EVENTS[EventKind(event.kind)]
    return Moment(
        tone=facts.tone,
        icon=facts.icon,
        # For the resident who reads, “the resident” is “you”.
        label=facts.to_resident or facts.label,
        who=ACTORS[ActorKind(event.actor_kind)],
        at=event.at,
    )
