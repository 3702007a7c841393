"""One row an event: its words, who may cause it, who hears of it, what it moves.

An event without a row stops the start. `services.lifecycle.advance` alone applies the rows.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from requests_app.states.axes import Clock, Identity, RequestOutcome, Workflow
from requests_app.states.facts import (
    BOTH,
    NOBODY,
    OTHER_SIDE,
    EventFacts,
    clock,
    identity,
    outcome,
    workflow,
)
from requests_app.states.groups import (
    ANSWERED,
    ANSWERS,
    COMPARABLE,
    DISPUTABLE,
    FALLS_SHORT,
    NOT_VERIFIED,
    OPEN,
    OPERATORS,
    RESIDENTS,
    SYSTEM,
    TICKING,
    WITH_THE_OPERATOR,
)


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


EVENTS = total(
    EventKind,
    {
        EventKind.FILE: EventFacts(
            label=_("Filed"),
            tone="brand",
            icon="request",
            by=RESIDENTS,
            told=BOTH,
            moves=(
                workflow({Workflow.DRAFT}, Workflow.FILED),
                clock({Clock.NOT_STARTED}, Clock.RUNNING),
            ),
        ),
        EventKind.ACKNOWLEDGE: EventFacts(
            label=_("Received by the venue"),
            tone="wait",
            icon="eye",
            by=OPERATORS,
            told=OTHER_SIDE,
            moves=(workflow({Workflow.FILED}, Workflow.ACKNOWLEDGED),),
        ),
        EventKind.DISCLOSE: EventFacts(
            label=_("The venue has taken the first step: show that it is you"),
            tone="wait",
            icon="list",
            by=OPERATORS | SYSTEM,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN, Workflow.AWAITING_RESIDENT),
                identity(NOT_VERIFIED, Identity.PENDING),
            ),
        ),
        EventKind.ASK_IDENTITY: EventFacts(
            label=_("The venue asked for proof of identity"),
            tone="warn",
            icon="key",
            by=OPERATORS,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN, Workflow.AWAITING_RESIDENT),
                identity(NOT_VERIFIED, Identity.PENDING),
            ),
        ),
        EventKind.ATTEST_IDENTITY: EventFacts(
            label=_("Somebody at the venue says that they saw the person or a document"),
            to_resident=_("Somebody at the venue says that they saw you, or a document of yours"),
            tone="warn",
            icon="eye",
            by=OPERATORS,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN, Workflow.AWAITING_OPERATOR),
                identity(NOT_VERIFIED, Identity.ATTESTED),
            ),
        ),
        EventKind.VERIFY_IDENTITY: EventFacts(
            label=_("Identity verified"),
            tone="good",
            icon="shield",
            by=RESIDENTS | OPERATORS | SYSTEM,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN, Workflow.AWAITING_OPERATOR),
                identity(NOT_VERIFIED, Identity.VERIFIED),
            ),
        ),
        EventKind.IDENTITY_INCONCLUSIVE: EventFacts(
            label=_("Comparison inconclusive"),
            tone="wait",
            icon="question",
            by=SYSTEM,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN, Workflow.AWAITING_RESIDENT),
                identity(COMPARABLE, Identity.INCONCLUSIVE),
            ),
        ),
        EventKind.IDENTITY_NOT_MATCHED: EventFacts(
            label=_("Comparison: not matched"),
            tone="wait",
            icon="search",
            by=SYSTEM,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN, Workflow.AWAITING_RESIDENT),
                identity(COMPARABLE, Identity.FAILED),
            ),
        ),
        EventKind.DISPUTE_IDENTITY: EventFacts(
            label=_("The resident disputes the identity check"),
            to_resident=_("You dispute the identity check"),
            tone="warn",
            icon="law",
            by=RESIDENTS,
            needs_reason=True,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN, Workflow.AWAITING_OPERATOR),
                identity(DISPUTABLE, Identity.DISPUTED),
            ),
        ),
        EventKind.ASK: EventFacts(
            label=_("The venue asked a question"),
            tone="warn",
            icon="message",
            by=OPERATORS,
            needs_reason=True,
            told=OTHER_SIDE,
            moves=(workflow(WITH_THE_OPERATOR, Workflow.AWAITING_RESIDENT),),
        ),
        EventKind.REPLY: EventFacts(
            label=_("The resident replied"),
            to_resident=_("You replied"),
            tone="brand",
            icon="message",
            by=RESIDENTS,
            told=OTHER_SIDE,
            moves=(workflow({Workflow.AWAITING_RESIDENT}, Workflow.AWAITING_OPERATOR),),
        ),
        EventKind.MESSAGE: EventFacts(
            label=_("Message"),
            tone="none",
            icon="message",
            by=RESIDENTS | OPERATORS,
            told=OTHER_SIDE,
        ),
        EventKind.PAUSE: EventFacts(
            label=_("Clock paused"),
            tone="none",
            icon="pause",
            by=SYSTEM,
            told=NOBODY,
            moves=(clock({Clock.RUNNING, Clock.EXTENDED}, Clock.PAUSED),),
        ),
        EventKind.RESUME: EventFacts(
            label=_("Clock resumed"),
            tone="wait",
            icon="clock",
            by=SYSTEM,
            told=NOBODY,
            moves=(clock({Clock.PAUSED}, None),),
        ),
        EventKind.EXTEND: EventFacts(
            label=_("Deadline extended"),
            tone="warn",
            icon="clock",
            by=OPERATORS,
            needs_reason=True,
            told=BOTH,
            moves=(
                workflow(OPEN, None),
                clock({Clock.RUNNING}, Clock.EXTENDED),
            ),
        ),
        EventKind.RECOMPUTE: EventFacts(
            label=_("Deadline calculated again: the calendar was published"),
            tone="wait",
            icon="clock",
            by=SYSTEM,
            told=OTHER_SIDE,
            moves=(clock({Clock.RUNNING, Clock.EXTENDED}, None),),
        ),
        EventKind.ADMONISH: EventFacts(
            label=_("The resident reminded the venue of its duty"),
            to_resident=_("You reminded the venue of its duty"),
            tone="warn",
            icon="bell",
            by=RESIDENTS,
            told=OTHER_SIDE,
            moves=(
                workflow(OPEN | ANSWERED, None),
                outcome(FALLS_SHORT | {RequestOutcome.PENDING}, None),
            ),
        ),
        EventKind.ANSWER: EventFacts(
            label=_("Answered"),
            tone="brand",
            icon="check",
            by=OPERATORS,
            told=BOTH,
            moves=(
                workflow(OPEN, Workflow.ANSWERED),
                outcome({RequestOutcome.PENDING}, None),
                clock(TICKING, Clock.STOPPED),
            ),
        ),
        EventKind.DISPUTE: EventFacts(
            label=_("The resident disputes the answer"),
            to_resident=_("You dispute the answer"),
            tone="warn",
            icon="law",
            by=RESIDENTS,
            needs_reason=True,
            told=OTHER_SIDE,
            moves=(
                workflow({Workflow.ANSWERED}, Workflow.AWAITING_OPERATOR),
                outcome(ANSWERS, RequestOutcome.PENDING),
                clock({Clock.STOPPED}, None),
            ),
        ),
        EventKind.ACCEPT: EventFacts(
            label=_("The resident accepts the answer"),
            to_resident=_("You accept the answer"),
            tone="good",
            icon="check",
            by=RESIDENTS,
            told=OTHER_SIDE,
            moves=(workflow({Workflow.ANSWERED}, Workflow.CLOSED),),
        ),
        EventKind.CLOSE: EventFacts(
            label=_("Closed"),
            tone="none",
            icon="check",
            by=SYSTEM,
            told=OTHER_SIDE,
            moves=(workflow({Workflow.ANSWERED}, Workflow.CLOSED),),
        ),
        EventKind.WITHDRAW: EventFacts(
            label=_("Withdrawn by the resident"),
            to_resident=_("You withdrew the request"),
            tone="none",
            icon="cross",
            by=RESIDENTS,
            told=BOTH,
            moves=(
                workflow(OPEN | {Workflow.DRAFT}, Workflow.CLOSED),
                outcome({RequestOutcome.PENDING}, RequestOutcome.WITHDRAWN),
                clock(TICKING | {Clock.NOT_STARTED}, Clock.STOPPED),
            ),
        ),
        EventKind.LAPSE: EventFacts(
            label=_("Lapsed"),
            tone="none",
            icon="pause",
            by=SYSTEM,
            told=OTHER_SIDE,
            moves=(
                workflow({Workflow.AWAITING_RESIDENT}, Workflow.CLOSED),
                outcome({RequestOutcome.PENDING}, RequestOutcome.LAPSED),
                clock(TICKING, Clock.STOPPED),
            ),
        ),
        EventKind.FACE_DESTROYED: EventFacts(
            label=_("Face data on this platform destroyed"),
            tone="good",
            icon="trash",
            by=SYSTEM,
            told=NOBODY,
        ),
    },
    name="requests_app.states.events.EVENTS",
)
EVENT_LABELS = {kind: facts.label for kind, facts in EVENTS.items()}
