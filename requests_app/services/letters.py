"""When the venue is silent or its answer is bad: the admonition, then the complaint.

A parallel case: writing a letter moves no axis of the request. The letters themselves are
`requests_app.law.letters`; here are the facts of the case. `admonitions` hands one over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone, translation

from accounts.core.totality import total
from accounts.kit import audit
from accounts.models import User
from requests_app import states
from requests_app.law.deadlines.calculator import start_date
from requests_app.law.letters.records import lines
from requests_app.law.letters.types import Claim, Grievance, LetterFacts, LetterKind, TimelineEntry
from requests_app.law.letters.writing import as_text, write
from requests_app.law.packs import authorities, refusal_codes, rule_by_reference
from requests_app.law.rights import Right
from requests_app.law.types import Authority, LocalText, RefusalCode
from requests_app.models import (
    Letter,
    RequestedRight,
    RightDecision,
    RightsRequest,
)
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import actors
from requests_app.states import RequestOutcome

# What the resident has reason to complain of; None where there is nothing.
GRIEVANCES: Mapping[RequestOutcome, Grievance | None] = total(
    RequestOutcome,
    {
        RequestOutcome.PENDING: Grievance.SILENT,
        RequestOutcome.FULFILLED: None,
        RequestOutcome.REFUSED: Grievance.REFUSED,
        RequestOutcome.PARTLY_FULFILLED: Grievance.PARTLY,
        RequestOutcome.NOT_HELD: Grievance.DISPUTED,
        RequestOutcome.NO_MATCH: Grievance.DISPUTED,
        RequestOutcome.WITHDRAWN: None,
        RequestOutcome.LAPSED: None,
    },
    name="requests_app.services.letters.GRIEVANCES",
)


def whom_to_turn_to(case: RightsRequest) -> tuple[Authority, ...]:
    """The authorities for the venue's place, in the order that its law sets."""
    return authorities(case.venue.jurisdiction, _today(case))


def _today(case: RightsRequest) -> date:
    return start_date(timezone.now(), case.venue.time_zone)


@transaction.atomic
def write_letter(
    *, case: RightsRequest, stage: LetterKind, by: User, authority: str = ""
) -> Letter:
    """Write the letter of ``stage`` in both languages, once; the same again returns what was written.

    Raises:
        RequestProblem: the venue still has time.
    """
    if not case.allows_letters:
        raise RequestProblem(ProblemKind.NOT_YET_DUE)
    chosen = next((one for one in whom_to_turn_to(case) if one.id == authority), None)
    letter, created = Letter.objects.get_or_create(
        request=case,
        stage=stage,
        authority=chosen.id if chosen else "",
        defaults=texts_of(facts_of(case, stage, chosen, by)) | {"written_by": by},
    )
    if created:
        actor = actors.resident_of(case, by)
        audit.record(kind=f"letter.{stage.value}", by=actor, target=letter)
    return letter


def texts_of(facts: LetterFacts) -> dict[str, Any]:
    """The letter in both languages, by the fields that hold them."""
    return {
        "text_zh_hans": as_text(write(facts, "zh-Hans")),
        "text_en": as_text(write(facts, "en")),
    }


def facts_of(
    case: RightsRequest, stage: LetterKind, authority: Authority | None, by: User
) -> LetterFacts:
    """Everything a letter says about this case.

    What is handed over in the case says no more about the resident than the case does: no e-mail
    address, and no name that the venue was not given.
    """
    newest = case.events.order_by("-number").first()
    in_the_case = stage is LetterKind.ADMONITION and case.venue.operator_id is not None
    return LetterFacts(
        kind=stage,
        reference=case.reference,
        jurisdiction=case.venue.jurisdiction,
        venue_kind=case.venue.kind,
        venue_name=case.venue.name,
        venue_address=case.venue.address,
        resident_name=case.claimant_name or ("" if in_the_case else str(by)),
        resident_contact="" if in_the_case else by.email,
        acting_for=str(case.dependant) if case.dependant else "",
        court_order=case.court_order,
        records=_records(case),
        handed_over=in_the_case,
        today=_today(case),
        claims=tuple(_claims(case)),
        timeline=tuple(timeline(case)),
        fingerprint=newest.digest if newest else "",
        check_url=f"{settings.PUBLIC_URL}{reverse('receipts:check')}",
        authority=authority,
    )


def _records(case: RightsRequest) -> tuple[LocalText, ...]:
    """What the last answer says became of each record that was proven to be the resident's."""
    newest = case.answers.order_by("-answered_at").first()
    return lines(newest.evidence) if newest else ()


def _claims(case: RightsRequest) -> Iterator[Claim]:
    """The rights with which the resident has reason not to be content."""
    newest_first = RightDecision.objects.select_related("answer").order_by("-answer__answered_at")
    decisions = Prefetch("decisions", newest_first)
    for right in case.rights.prefetch_related("clock_entries", decisions):
        grievance = GRIEVANCES[RequestOutcome(right.outcome)]
        if grievance is not None:
            yield _claim(case, right, grievance)


def _claim(case: RightsRequest, right: RequestedRight, grievance: Grievance) -> Claim:
    entries = list(right.clock_entries.all())
    return Claim(
        right=Right(right.right),
        rule=rule_by_reference(entries[0].rule),
        filed_on=_day(case, case.filed_at or case.created_at),
        due_on=right.due_on,
        provisional=entries[-1].provisional,
        grievance=grievance,
        refusal=_refusal(case, right),
    )


def _refusal(case: RightsRequest, right: RequestedRight) -> RefusalCode | None:
    decision = next(iter(right.decisions.all()), None)
    if decision is None or not decision.refusal_code:
        return None
    answered = _day(case, decision.answer.answered_at)
    codes = refusal_codes(case.venue.jurisdiction, right.right, answered)
    return next((code for code in codes if code.code == decision.refusal_code), None)


def _day(case: RightsRequest, moment: datetime) -> date:
    return start_date(moment, case.venue.time_zone)


def timeline(case: RightsRequest) -> Iterator[TimelineEntry]:
    """The events of the case, day by day, in both languages."""
    for event in case.events.order_by("number"):
        yield TimelineEntry(_day(case, event.at), _in_both(states.EVENT_LABELS[event.kind]))


def _in_both(lazy: object) -> LocalText:
    with translation.override("zh-hans"):
        chinese = str(lazy)
    with translation.override("en"):
        return LocalText(en=str(lazy), zh_hans=chinese)
