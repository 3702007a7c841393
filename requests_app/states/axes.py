"""The four axes of a request: where it can stand on each, and in which words. Pure data.

Workflow, outcome, clock and identity evidence are independent of one another. Whether a request is
overdue is computed from time and stored nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total


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
    name="requests_app.states.axes.WORKFLOW_LABELS",
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
    name="requests_app.states.axes.OUTCOME_LABELS",
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
    name="requests_app.states.axes.CLOCK_LABELS",
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
    name="requests_app.states.axes.IDENTITY_LABELS",
)
INITIAL = total(
    Axis,
    {
        Axis.WORKFLOW: Workflow.DRAFT,
        Axis.OUTCOME: RequestOutcome.PENDING,
        Axis.CLOCK: Clock.NOT_STARTED,
        Axis.IDENTITY: Identity.NONE,
    },
    name="requests_app.states.axes.INITIAL",
)

State = Mapping[Axis, str]
"""Where a request stands on each axis."""
