"""What a resident can do next, from the events that the state allows: never a button that fails."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from requests_app.models import RightsRequest
from requests_app.states import EventKind, Identity, Workflow


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button: ``post`` acts at once, else it opens a page; ``tone`` is a class of the button."""

    label: str
    hint: str
    href: str
    icon: str
    tone: str = ""
    post: bool = False


def headline(case: RightsRequest) -> str:
    """One sentence that says whose turn it is."""
    if case.workflow == Workflow.AWAITING_RESIDENT:
        if case.identity in (Identity.NONE, Identity.VERIFIED):
            return _("The venue has asked you something. Your reply sets it going again.")
        return _("Show which records are yours: with a photograph, or without your face.")
    if case.workflow == Workflow.FILED and case.venue.operator_id is None:
        return _(
            "Sent and dated. Nobody answers for this place here yet: you can complain as soon as the "
            "date has passed."
        )
    return {
        Workflow.DRAFT: _("This is a draft. Nobody has been told."),
        Workflow.FILED: _("Sent. The venue has been told, and the days are being counted."),
        Workflow.ACKNOWLEDGED: _("The venue has confirmed that it has your request."),
        Workflow.AWAITING_OPERATOR: _("You have nothing to do: it is the venue's turn."),
        Workflow.ANSWERED: _("The venue has answered. Look whether you are content."),
        Workflow.CLOSED: _("This case is closed. Its receipts stay good."),
    }[Workflow(case.workflow)]


def next_steps(case: RightsRequest, events: tuple[EventKind, ...]) -> list[NextStep]:
    """The buttons, the most useful one first."""
    steps = []
    if EventKind.VERIFY_IDENTITY in events and case.workflow == Workflow.AWAITING_RESIDENT:
        steps.append(_identity(case))
    if EventKind.ACCEPT in events:
        steps.append(_accept(case))
    if EventKind.DISPUTE in events:
        steps.append(_page(case, "dispute", _("Something is wrong with it"), "law", "quiet"))
    if EventKind.DISPUTE_IDENTITY in events:
        label = _("The comparison is wrong")
        steps.append(_page(case, "dispute_identity", label, "law", "quiet"))
    if case.may_be_escalated:
        steps.append(_page(case, "letters", _("Remind, complain"), "law", "quiet"))
    if EventKind.WITHDRAW in events:
        steps.append(_page(case, "withdraw", _("Withdraw"), "back", "link"))
    return steps


def _identity(case: RightsRequest) -> NextStep:
    hint = _("Four ways; your face is never the only one.")
    href = reverse("requests:identity", args=(case.reference,))
    return NextStep(_("Show which records are yours"), hint, href, "shield")


def _accept(case: RightsRequest) -> NextStep:
    href = reverse("requests:accept", args=(case.reference,))
    hint = _("Closes the case. The receipts stay.")
    return NextStep(_("I am content"), hint, href, "check", post=True)


def _page(case: RightsRequest, name: str, label: str, icon: str, tone: str) -> NextStep:
    return NextStep(label, "", reverse(f"requests:{name}", args=(case.reference,)), icon, tone)
