"""What a resident can do next, from the events that the state allows: never a button that fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.core.totality import total
from requests_app.models import Letter, RightsRequest
from requests_app.states import EventKind, Identity, Workflow, waits_for_words
from requests_app.words.card import card_title, has_card

if TYPE_CHECKING:
    from datetime import datetime

Events = tuple[EventKind, ...]


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button: ``post`` acts at once, else it opens a page; ``tone`` is a class of the button.

    ``kept``: the page it opens is made ready for a moment without a network.
    """

    label: str
    hint: str
    href: str
    icon: str
    tone: str = ""
    post: bool = False
    kept: bool = False


WHICH = gettext_lazy("Show which records are yours: with a photograph, or without your face.")
HEADLINES = total(
    Workflow,
    {
        Workflow.DRAFT: gettext_lazy("This is a draft. Nobody has been told."),
        Workflow.FILED: gettext_lazy(
            "Sent. The venue has been told, and the days are being counted."
        ),
        Workflow.ACKNOWLEDGED: gettext_lazy("The venue has confirmed that it has your request."),
        Workflow.AWAITING_RESIDENT: WHICH,
        Workflow.AWAITING_OPERATOR: gettext_lazy("You have nothing to do: it is the venue's turn."),
        Workflow.ANSWERED: gettext_lazy("The venue has answered. Look whether you are content."),
        Workflow.CLOSED: gettext_lazy("This case is closed. Its receipts stay good."),
    },
    name="requests_app.words.next_steps.HEADLINES",
)


def letters() -> Prefetch[str, QuerySet[Letter], str]:
    """For lists of cases: what was written when a venue was silent, without its words."""
    return Prefetch("letters", Letter.objects.defer("text_zh_hans", "text_en"))


def headline(case: RightsRequest) -> str:
    """One sentence that says whose turn it is; the date that has passed before everything else."""
    if case.workflow == Workflow.AWAITING_RESIDENT:
        return _my_turn(case)
    if case.is_overdue:
        return _overdue(case)
    if case.workflow == Workflow.FILED and case.venue.operator_id is None:
        return _filed_where_nobody_answers(case)
    if case.identity == Identity.ATTESTED:
        return _(
            "Somebody at the venue says that they saw you, or a document of yours. If that was not you, "
            "object now: else it counts as proof once a second person there has seen it, or after 72 hours."
        )
    return str(HEADLINES[Workflow(case.workflow)])


def _my_turn(case: RightsRequest) -> str:
    if waits_for_words(case.state):
        return _("The venue has asked you something. Your reply sets it going again.")
    return str(WHICH)


def _overdue(case: RightsRequest) -> str:
    if case.venue.operator_id is None:
        return _(
            "The date has passed, and nobody answers for this place here. Send your reminder "
            "yourself, or complain."
        )
    reminded = reminded_at(case)
    if reminded is None:
        return _(
            "The date has passed, and your request is still open. Remind the venue of its duty."
        )
    return _("You reminded the venue on %(day)s. If it stays silent, complain.") % {
        "day": date_format(localtime(reminded), "DATE_FORMAT")
    }


def _filed_where_nobody_answers(case: RightsRequest) -> str:
    if case.venue.contact_email:
        return _(
            "Sent by e-mail to the address that we know. Nobody answers for this place here yet."
        )
    return _(
        "Filed and dated. Nobody answers for this place here yet, and nobody has been told. Show it "
        "there, or send it yourself."
    )


def reminded_at(case: RightsRequest) -> datetime | None:
    """When the reminder of duty was handed over to the venue, if it was."""
    delivered = (letter.delivered_at for letter in case.letters.all())
    return next((moment for moment in delivered if moment), None)


def next_steps(case: RightsRequest, events: Events) -> list[NextStep]:
    """The buttons, the most useful one first and alone in full colour; taking it back comes last."""
    found = list(_answered(case, events) if EventKind.ACCEPT in events else _open(case, events))
    steps = [replace(step, tone="quiet" if number else "") for number, step in enumerate(found)]
    if EventKind.WITHDRAW in events:
        draft = case.workflow == Workflow.DRAFT
        words = _("Throw the draft away") if draft else _("Withdraw")
        steps.append(replace(_page(case, "withdraw", words, "cross"), tone="link"))
    return steps


def _answered(case: RightsRequest, events: Events) -> Iterator[NextStep]:
    yield _accept(case)
    if EventKind.DISPUTE in events:
        yield _page(case, "dispute", _("Something is wrong with it"), "law")
    if case.allows_letters:
        yield _page(case, "letters", _("Remind, complain"), "law")
    yield from _card(case)


def _open(case: RightsRequest, events: Events) -> Iterator[NextStep]:
    if waits_for_words(case.state) and EventKind.REPLY in events:
        yield _page(case, "message", _("Reply to the venue"), "message")
    if EventKind.VERIFY_IDENTITY in events and case.workflow == Workflow.AWAITING_RESIDENT:
        hint = _("Four ways; your face is never the only one.")
        yield _page(case, "identity", _("Show which records are yours"), "shield", hint)
    if EventKind.DISPUTE_IDENTITY in events:
        attested = case.identity == Identity.ATTESTED
        words = _("That was not me") if attested else _("The comparison is wrong")
        yield _page(case, "dispute_identity", words, "law")
    if case.allows_letters:
        yield _late(case)
    yield from _card(case)


def _late(case: RightsRequest) -> NextStep:
    """First the venue is reminded, then the authority is told."""
    if reminded_at(case) is None:
        return _page(case, "letters", _("Remind the venue of its duty"), "bell")
    return _page(case, "letters", _("Complain to the authority"), "law")


def _card(case: RightsRequest) -> Iterator[NextStep]:
    if has_card(case):
        hint = _("In two languages, and without a network.")
        yield replace(_page(case, "card", card_title(case), "card", hint), kept=True)


def _accept(case: RightsRequest) -> NextStep:
    href = reverse("requests:accept", args=(case.reference,))
    hint = _("Closes the case. The receipts stay.")
    return NextStep(_("I am content"), hint, href, "check", post=True)


def _page(case: RightsRequest, name: str, label: str, icon: str, hint: str = "") -> NextStep:
    return NextStep(label, hint, reverse(f"requests:{name}", args=(case.reference,)), icon)
