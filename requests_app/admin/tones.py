"""The colour of each state at the desk. The words are the models' own; colour never stands alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from requests_app.models import RequestedRight, Right, RightsRequest
from requests_app.states import Clock, Identity, RequestOutcome, Workflow

GOOD, WAIT, WARN, BAD, NONE = "good", "wait", "warn", "bad", "none"

WORKFLOW = {
    Workflow.FILED: WARN,
    Workflow.ACKNOWLEDGED: WARN,
    Workflow.AWAITING_OPERATOR: WARN,
    Workflow.AWAITING_RESIDENT: WAIT,
    Workflow.ANSWERED: GOOD,
}
OUTCOME = {
    RequestOutcome.FULFILLED: GOOD,
    RequestOutcome.PARTLY_FULFILLED: WARN,
    RequestOutcome.NOT_HELD: GOOD,
    RequestOutcome.NO_MATCH: WAIT,
    RequestOutcome.REFUSED: BAD,
}
CLOCK = {Clock.RUNNING: WAIT, Clock.EXTENDED: WARN}
IDENTITY = {
    Identity.PENDING: WAIT,
    Identity.ATTESTED: WARN,
    Identity.VERIFIED: GOOD,
    Identity.INCONCLUSIVE: WARN,
    Identity.FAILED: WARN,
    Identity.DISPUTED: BAD,
}
# One word each, for rows of a list; the model's labels are sentences.
RIGHTS = {
    Right.ACCESS: gettext_lazy("access"),
    Right.DELETION: gettext_lazy("deletion"),
    Right.OPT_OUT: gettext_lazy("another way in"),
    Right.CONSENT_WITHDRAWAL: gettext_lazy("consent withdrawn"),
    Right.CORRECTION: gettext_lazy("correction"),
    Right.OBJECTION: gettext_lazy("objection"),
    Right.EXPLANATION: gettext_lazy("explanation"),
}


@dataclass(frozen=True, slots=True)
class Pill:
    """One axis: its name, its state in words, and a tone."""

    name: str
    label: str
    tone: str


def axes(request: RightsRequest) -> list[Pill]:
    """The four axes of a request; “overdue” takes the place of a clock that ran out."""
    clock, tone = str(request.get_clock_display()), CLOCK.get(Clock(request.clock), NONE)
    if request.is_overdue:
        clock, tone = _("overdue"), BAD
    workflow, outcome = Workflow(request.workflow), RequestOutcome(request.outcome)
    identity = Identity(request.identity)
    return [
        Pill(_("workflow"), str(request.get_workflow_display()), WORKFLOW.get(workflow, NONE)),
        Pill(_("outcome"), str(request.get_outcome_display()), OUTCOME.get(outcome, NONE)),
        Pill(_("clock"), clock, tone),
        Pill(_("identity"), str(request.get_identity_display()), IDENTITY.get(identity, NONE)),
    ]


def short(right: RequestedRight) -> str:
    """One word for a right that was asked for."""
    return str(RIGHTS[Right(right.right)])
