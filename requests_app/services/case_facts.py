"""What a case knows, for the rules of `requests_app.law.plausibility`; and refusing what cannot be so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from accounts.core.totality import chosen
from biometrics.models import Basis, Disclosure, DisclosureState, Verification, VerificationState
from biometrics.models.disclosure import NAMED
from consents.models import HowCaptured
from requests_app import states
from requests_app.law.claimant import presupposes_data
from requests_app.law.decisions import Decision
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import CaseFacts, Contradiction, Disclosed
from requests_app.law.rights import REMOVING, Right
from requests_app.models import Event, RequestedRight, RightDecision, RightsRequest, VenueCode
from requests_app.models.request import SEEN_BY_VENUE
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import claimant
from requests_app.states import EventKind

# Granted, they say nothing of what is held.
ON_NOBODY = frozenset(right for right in Right if not right.facts.rests_on_data)
# What an answer must have said for nothing to be held any more, or ever.
NOTHING_LEFT = frozenset(decision for decision in Decision if decision.facts.finds_nothing)
UNPROVEN = chosen(
    states.Identity,
    {states.Identity.FAILED, states.Identity.INCONCLUSIVE},
    but_not={
        states.Identity.NONE,
        states.Identity.PENDING,
        states.Identity.ATTESTED,
        states.Identity.VERIFIED,
        states.Identity.DISPUTED,
    },
    name="requests_app.services.case_facts.UNPROVEN",
)


def refuse(contradictions: Iterable[Contradiction]) -> None:
    """Raise what was found, each with its place; nothing where nothing was.

    Raises:
        RequestProblem: contradictory.
    """
    found = list(contradictions)
    if found:
        language = get_language()
        raise RequestProblem(
            ProblemKind.CONTRADICTORY,
            tuple(one.text.in_language(language) for one in found),
            tuple(one.pointer for one in found),
        )


def facts_of(case: RightsRequest) -> CaseFacts:
    """What the case knows now, counted from the tables; a fixed number of queries."""
    zone = ZoneInfo(case.venue.time_zone)
    disclosures = _disclosures(case)
    moments = [row.created_at for row in disclosures]
    filed_at = case.filed_at or case.created_at
    return CaseFacts(
        today=max(_days(timezone.now(), zone)),
        filed_on=min(_days(filed_at, zone)),
        asked_on=min(_days(_last_asked(case) or filed_at, zone)),
        due_on=case.due_on,
        captured_on=_captured_on(case, zone),
        identity_proven=case.identity == states.Identity.VERIFIED,
        acting_for_another=case.dependant_id is not None,
        seen_at_venue=case.identity_means in SEEN_BY_VENUE,
        code_issued=VenueCode.objects.filter(request=case).exists(),
        names_unproven=claimant.names_unproven(case),
        contact_first=claimant.contact_first(case),
        matched=tuple(str(reference) for reference in case.matched_references),
        disclosed_on=min(_days(max(moments), zone)) if moments else None,
        disclosures=tuple(_disclosed(row) for row in disclosures),
        held_elsewhere=_held_elsewhere(case),
        held_before=_held_before(case),
    )


def hold_disclosures(case: RightsRequest) -> None:
    """Let nothing be added to a disclosure while the case is answered; the caller holds the case."""
    list(Disclosure.objects.select_for_update().filter(request_id=case.pk).values_list("pk"))


def today_at(case: RightsRequest) -> date:
    """The day at the venue, or at the desk where that is later."""
    return max(_days(timezone.now(), ZoneInfo(case.venue.time_zone)))


def _days(moment: datetime, zone: ZoneInfo) -> tuple[date, date]:
    """The day of ``moment`` at the venue, and by the clock of this platform."""
    return moment.astimezone(zone).date(), moment.astimezone(timezone.get_default_timezone()).date()


def _last_asked(case: RightsRequest) -> datetime | None:
    """When the resident last disputed an answer: what was searched before is what they dispute."""
    disputes = Event.objects.filter(request=case, kind=EventKind.DISPUTE)
    return disputes.order_by("-number").values_list("at", flat=True).first()


def _captured_on(case: RightsRequest, zone: ZoneInfo) -> date | None:
    """The first day that the resident names; an entry “not yet” names none."""
    named = []
    holding = case.holding
    if holding is not None and holding.since and holding.how != HowCaptured.NOT_YET:
        named.append(holding.since)
    if case.visited_from is not None:
        named.append(min(_days(case.visited_from, zone)))
    return min(named, default=None)


def _disclosures(case: RightsRequest) -> list[Disclosure]:
    """All that were ever made for it: the rows stay when what they held is destroyed."""
    finished = Verification.objects.filter(
        disclosure=OuterRef("pk"), state=VerificationState.DECIDED
    )
    rows = Disclosure.objects.filter(request_id=case.pk)
    return list(rows.annotate(put_in=Count("items"), was_compared=Exists(finished)))


def _disclosed(row: Disclosure) -> Disclosed:
    """``put_in`` and ``was_compared`` are annotations of `_disclosures`."""
    sealed = row.state == DisclosureState.READY
    return Disclosed(
        records=max(row.put_in, row.count + row.refused),  # type: ignore[attr-defined]
        readable=row.count,
        named=row.basis in NAMED,
        complete=row.state in (DisclosureState.READY, DisclosureState.EMPTY) or row.count > 0,
        waits=sealed and not row.was_compared,  # type: ignore[attr-defined]
    )


def _held_elsewhere(case: RightsRequest) -> bool:
    """Another case of the same person here, with records or an answer by which something is held.

    Never said to be gone since.
    """
    if case.resident_id is None:
        return False
    others = RightsRequest.objects.filter(
        resident=case.resident_id, dependant=case.dependant_id, venue=case.venue_id
    ).exclude(pk=case.pk)
    kept = others.exclude(_deleted())
    if _with_records(kept).exclude(identity__in=UNPROVEN).exists():
        return True
    return _says_held(RightDecision.objects.filter(answer__request__in=kept))


def _with_records(cases: QuerySet[RightsRequest]) -> QuerySet[RightsRequest]:
    named = Disclosure.objects.filter(request_id=OuterRef("pk"), items__isnull=False).exclude(
        basis=Basis.TIME_WINDOW
    )
    return cases.filter(Exists(named) | ~Q(matched_references=[]))


def _deleted() -> Exists:
    """One and the same right removes and was granted: a copy handed over deletes nothing."""
    granted = RequestedRight.objects.filter(
        request=OuterRef("pk"), right__in=REMOVING, outcome=Decision.FULFILLED
    )
    return Exists(granted)


def _held_before(case: RightsRequest) -> bool:
    """An earlier answer in this case granted something of what is held, or kept it on a ground."""
    return _says_held(RightDecision.objects.filter(answer__request=case))


def _says_held(decisions: QuerySet[RightDecision]) -> bool:
    """True when one of them can only be given of what is held: a copy, or what the law keeps."""
    told = decisions.exclude(right__right__in=ON_NOBODY)
    told = told.exclude(decision__in=NOTHING_LEFT).select_related("right", "answer__request__venue")
    return any(one.decision != Decision.REFUSED or _keeps(one) for one in told)


def _keeps(refused: RightDecision) -> bool:
    """The ground of a refusal is one of what is held: a law that keeps it, another basis."""
    answer = refused.answer
    grounds = refusal_codes(
        answer.request.venue.jurisdiction, refused.right.right, answer.answered_at.date()
    )
    keeping = {code.code for code in grounds if presupposes_data(code)}
    return refused.refusal_code in keeping
