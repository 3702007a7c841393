"""States that are asked about together, and who acts: each group says which members it leaves out."""

from __future__ import annotations

from accounts.core.actors import ActorKind
from accounts.core.totality import chosen
from requests_app.states.axes import Clock, Identity, RequestOutcome, Workflow

RESIDENTS = chosen(
    ActorKind,
    {ActorKind.RESIDENT, ActorKind.GUARDIAN},
    but_not={ActorKind.OPERATOR, ActorKind.MODERATOR, ActorKind.ANALYST, ActorKind.SYSTEM},
    name="requests_app.states.groups.RESIDENTS",
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
    name="requests_app.states.groups.OPERATORS",
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
    name="requests_app.states.groups.SYSTEM",
)

WITH_THE_OPERATOR = chosen(
    Workflow,
    {Workflow.FILED, Workflow.ACKNOWLEDGED, Workflow.AWAITING_OPERATOR},
    but_not={Workflow.DRAFT, Workflow.AWAITING_RESIDENT, Workflow.ANSWERED, Workflow.CLOSED},
    name="requests_app.states.groups.WITH_THE_OPERATOR",
)
OPEN = chosen(
    Workflow,
    {Workflow.FILED, Workflow.ACKNOWLEDGED, Workflow.AWAITING_RESIDENT, Workflow.AWAITING_OPERATOR},
    but_not={Workflow.DRAFT, Workflow.ANSWERED, Workflow.CLOSED},
    name="requests_app.states.groups.OPEN",
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
    name="requests_app.states.groups.UNDER_WAY",
)
# An answer was given, or the case ended without one.
ANSWERED = chosen(
    Workflow,
    {Workflow.ANSWERED, Workflow.CLOSED},
    but_not=OPEN | {Workflow.DRAFT},
    name="requests_app.states.groups.ANSWERED",
)
UNSEEN = chosen(
    Identity,
    {Identity.NONE, Identity.PENDING, Identity.INCONCLUSIVE, Identity.FAILED, Identity.DISPUTED},
    but_not={Identity.ATTESTED, Identity.VERIFIED},
    name="requests_app.states.groups.UNSEEN",
)
DISPUTABLE = chosen(
    Identity,
    {Identity.INCONCLUSIVE, Identity.FAILED, Identity.ATTESTED},
    but_not={Identity.NONE, Identity.PENDING, Identity.VERIFIED, Identity.DISPUTED},
    name="requests_app.states.groups.DISPUTABLE",
)
NOT_VERIFIED = chosen(
    Identity,
    UNSEEN | {Identity.ATTESTED},
    but_not={Identity.VERIFIED},
    name="requests_app.states.groups.NOT_VERIFIED",
)
COMPARABLE = chosen(
    Identity,
    {Identity.PENDING, Identity.INCONCLUSIVE, Identity.FAILED},
    but_not={Identity.NONE, Identity.ATTESTED, Identity.VERIFIED, Identity.DISPUTED},
    name="requests_app.states.groups.COMPARABLE",
)
# The date of these can pass.
COUNTING = chosen(
    Clock,
    {Clock.RUNNING, Clock.EXTENDED},
    but_not={Clock.NOT_STARTED, Clock.PAUSED, Clock.STOPPED},
    name="requests_app.states.groups.COUNTING",
)
TICKING = chosen(
    Clock,
    {Clock.RUNNING, Clock.PAUSED, Clock.EXTENDED},
    but_not={Clock.NOT_STARTED, Clock.STOPPED},
    name="requests_app.states.groups.TICKING",
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
    name="requests_app.states.groups.ANSWERS",
)
# Nobody answered, and nothing is asked for any more.
GIVEN_UP = chosen(
    RequestOutcome,
    {RequestOutcome.WITHDRAWN, RequestOutcome.LAPSED},
    but_not=ANSWERS | {RequestOutcome.PENDING},
    name="requests_app.states.groups.GIVEN_UP",
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
    name="requests_app.states.groups.FALLS_SHORT",
)
