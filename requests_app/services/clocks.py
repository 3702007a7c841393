"""Writing the clock ledger. The arithmetic is `requests_app.law.deadlines`; the law is `requests_app.law`.

Callers hold the transaction and the lock on the request.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from accounts.core.pointers import pointer
from accounts.core.totality import chosen, twins
from requests_app import states
from requests_app.law.deadlines.calculator import start_date
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines.ledger import may_extend, may_pause, replay
from requests_app.law.deadlines.types import ClockState, Entry, EntryKind
from requests_app.law.errors import NotAllowed, NoTimeLimit
from requests_app.law.packs import rule_by_reference, rule_for
from requests_app.law.rights import Right
from requests_app.law.types import PauseReason, Rule, StartEvent
from requests_app.models import ClockEntry, ClockEntryKind, RequestedRight, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem

# Entries from which the pure ledger reckons; the others are notes of this one.
REPLAYED = chosen(
    ClockEntryKind,
    {
        ClockEntryKind.STARTED,
        ClockEntryKind.PAUSED,
        ClockEntryKind.RESUMED,
        ClockEntryKind.EXTENDED,
    },
    but_not={ClockEntryKind.RECOMPUTED, ClockEntryKind.STOPPED, ClockEntryKind.REOPENED},
    name="requests_app.services.clocks.REPLAYED",
)
twins(EntryKind, REPLAYED | {ClockEntryKind.STOPPED}, name="requests_app.services.clocks.REPLAYED")


def start(case: RightsRequest, moment: datetime) -> None:
    """Start the clock of every right on the venue's own day.

    Raises:
        NoRuleInForce, UnknownJurisdiction, UnknownCalendar: the law has no answer; nothing is filed.
        RequestProblem: a right was left without the date that its rule gives it.
    """
    on = start_date(moment, case.venue.time_zone)
    for right in case.rights.prefetch_related("clock_entries"):
        rule = rule_for(case.venue.jurisdiction, right.right, on)
        _append(right, rule, Entry(EntryKind.STARTED, on), moment)
        if rule.limit is not None and right.due_on is None:
            raise RequestProblem(ProblemKind.NO_DATE)
    settle(case)


def pause(case: RightsRequest, moment: datetime, reason: PauseReason) -> bool:
    """Pause each right whose law allows it; True when the whole request stands still by it."""
    paused = [
        right for right in _pending(case) if may_pause(_rule(right), Right(right.right), reason)
    ]
    for right in paused:
        on = start_date(moment, case.venue.time_zone)
        _append(right, _rule(right), Entry(EntryKind.PAUSED, on, reason=reason), moment)
    settle(case)
    return bool(paused) and len(paused) == len(_pending(case))


def resume(case: RightsRequest, moment: datetime) -> None:
    """Let every paused right run again, with the days that it had left."""
    on = start_date(moment, case.venue.time_zone)
    for right in _pending(case):
        if _is_paused(right):
            _append(right, _rule(right), Entry(EntryKind.RESUMED, on), moment)
    settle(case)


def _is_paused(right: RequestedRight) -> bool:
    """Whatever was entered since the pause: it ends with an entry that says so."""
    turns = [e.kind for e in entries_of(right) if e.kind in (EntryKind.PAUSED, EntryKind.RESUMED)]
    return bool(turns) and turns[-1] is EntryKind.PAUSED


def extend(
    case: RightsRequest, moment: datetime, *, amount: int | None, until: date | None
) -> None:
    """Extend every pending right as its law allows: once, in time, by no more than it says.

    Raises:
        RequestProblem: when the law of one of them does not.
    """
    on = start_date(moment, case.venue.time_zone)
    extended = 0
    for right in _pending(case):
        rule = _rule(right)
        state = state_of(right)
        if state is None or not may_extend(state, rule, on):
            continue
        try:
            _append(right, rule, Entry(EntryKind.EXTENDED, on, amount=amount, until=until), moment)
        except NotAllowed as error:
            said = error.text.in_language(get_language())
            at = pointer("until" if amount is None else "amount")
            raise RequestProblem(ProblemKind.EXTENSION_NOT_ALLOWED, (said,), (at,)) from error
        extended += 1
    if not extended:
        raise RequestProblem(ProblemKind.EXTENSION_NOT_ALLOWED)
    settle(case)


def running_as(case: RightsRequest) -> states.Clock:
    """How the clock of the case runs: as extended when one of its rights was."""
    known = [state_of(right) for right in _pending(case)]
    extended = any(state is not None and state.extended for state in known)
    return states.Clock.EXTENDED if extended else states.Clock.RUNNING


def restart_on_identity(case: RightsRequest, moment: datetime) -> None:
    """Identity proven: where the law lets the time begin only then, it begins on this day.

    UK GDPR art. 12A: the latest of the request, the identity information and the fee. What is overdue
    stays so: who lets the date pass does not win a new one by looking at a document afterwards.
    """
    on = start_date(moment, case.venue.time_zone)
    for right in _pending(case):
        rule = _rule(right)
        passed = right.due_on is not None and right.due_on < on and not _is_paused(right)
        if rule.start is StartEvent.LATEST_OF_RECEIPT_IDENTITY_FEE and not passed:
            _append(right, rule, Entry(EntryKind.STARTED, on), moment)
    settle(case)


def stop(case: RightsRequest, moment: datetime) -> None:
    """Stop every clock: answered, withdrawn or lapsed. The date that stood stays on record."""
    _note(case, moment, ClockEntryKind.STOPPED)


def reopen(case: RightsRequest, moment: datetime) -> None:
    """A disputed answer was none: the date that stood before it stands again, and runs.

    The caller has set the rights back to pending.
    """
    _note(case, moment, ClockEntryKind.REOPENED)
    resume(case, moment)


def _note(case: RightsRequest, moment: datetime, kind: ClockEntryKind) -> None:
    on = start_date(moment, case.venue.time_zone)
    for right in case.rights.prefetch_related("clock_entries"):
        entries = list(right.clock_entries.all())
        if not entries:
            continue
        last = entries[-1]
        ClockEntry.objects.create(
            request=case,
            right=right,
            kind=kind,
            at=moment,
            on=on,
            due_on=last.due_on,
            days_left=last.days_left,
            provisional=last.provisional,
            binding=last.binding,
            rule=last.rule,
        )


def entries_of(right: RequestedRight) -> list[Entry]:
    """The ledger of one right as the pure calculator reads it."""
    return [
        Entry(
            kind=EntryKind(entry.kind),
            on=entry.on,
            amount=entry.amount,
            until=entry.until,
            reason=PauseReason(entry.pause_reason) if entry.pause_reason else None,
        )
        for entry in right.clock_entries.all()
        if entry.kind in REPLAYED
    ]


def state_of(right: RequestedRight) -> ClockState | None:
    """Where the clock of one right stands; None where the law gives no number to count."""
    try:
        return replay(_rule(right), entries_of(right), calendar_for(_place(right)))
    except NoTimeLimit:
        return None


def _place(right: RequestedRight) -> str:
    return right.request.venue.jurisdiction


def _rule(right: RequestedRight) -> Rule:
    """The rule under which the clock of ``right`` was started, whatever the law says today."""
    first = next(iter(right.clock_entries.all()), None)
    if first is None:
        raise RequestProblem(ProblemKind.NOT_POSSIBLE_NOW)
    return rule_by_reference(first.rule)


def _pending(case: RightsRequest) -> Sequence[RequestedRight]:
    pending = case.rights.filter(outcome="pending").order_by("position")
    return list(pending.prefetch_related("clock_entries"))


def _append(right: RequestedRight, rule: Rule, entry: Entry, moment: datetime) -> None:
    """Replay the ledger with ``entry`` at its end, and write down what stands then."""
    try:
        state = replay(rule, [*entries_of(right), entry], calendar_for(_place(right)))
    except NoTimeLimit:
        state = None
    due = state.due if state else None
    ClockEntry.objects.create(
        request=right.request,
        right=right,
        kind=entry.kind.value,
        at=moment,
        on=entry.on,
        amount=entry.amount,
        until=entry.until,
        pause_reason=entry.reason.value if entry.reason else "",
        due_on=due.date if due else None,
        days_left=state.days_left if state else None,
        provisional=due.provisional if due else False,
        binding=rule.is_binding,
        rule=rule.reference,
    )
    right.due_on = due.date if due else None
    right.save(update_fields=["due_on"])


def settle(case: RightsRequest) -> None:
    """Copy the earliest date of the pending rights to the request; the caller saves it."""
    dates = [right.due_on for right in _pending(case) if right.due_on is not None]
    case.due_on = min(dates, default=None)
    case.due_at = end_of_day(case.due_on, case.venue.time_zone) if case.due_on else None


def end_of_day(day: date, time_zone: str) -> datetime:
    """The first moment after ``day`` at the venue."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZoneInfo(time_zone))


def recompute(case: RightsRequest, right: RequestedRight, moment: datetime) -> bool:
    """Note the date that the calendar of today gives; False when it is the one that stands."""
    state = state_of(right)
    if state is None or state.due is None:
        return False
    if state.due.provisional and state.due.date == right.due_on:
        return False
    rule = _rule(right)
    ClockEntry.objects.create(
        request=case,
        right=right,
        kind=ClockEntryKind.RECOMPUTED,
        at=moment,
        on=start_date(moment, case.venue.time_zone),
        due_on=state.due.date,
        provisional=state.due.provisional,
        binding=rule.is_binding,
        rule=rule.reference,
    )
    right.due_on = state.due.date
    right.save(update_fields=["due_on"])
    settle(case)
    return True
