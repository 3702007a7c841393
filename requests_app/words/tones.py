"""The colour of each state at the desk. The words are the models' own; colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.core.totality import total
from requests_app.law.right_words import words_of
from requests_app.models import RequestedRight, RightsRequest
from requests_app.states import Clock, Identity, RequestOutcome, Workflow

GOOD, WAIT, WARN, BAD, NONE = "good", "wait", "warn", "bad", "none"

WORKFLOW = total(
    Workflow,
    {
        Workflow.DRAFT: NONE,
        Workflow.FILED: WARN,
        Workflow.ACKNOWLEDGED: WARN,
        Workflow.AWAITING_OPERATOR: WARN,
        Workflow.AWAITING_RESIDENT: WAIT,
        Workflow.ANSWERED: GOOD,
        Workflow.CLOSED: NONE,
    },
    name="requests_app.words.tones.WORKFLOW",
)
OUTCOME = total(
    RequestOutcome,
    {
        RequestOutcome.PENDING: NONE,
        RequestOutcome.FULFILLED: GOOD,
        RequestOutcome.PARTLY_FULFILLED: WARN,
        RequestOutcome.NOT_HELD: GOOD,
        RequestOutcome.NO_MATCH: WAIT,
        RequestOutcome.REFUSED: BAD,
        RequestOutcome.WITHDRAWN: NONE,
        RequestOutcome.LAPSED: NONE,
    },
    name="requests_app.words.tones.OUTCOME",
)
CLOCK = total(
    Clock,
    {
        Clock.NOT_STARTED: NONE,
        Clock.RUNNING: WAIT,
        Clock.PAUSED: NONE,
        Clock.EXTENDED: WARN,
        Clock.STOPPED: NONE,
    },
    name="requests_app.words.tones.CLOCK",
)
IDENTITY = total(
    Identity,
    {
        Identity.NONE: NONE,
        Identity.PENDING: WAIT,
        Identity.ATTESTED: WARN,
        Identity.VERIFIED: GOOD,
        Identity.INCONCLUSIVE: WARN,
        Identity.FAILED: WARN,
        Identity.DISPUTED: BAD,
    },
    name="requests_app.words.tones.IDENTITY",
)


@dataclass(frozen=True, slots=True)
class Pill:
    """One axis: its name, its state in words, and a tone."""

    name: str
    label: str
    tone: str


def axes(request: RightsRequest) -> list[Pill]:
    """The four axes of a request; “overdue” takes the place of a clock that ran out."""
    clock, tone = str(request.get_clock_display()), CLOCK[Clock(request.clock)]
    if request.is_overdue:
        clock, tone = _("overdue"), BAD
    workflow, outcome = Workflow(request.workflow), RequestOutcome(request.outcome)
    identity = Identity(request.identity)
    return [
        Pill(_("workflow"), str(request.get_workflow_display()), WORKFLOW[workflow]),
        Pill(_("outcome"), str(request.get_outcome_display()), OUTCOME[outcome]),
        Pill(_("clock"), clock, tone),
        Pill(_("identity"), str(request.get_identity_display()), IDENTITY[identity]),
    ]


def short(right: RequestedRight) -> str:
    """One word for a right that was asked for."""
    return words_of(right.right).short.in_language(get_language())
