"""The four axes of a request, as tables. Pure data: neither ORM nor HTTP.

Workflow, outcome, clock and identity evidence are independent of one another; one event may move
several of them. `requests_app.services.lifecycle.advance` is the only place that applies the tables.
Whether a request is overdue is computed from time and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from accounts.core.actors import ActorKind
from accounts.core.totality import chosen, total


class Axis(StrEnum):
    WORKFLOW = "workflow"
    OUTCOME = "outcome"
    CLOCK = "clock"
    IDENTITY = "identity"


class Workflow(StrEnum):
    DRAFT = "draft"
    FILED = "filed"
    ACKNOWLEDGED = "acknowledged"
    AWAITING_RESIDENT = "awaiting_resident"
    AWAITING_OPERATOR = "awaiting_operator"
    ANSWERED = "answered"
    CLOSED = "closed"


class RequestOutcome(StrEnum):
    """`not_held`: nothing is stored. `no_match`: nothing could be tied to the resident; whether something
    is stored it does not say."""

    PENDING = "pending"
    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly_fulfilled"
    NOT_HELD = "not_held"
    NO_MATCH = "no_match"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Clock(StrEnum):
    NOT_STARTED = "not_started"
    RUNNING = "running"
    PAUSED = "paused"
    EXTENDED = "extended"
    STOPPED = "stopped"


class Identity(StrEnum):
    NONE = "none"
    PENDING = "pending"
    ATTESTED = "attested"
    VERIFIED = "verified"
    INCONCLUSIVE = "inconclusive"
    FAILED = "failed"
    DISPUTED = "disputed"


class EventKind(StrEnum):
    FILE = "file"
    ACKNOWLEDGE = "acknowledge"
    DISCLOSE = "disclose"
    ASK_IDENTITY = "ask_identity"
    ATTEST_IDENTITY = "attest_identity"
    VERIFY_IDENTITY = "verify_identity"
    IDENTITY_INCONCLUSIVE = "identity_inconclusive"
    IDENTITY_NOT_MATCHED = "identity_not_matched"
    DISPUTE_IDENTITY = "dispute_identity"
    ASK = "ask"
    REPLY = "reply"
    MESSAGE = "message"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    RECOMPUTE = "recompute"
    ADMONISH = "admonish"
    ANSWER = "answer"
    DISPUTE = "dispute"
    ACCEPT = "accept"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    FACE_DESTROYED = "face_destroyed"


WORKFLOW_LABELS = total(
    Workflow,
    {
        Workflow.DRAFT: _("draft"),
        Workflow.FILED: _("filed"),
        Workflow.ACKNOWLEDGED: _("received by the venue"),
        Workflow.AWAITING_RESIDENT: _("waiting for the resident"),
        Workflow.AWAITING_OPERATOR: _("waiting for the venue"),
        Workflow.ANSWERED: _("answered"),
        Workflow.CLOSED: _("closed"),
    },
    name="requests_app.states.WORKFLOW_LABELS",
)
OUTCOME_LABELS = total(
    RequestOutcome,
    {
        RequestOutcome.PENDING: _("open"),
        RequestOutcome.FULFILLED: _("fulfilled"),
        RequestOutcome.PARTLY_FULFILLED: _("partly fulfilled"),
        RequestOutcome.NOT_HELD: _("nothing held"),
        RequestOutcome.NO_MATCH: _("nothing proven to be the resident's"),
        RequestOutcome.REFUSED: _("refused"),
        RequestOutcome.WITHDRAWN: _("withdrawn"),
        RequestOutcome.LAPSED: _("lapsed"),
    },
    name="requests_app.states.OUTCOME_LABELS",
)
CLOCK_LABELS = total(
    Clock,
    {
        Clock.NOT_STARTED: _("not started"),
        Clock.RUNNING: _("running"),
        Clock.PAUSED: _("paused"),
        Clock.EXTENDED: _("extended"),
        Clock.STOPPED: _("stopped"),
    },
    name="requests_app.states.CLOCK_LABELS",
)
IDENTITY_LABELS = total(
    Identity,
    {
        Identity.NONE: _("not asked for"),
        Identity.PENDING: _("asked for"),
        Identity.ATTESTED: _("seen by one person, not yet in force"),
        Identity.VERIFIED: _("verified"),
        Identity.INCONCLUSIVE: _("inconclusive"),
        Identity.FAILED: _("not matched"),
        Identity.DISPUTED: _("disputed"),
    },
    name="requests_app.states.IDENTITY_LABELS",
)
EVENT_LABELS = total(
    EventKind,
    {
        EventKind.FILE: _("Filed"),
        EventKind.ACKNOWLEDGE: _("Received by the venue"),
        EventKind.DISCLOSE: _("The venue has taken the first step: show that it is you"),
        EventKind.ASK_IDENTITY: _("The venue asked for proof of identity"),
        EventKind.ATTEST_IDENTITY: _(
            "Somebody at the venue says that they saw the person or a document"
        ),
        EventKind.VERIFY_IDENTITY: _("Identity verified"),
        EventKind.IDENTITY_INCONCLUSIVE: _("Comparison inconclusive"),
        EventKind.IDENTITY_NOT_MATCHED: _("Comparison: not matched"),
        EventKind.DISPUTE_IDENTITY: _("The resident disputes the identity check"),
        EventKind.ASK: _("The venue asked a question"),
        EventKind.REPLY: _("The resident replied"),
        EventKind.MESSAGE: _("Message"),
        EventKind.PAUSE: _("Clock paused"),
        EventKind.RESUME: _("Clock resumed"),
        EventKind.EXTEND: _("Deadline extended"),
        EventKind.RECOMPUTE: _("Deadline calculated again: the calendar was published"),
        EventKind.ADMONISH: _("The resident reminded the venue of its duty"),
        EventKind.ANSWER: _("Answered"),
        EventKind.DISPUTE: _("The resident disputes the answer"),
        EventKind.ACCEPT: _("The resident accepts the answer"),
        EventKind.CLOSE: _("Closed"),
        EventKind.WITHDRAW: _("Withdrawn by the resident"),
        EventKind.LAPSE: _("Lapsed"),
        EventKind.FACE_DESTROYED: _("Face data on this platform destroyed"),
    },
    name="requests_app.states.EVENT_LABELS",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may cause an event, and whether they must say why."""

    actors: frozenset[ActorKind]
    needs_reason: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """One event on one axis.

    ``target`` None: the axis must be in ``sources``, and stays unless the event carries a target: the
    outcome of an answer, or the clock that runs on as it ran before a pause or an answer.
    """

    axis: Axis
    event: EventKind
    sources: frozenset[str]
    target: str | None


RESIDENTS = chosen(
    ActorKind,
    {ActorKind.RESIDENT, ActorKind.GUARDIAN},
    but_not={ActorKind.OPERATOR, ActorKind.MODERATOR, ActorKind.ANALYST, ActorKind.SYSTEM},
    name="requests_app.states.RESIDENTS",
)
OPERATORS = chosen(
    ActorKind,
    {ActorKind.OPERATOR},
    but_not={
        ActorKind.RESIDENT,
        ActorKind.GUARDIAN,
        ActorKind.MODERATOR,
        ActorKind.ANALYST,
        ActorKind.SYSTEM,
    },
    name="requests_app.states.OPERATORS",
)
SYSTEM = chosen(
    ActorKind,
    {ActorKind.SYSTEM},
    but_not={
        ActorKind.RESIDENT,
        ActorKind.GUARDIAN,
        ActorKind.OPERATOR,
        ActorKind.MODERATOR,
        ActorKind.ANALYST,
    },
    name="requests_app.states.SYSTEM",
)

RULES = total(
    EventKind,
    {
        EventKind.FILE: Rule(RESIDENTS),
        EventKind.ACKNOWLEDGE: Rule(OPERATORS),
        EventKind.DISCLOSE: Rule(OPERATORS | SYSTEM),
        EventKind.ASK_IDENTITY: Rule(OPERATORS),
        EventKind.ATTEST_IDENTITY: Rule(OPERATORS),
        EventKind.VERIFY_IDENTITY: Rule(RESIDENTS | OPERATORS | SYSTEM),
        EventKind.IDENTITY_INCONCLUSIVE: Rule(SYSTEM),
        EventKind.IDENTITY_NOT_MATCHED: Rule(SYSTEM),
        EventKind.DISPUTE_IDENTITY: Rule(RESIDENTS, needs_reason=True),
        EventKind.ASK: Rule(OPERATORS, needs_reason=True),
        EventKind.REPLY: Rule(RESIDENTS),
        EventKind.MESSAGE: Rule(RESIDENTS | OPERATORS),
        EventKind.PAUSE: Rule(SYSTEM),
        EventKind.RESUME: Rule(SYSTEM),
        EventKind.EXTEND: Rule(OPERATORS, needs_reason=True),
        EventKind.RECOMPUTE: Rule(SYSTEM),
        EventKind.ADMONISH: Rule(RESIDENTS),
        EventKind.ANSWER: Rule(OPERATORS),
        EventKind.DISPUTE: Rule(RESIDENTS, needs_reason=True),
        EventKind.ACCEPT: Rule(RESIDENTS),
        EventKind.CLOSE: Rule(SYSTEM),
        EventKind.WITHDRAW: Rule(RESIDENTS),
        EventKind.LAPSE: Rule(SYSTEM),
        EventKind.FACE_DESTROYED: Rule(SYSTEM),
    },
    name="requests_app.states.RULES",
)

WITH_THE_OPERATOR = chosen(
    Workflow,
    {Workflow.FILED, Workflow.ACKNOWLEDGED, Workflow.AWAITING_OPERATOR},
    but_not={Workflow.DRAFT, Workflow.AWAITING_RESIDENT, Workflow.ANSWERED, Workflow.CLOSED},
    name="requests_app.states.WITH_THE_OPERATOR",
)
OPEN = chosen(
    Workflow,
    {Workflow.FILED, Workflow.ACKNOWLEDGED, Workflow.AWAITING_RESIDENT, Workflow.AWAITING_OPERATOR},
    but_not={Workflow.DRAFT, Workflow.ANSWERED, Workflow.CLOSED},
    name="requests_app.states.OPEN",
)
# Filed, and not closed yet: what is open or may be disputed.
UNDER_WAY = chosen(
    Workflow,
    {
        Workflow.FILED,
        Workflow.ACKNOWLEDGED,
        Workflow.AWAITING_RESIDENT,
        Workflow.AWAITING_OPERATOR,
        Workflow.ANSWERED,
    },
    but_not={Workflow.DRAFT, Workflow.CLOSED},
    name="requests_app.states.UNDER_WAY",
)
# An answer was given, or the case ended without one.
ANSWERED = chosen(
    Workflow,
    {Workflow.ANSWERED, Workflow.CLOSED},
    but_not=OPEN | {Workflow.DRAFT},
    name="requests_app.states.ANSWERED",
)
UNSEEN = chosen(
    Identity,
    {Identity.NONE, Identity.PENDING, Identity.INCONCLUSIVE, Identity.FAILED, Identity.DISPUTED},
    but_not={Identity.ATTESTED, Identity.VERIFIED},
    name="requests_app.states.UNSEEN",
)
DISPUTABLE = chosen(
    Identity,
    {Identity.INCONCLUSIVE, Identity.FAILED, Identity.ATTESTED},
    but_not={Identity.NONE, Identity.PENDING, Identity.VERIFIED, Identity.DISPUTED},
    name="requests_app.states.DISPUTABLE",
)
NOT_VERIFIED = chosen(
    Identity,
    UNSEEN | {Identity.ATTESTED},
    but_not={Identity.VERIFIED},
    name="requests_app.states.NOT_VERIFIED",
)
COMPARABLE = chosen(
    Identity,
    {Identity.PENDING, Identity.INCONCLUSIVE, Identity.FAILED},
    but_not={Identity.NONE, Identity.ATTESTED, Identity.VERIFIED, Identity.DISPUTED},
    name="requests_app.states.COMPARABLE",
)
# The date of these can pass.
COUNTING = chosen(
    Clock,
    {Clock.RUNNING, Clock.EXTENDED},
    but_not={Clock.NOT_STARTED, Clock.PAUSED, Clock.STOPPED},
    name="requests_app.states.COUNTING",
)
TICKING = chosen(
    Clock,
    {Clock.RUNNING, Clock.PAUSED, Clock.EXTENDED},
    but_not={Clock.NOT_STARTED, Clock.STOPPED},
    name="requests_app.states.TICKING",
)
ANSWERS = chosen(
    RequestOutcome,
    {
        RequestOutcome.FULFILLED,
        RequestOutcome.PARTLY_FULFILLED,
        RequestOutcome.NOT_HELD,
        RequestOutcome.NO_MATCH,
        RequestOutcome.REFUSED,
    },
    but_not={RequestOutcome.PENDING, RequestOutcome.WITHDRAWN, RequestOutcome.LAPSED},
    name="requests_app.states.ANSWERS",
)
# Nobody answered, and nothing is asked for any more.
GIVEN_UP = chosen(
    RequestOutcome,
    {RequestOutcome.WITHDRAWN, RequestOutcome.LAPSED},
    but_not=ANSWERS | {RequestOutcome.PENDING},
    name="requests_app.states.GIVEN_UP",
)
FALLS_SHORT = chosen(
    RequestOutcome,
    {
        RequestOutcome.PARTLY_FULFILLED,
        RequestOutcome.NOT_HELD,
        RequestOutcome.NO_MATCH,
        RequestOutcome.REFUSED,
    },
    but_not={
        RequestOutcome.PENDING,
        RequestOutcome.FULFILLED,
        RequestOutcome.WITHDRAWN,
        RequestOutcome.LAPSED,
    },
    name="requests_app.states.FALLS_SHORT",
)


def _to(
    axis: Axis, event: EventKind, sources: frozenset[str] | set[str], target: str | None
) -> Transition:
    return Transition(axis, event, frozenset(sources), target)


WF, OUT, CLK, IDN = Axis.WORKFLOW, Axis.OUTCOME, Axis.CLOCK, Axis.IDENTITY
E = EventKind

TRANSITIONS: tuple[Transition, ...] = (
    _to(WF, E.FILE, {Workflow.DRAFT}, Workflow.FILED),
    _to(CLK, E.FILE, {Clock.NOT_STARTED}, Clock.RUNNING),
    _to(WF, E.ACKNOWLEDGE, {Workflow.FILED}, Workflow.ACKNOWLEDGED),
    _to(WF, E.DISCLOSE, OPEN, Workflow.AWAITING_RESIDENT),
    _to(IDN, E.DISCLOSE, NOT_VERIFIED, Identity.PENDING),
    _to(WF, E.ASK_IDENTITY, OPEN, Workflow.AWAITING_RESIDENT),
    _to(IDN, E.ASK_IDENTITY, NOT_VERIFIED, Identity.PENDING),
    _to(WF, E.ATTEST_IDENTITY, OPEN, Workflow.AWAITING_OPERATOR),
    _to(IDN, E.ATTEST_IDENTITY, NOT_VERIFIED, Identity.ATTESTED),
    _to(WF, E.VERIFY_IDENTITY, OPEN, Workflow.AWAITING_OPERATOR),
    _to(IDN, E.VERIFY_IDENTITY, NOT_VERIFIED, Identity.VERIFIED),
    _to(WF, E.IDENTITY_INCONCLUSIVE, OPEN, Workflow.AWAITING_RESIDENT),
    _to(IDN, E.IDENTITY_INCONCLUSIVE, COMPARABLE, Identity.INCONCLUSIVE),
    _to(WF, E.IDENTITY_NOT_MATCHED, OPEN, Workflow.AWAITING_RESIDENT),
    _to(IDN, E.IDENTITY_NOT_MATCHED, COMPARABLE, Identity.FAILED),
    _to(WF, E.DISPUTE_IDENTITY, OPEN, Workflow.AWAITING_OPERATOR),
    _to(IDN, E.DISPUTE_IDENTITY, DISPUTABLE, Identity.DISPUTED),
    _to(WF, E.ASK, WITH_THE_OPERATOR, Workflow.AWAITING_RESIDENT),
    _to(WF, E.REPLY, {Workflow.AWAITING_RESIDENT}, Workflow.AWAITING_OPERATOR),
    _to(CLK, E.PAUSE, {Clock.RUNNING, Clock.EXTENDED}, Clock.PAUSED),
    _to(CLK, E.RESUME, {Clock.PAUSED}, None),
    _to(WF, E.EXTEND, OPEN, None),
    _to(CLK, E.EXTEND, {Clock.RUNNING}, Clock.EXTENDED),
    _to(CLK, E.RECOMPUTE, {Clock.RUNNING, Clock.EXTENDED}, None),
    _to(WF, E.ADMONISH, OPEN | ANSWERED, None),
    _to(OUT, E.ADMONISH, FALLS_SHORT | {RequestOutcome.PENDING}, None),
    _to(WF, E.ANSWER, OPEN, Workflow.ANSWERED),
    _to(OUT, E.ANSWER, {RequestOutcome.PENDING}, None),
    _to(CLK, E.ANSWER, TICKING, Clock.STOPPED),
    _to(WF, E.DISPUTE, {Workflow.ANSWERED}, Workflow.AWAITING_OPERATOR),
    _to(OUT, E.DISPUTE, ANSWERS, RequestOutcome.PENDING),
    _to(CLK, E.DISPUTE, {Clock.STOPPED}, None),
    _to(WF, E.ACCEPT, {Workflow.ANSWERED}, Workflow.CLOSED),
    _to(WF, E.CLOSE, {Workflow.ANSWERED}, Workflow.CLOSED),
    _to(WF, E.WITHDRAW, OPEN | {Workflow.DRAFT}, Workflow.CLOSED),
    _to(OUT, E.WITHDRAW, {RequestOutcome.PENDING}, RequestOutcome.WITHDRAWN),
    _to(CLK, E.WITHDRAW, TICKING | {Clock.NOT_STARTED}, Clock.STOPPED),
    _to(WF, E.LAPSE, {Workflow.AWAITING_RESIDENT}, Workflow.CLOSED),
    _to(OUT, E.LAPSE, {RequestOutcome.PENDING}, RequestOutcome.LAPSED),
    _to(CLK, E.LAPSE, TICKING, Clock.STOPPED),
)

INITIAL = total(
    Axis,
    {
        Axis.WORKFLOW: Workflow.DRAFT,
        Axis.OUTCOME: RequestOutcome.PENDING,
        Axis.CLOCK: Clock.NOT_STARTED,
        Axis.IDENTITY: Identity.NONE,
    },
    name="requests_app.states.INITIAL",
)

State = Mapping[Axis, str]
"""Where a request stands on each axis."""


def transitions_of(event: EventKind) -> tuple[Transition, ...]:
    return tuple(t for t in TRANSITIONS if t.event is event)


def is_possible(state: State, event: EventKind) -> bool:
    """True when every axis that ``event`` must move stands in one of its sources.

    Messages can be written from filing to closing; destruction can always be recorded.
    """
    if event is EventKind.MESSAGE:
        return state[Axis.WORKFLOW] in UNDER_WAY
    if event is EventKind.FACE_DESTROYED:
        return True
    moved = transitions_of(event)
    return bool(moved) and all(state[t.axis] in t.sources for t in moved)


def waits_for_words(state: State) -> bool:
    """True when the venue has asked a question: the resident's next message is the reply to it."""
    asked = state[Axis.WORKFLOW] == Workflow.AWAITING_RESIDENT
    return asked and state[Axis.IDENTITY] not in COMPARABLE


def available(state: State, actor: ActorKind) -> tuple[EventKind, ...]:
    """The events that ``actor`` may cause in ``state``, in the order of the table."""
    return tuple(
        event for event, rule in RULES.items() if actor in rule.actors and is_possible(state, event)
    )


def after(state: State, event: EventKind, *, carried: State | None = None) -> State:
    """The state after ``event``; pure. The caller has checked `is_possible`.

    ``carried`` are the targets that the event brings itself, for transitions without one.
    """
    moved = dict(state)
    for transition in transitions_of(event):
        if transition.target is not None:
            moved[transition.axis] = transition.target
        elif carried is not None and transition.axis in carried:
            moved[transition.axis] = carried[transition.axis]
    return moved
