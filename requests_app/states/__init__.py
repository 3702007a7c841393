"""The states of a request as tables: four axes, one row an event. Pure data: no ORM, no HTTP.

`axes` says where a request can stand, `events` what moves it, `moves` what is possible now;
`requests_app.services.lifecycle.advance` is the only place that applies them.
"""

from requests_app.states.axes import (
    CLOCK_LABELS,
    IDENTITY_LABELS,
    INITIAL,
    OUTCOME_LABELS,
    WORKFLOW_LABELS,
    Axis,
    Clock,
    Identity,
    RequestOutcome,
    State,
    Workflow,
)
from requests_app.states.events import EVENT_LABELS, EVENTS, EventKind
from requests_app.states.facts import EventFacts, Move, Told
from requests_app.states.groups import (
    ANSWERED,
    ANSWERS,
    COMPARABLE,
    COUNTING,
    DISPUTABLE,
    FALLS_SHORT,
    GIVEN_UP,
    NOT_VERIFIED,
    OPEN,
    OPERATORS,
    RESIDENTS,
    SYSTEM,
    TICKING,
    UNDER_WAY,
    UNSEEN,
    WITH_THE_OPERATOR,
)
from requests_app.states.moves import after, available, is_possible, waits_for_words

__all__ = [
    "ANSWERED",
    "ANSWERS",
    "CLOCK_LABELS",
    "COMPARABLE",
    "COUNTING",
    "DISPUTABLE",
    "EVENTS",
    "EVENT_LABELS",
    "FALLS_SHORT",
    "GIVEN_UP",
    "IDENTITY_LABELS",
    "INITIAL",
    "NOT_VERIFIED",
    "OPEN",
    "OPERATORS",
    "OUTCOME_LABELS",
    "RESIDENTS",
    "SYSTEM",
    "TICKING",
    "UNDER_WAY",
    "UNSEEN",
    "WITH_THE_OPERATOR",
    "WORKFLOW_LABELS",
    "Axis",
    "Clock",
    "EventFacts",
    "EventKind",
    "Identity",
    "Move",
    "RequestOutcome",
    "State",
    "Told",
    "Workflow",
    "after",
    "available",
    "is_possible",
    "waits_for_words",
]
