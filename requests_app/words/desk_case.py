"""Everything about one request that its operator may know, read in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.core.actors import ActorKind
from accounts.core.totality import total
from accounts.models import User
from biometrics.models import DisclosedItem, Disclosure, DisclosureState, ItemState
from biometrics.problems import SENTENCES, RefusalKind, record_sentence
from biometrics.services.disclosures import LIVE
from biometrics.services.galleries import is_outdated, names_of
from biometrics.services.purging import purged_sentence
from biometrics.types import LOOKED_AT
from requests_app import policies
from requests_app.law.deadlines.calculator import start_date
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines.ledger import may_extend, replay
from requests_app.law.packs import rule_by_reference
from requests_app.law.phrases import unit_text
from requests_app.law.types import Extension
from requests_app.models import (
    Answer,
    Attachment,
    Event,
    Letter,
    Message,
    RightDecision,
    RightsRequest,
)
from requests_app.services import actors, clocks
from requests_app.services.lifecycle import available_events
from requests_app.states import EventKind
from requests_app.words.answers import answer_view
from requests_app.words.why import local, source

REFUSED_SHOWN = 200
LOWER_ASSURANCE = _(
    "Lower assurance: computed on the resident's own device, compared together with the ticket, room "
    "or member number, under the strictest policy. It serves only to remove or to stop. If you doubt "
    "it, ask the resident before you act."
)


class StepName(StrEnum):
    """What an operator can do on the page of a request; each is an address of its own."""

    ACKNOWLEDGE = "acknowledge"
    ASK = "ask"
    MESSAGE = "message"
    EXTEND = "extend"
    CODE = "code"
    CONFIRM = "confirm"
    DISCLOSE = "disclose"
    ANSWER = "answer"


EVENT_OF = total(
    StepName,
    {
        StepName.ACKNOWLEDGE: EventKind.ACKNOWLEDGE,
        StepName.ASK: EventKind.ASK,
        StepName.MESSAGE: EventKind.MESSAGE,
        StepName.EXTEND: EventKind.EXTEND,
        StepName.CODE: EventKind.ASK_IDENTITY,
        StepName.CONFIRM: EventKind.VERIFY_IDENTITY,
        StepName.DISCLOSE: EventKind.DISCLOSE,
        StepName.ANSWER: EventKind.ANSWER,
    },
    name="requests_app.words.desk_case.EVENT_OF",
)
ACTORS = total(
    ActorKind,
    {
        ActorKind.RESIDENT: _("the resident"),
        ActorKind.GUARDIAN: _("the guardian"),
        ActorKind.OPERATOR: _("your organisation"),
        ActorKind.MODERATOR: _("a moderator"),
        ActorKind.ANALYST: _("an NGO"),
        ActorKind.SYSTEM: _("Saveface"),
    },
    name="requests_app.words.desk_case.ACTORS",
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One event, and the words that came with it."""

    event: Event
    who: str
    text: str
    files: tuple[Attachment, ...] = ()

    @property
    def note(self) -> str:
        """What the venue should know about how the event came to be."""
        capture = self.event.data.get("capture")
        return "" if capture is None or capture in LOOKED_AT else str(LOWER_ASSURANCE)


@dataclass(frozen=True, slots=True)
class RefusedRecord:
    reference: str
    sentence: str


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """A disclosure in counts, with what was wrong with the records that could not be used."""

    disclosure: Disclosure
    total: int
    waiting: int
    refused: list[RefusedRecord]
    refused_count: int

    @property
    def is_open(self) -> bool:
        return self.disclosure.state == DisclosureState.OPEN

    @property
    def is_reading(self) -> bool:
        return self.disclosure.state == DisclosureState.READING

    @property
    def purged(self) -> str:
        return purged_sentence(self.disclosure)

    @property
    def is_live(self) -> bool:
        return self.disclosure.state in LIVE and not self.is_outdated

    @property
    def is_outdated(self) -> bool:
        """Nothing can be compared with it any more: the next one takes its place."""
        return self.disclosure.state in LIVE and is_outdated(self.disclosure)

    @property
    def told_instead(self) -> str:
        """Why it was destroyed before anybody was compared with it, where the venue can mend that."""
        crowd = self.disclosure.destroyed_because == RefusalKind.SEVERAL_PEOPLE
        return str(SENTENCES[RefusalKind.SEVERAL_PEOPLE]) if crowd else ""

    @property
    def read(self) -> int:
        return self.total - self.waiting


@dataclass(frozen=True, slots=True)
class ExtensionTerms:
    """How far the law lets the deadline be extended; ``amount`` None: to a day that the venue names."""

    amount: int | None
    unit: str
    condition: str
    notice: str
    source: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What may be done now, and how far a deadline may be extended."""

    names: frozenset[StepName] = frozenset()
    extension: ExtensionTerms | None = None

    def __contains__(self, name: object) -> bool:
        return name in self.names


def steps_for(request: RightsRequest, user: User) -> Steps:
    """What ``user`` may do now: the table of states, narrowed by the policies and by the law."""
    if not policies.can_answer(user, request):
        return Steps()
    possible = set(available_events(request, actors.operator(user)))
    names = {step for step, event in EVENT_OF.items() if event in possible}
    if not policies.can_disclose(user, request):
        names.discard(StepName.DISCLOSE)
    extension = extension_terms(request) if StepName.EXTEND in names else None
    if extension is None:
        names.discard(StepName.EXTEND)
    return Steps(frozenset(names), extension)


def extension_terms(request: RightsRequest) -> ExtensionTerms | None:
    """The extension that the law still allows for a right that is pending, if any."""
    today = start_date(timezone.now(), request.venue.time_zone)
    calendar = calendar_for(request.venue.jurisdiction)
    for right in request.rights.filter(outcome="pending").prefetch_related("clock_entries"):
        entries = list(right.clock_entries.all())
        rule = rule_by_reference(entries[0].rule) if entries else None
        if rule is None or rule.extension is None or rule.limit is None:
            continue
        if may_extend(replay(rule, clocks.entries_of(right), calendar), rule, today):
            return _terms(rule.extension)
    return None


def _terms(extension: Extension) -> ExtensionTerms:
    return ExtensionTerms(
        amount=extension.amount,
        unit=local(unit_text(extension.amount or 2, extension.unit)),
        condition=local(extension.condition),
        notice=local(extension.notice),
        source=source(extension.citation),
    )


def moments(request: RightsRequest) -> list[Moment]:
    """What has happened, newest first, with the words of messages and letters."""
    thread = Message.objects.filter(request=request).prefetch_related("attachments")
    letters = Letter.objects.filter(request=request, delivered_at__isnull=False)
    words: dict[str, Message | Letter] = {str(said.pk): said for said in thread}
    words |= {str(letter.pk): letter for letter in letters}
    return [
        _moment(event, words.get(_said_in(event))) for event in request.events.order_by("-number")
    ]


def _said_in(event: Event) -> str:
    """The id of the message or the letter that an event is about, if any."""
    return str(event.data.get("message") or event.data.get("letter") or "")


def _moment(event: Event, said: Message | Letter | None) -> Moment:
    who = str(ACTORS[ActorKind(event.actor_kind)])
    if said is None:
        return Moment(event, who, "")
    if isinstance(said, Letter):
        return Moment(event, who, said.text(get_language() or ""))
    return Moment(event, who, said.body, tuple(said.attachments.all()))


def disclosure_views(request: RightsRequest) -> list[DisclosureView]:
    """Every disclosure made for ``case``, newest first."""
    made = (
        Disclosure.objects.filter(request_id=request.pk)
        .annotate(
            total=Count("items"),
            waiting=Count("items", filter=Q(items__state=ItemState.PENDING)),
            bad=Count("items", filter=Q(items__state=ItemState.REFUSED)),
        )
        .prefetch_related(
            Prefetch(
                "items",
                DisclosedItem.objects.filter(state=ItemState.REFUSED).order_by("number"),
                to_attr="refused_items",
            )
        )
        .order_by("-created_at")
    )
    return [_disclosure_view(disclosure) for disclosure in made]


def _disclosure_view(disclosure: Any) -> DisclosureView:
    items = disclosure.refused_items[:REFUSED_SHOWN]
    names = names_of(disclosure, items)
    refused = [
        RefusedRecord(name, str(record_sentence(item.problem)))
        for name, item in zip(names, items, strict=True)
    ]
    return DisclosureView(disclosure, disclosure.total, disclosure.waiting, refused, disclosure.bad)


def live(views: Iterable[DisclosureView]) -> DisclosureView | None:
    """The one that takes records, is being read or waits for the resident."""
    return next((view for view in views if view.is_live), None)


def answers(request: RightsRequest) -> list[dict[str, Any]]:
    """The answers given, newest first, as the resident reads them."""
    decisions = Prefetch("decisions", RightDecision.objects.select_related("right"))
    given = Answer.objects.filter(request=request).prefetch_related(decisions)
    found = list(given.order_by("-answered_at"))
    for answer in found:
        answer.request = request
    return [answer_view(answer) for answer in found]
