"""A clock is the fold of its ledger."""

from datetime import UTC, date, datetime

import pytest

from requests_app.law.deadlines.calculator import extended_due_on, moment_due, start_date, start_on
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines.ledger import may_extend, may_pause, replay
from requests_app.law.deadlines.types import ClockStatus, Entry, EntryKind, StepKind
from requests_app.law.deadlines.why import explain
from requests_app.law.errors import NotAllowed
from requests_app.law.packs import incident_duties, rule_for
from requests_app.law.rights import Right
from requests_app.law.types import PauseReason, StartEvent

LONDON = calendar_for("UK-ENG")
FILED = date(2026, 9, 3)
UK = rule_for("UK", "access", FILED)
FRANCE = calendar_for("EU-FR")
EU = rule_for("EU-FR", "access", FILED)
STARTED = Entry(EntryKind.STARTED, FILED)


def test_days_of_clarification_do_not_count_both_ends_included():
    """Art. 12A UK GDPR: from the day of asking to the day of the answer."""
    ledger = [
        STARTED,
        Entry(EntryKind.PAUSED, date(2026, 9, 10), reason=PauseReason.CLARIFICATION),
        Entry(EntryKind.RESUMED, date(2026, 9, 15)),
    ]

    assert replay(UK, ledger, LONDON).due.date == date(2026, 10, 9)  # 3 Oct and six days


def test_a_paused_clock_has_days_left_and_no_date():
    paused = replay(UK, [STARTED, Entry(EntryKind.PAUSED, date(2026, 9, 10))], LONDON)

    assert paused.status is ClockStatus.PAUSED
    assert paused.due is None
    assert paused.days_left == 24  # 10 September to 3 October


def test_an_identity_proof_starts_the_uk_clock_anew():
    ledger = [STARTED, Entry(EntryKind.STARTED, date(2026, 9, 14))]

    assert replay(UK, ledger, LONDON).due.date == date(2026, 10, 14)


def test_an_extension_after_a_pause_keeps_the_days_given_back():
    ledger = [
        STARTED,
        Entry(EntryKind.PAUSED, date(2026, 9, 10)),
        Entry(EntryKind.RESUMED, date(2026, 9, 15)),
        Entry(EntryKind.EXTENDED, date(2026, 9, 20), amount=2),
    ]

    state = replay(UK, ledger, LONDON)

    assert state.extended
    assert state.due.date == date(2026, 12, 9)  # 3 December and six days


def test_a_clock_is_extended_once_in_time_and_while_it_runs():
    running = replay(EU, [STARTED], FRANCE)
    extended = replay(EU, [STARTED, Entry(EntryKind.EXTENDED, FILED, amount=1)], FRANCE)
    paused = replay(EU, [STARTED, Entry(EntryKind.PAUSED, FILED)], FRANCE)

    assert may_extend(running, EU, running.due.date)
    assert not may_extend(running, EU, date(2026, 10, 6))
    assert not may_extend(extended, EU, FILED)
    assert not may_extend(paused, EU, FILED)
    with pytest.raises(NotAllowed, match="once"):
        replay(EU, [STARTED, *[Entry(EntryKind.EXTENDED, FILED, amount=1)] * 2], FRANCE)


@pytest.mark.parametrize(
    ("place", "right", "reason", "allowed"),
    [
        ("UK-ENG", Right.ACCESS, PauseReason.CLARIFICATION, True),
        ("UK-ENG", Right.DELETION, PauseReason.CLARIFICATION, False),
        ("UK-ENG", Right.ACCESS, PauseReason.IDENTITY, False),  # it starts the clock instead
        ("EU-FR", Right.ACCESS, PauseReason.IDENTITY, True),  # tolerated by the EDPB
        ("US-CA", Right.ACCESS, PauseReason.IDENTITY, False),
        ("CN", Right.DELETION, PauseReason.IDENTITY, False),
    ],
)
def test_a_clock_pauses_only_where_the_law_pauses(place, right, reason, allowed):
    assert may_pause(rule_for(place, right, FILED), right, reason) is allowed


def test_china_allows_no_extension():
    rule = rule_for("CN", "deletion", FILED)

    with pytest.raises(NotAllowed, match="no extension") as refused:
        extended_due_on(rule, FILED, calendar_for("CN"))
    assert refused.value.text.zh_hans == "当地法律不允许延长期限：请在到期日前答复。"


def test_more_than_the_law_allows_is_refused():
    with pytest.raises(NotAllowed, match="at most 2"):
        extended_due_on(EU, FILED, FRANCE, amount=3)


def test_a_named_day_lies_within_the_longest_extension():
    named = extended_due_on(EU, FILED, FRANCE, until=date(2026, 10, 30))

    assert named.date == date(2026, 10, 30)
    assert extended_due_on(EU, FILED, FRANCE, until=date(2026, 12, 3)).date == date(2026, 12, 3)
    with pytest.raises(NotAllowed, match="3 December 2026 at most"):
        extended_due_on(EU, FILED, FRANCE, until=date(2026, 12, 4))


def test_where_the_operator_names_the_date_it_must_name_a_later_one():
    rule, calendar = rule_for("HK", "access", FILED), calendar_for("HK")

    with pytest.raises(NotAllowed, match="name the new day"):
        extended_due_on(rule, FILED, calendar)
    with pytest.raises(NotAllowed, match="after"):
        extended_due_on(rule, FILED, calendar, until=date(2026, 9, 30))
    named = extended_due_on(rule, FILED, calendar, until=date(2026, 11, 30))
    assert named.date == date(2026, 11, 30)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [Entry(EntryKind.PAUSED, FILED)],
        [STARTED, Entry(EntryKind.RESUMED, FILED)],
        [STARTED, Entry(EntryKind.PAUSED, FILED), Entry(EntryKind.PAUSED, FILED)],
        [STARTED, Entry(EntryKind.PAUSED, FILED), Entry(EntryKind.RESUMED, date(2026, 9, 1))],
    ],
)
def test_an_impossible_ledger_is_refused(entries):
    with pytest.raises(NotAllowed):
        replay(EU, entries, FRANCE)


def test_the_day_is_the_venues_own():
    late = datetime(2026, 9, 3, 17, 30, tzinfo=UTC)

    assert start_date(late, "Asia/Shanghai") == date(2026, 9, 4)
    assert start_date(late, "Europe/Paris") == date(2026, 9, 3)
    with pytest.raises(ValueError, match="aware"):
        start_date(datetime(2026, 9, 3), "Asia/Shanghai")  # noqa: DTZ001


def test_the_clock_starts_at_the_event_that_the_law_names():
    proof = date(2026, 9, 14)
    taiwan = rule_for("TW", "access", FILED)

    assert start_on(EU, {StartEvent.RECEIPT: FILED}) == FILED
    assert start_on(UK, {StartEvent.RECEIPT: FILED, UK.start: proof}) == proof
    assert start_on(taiwan, {StartEvent.RECEIPT: FILED}) == FILED
    assert start_on(taiwan, {StartEvent.RECEIPT: FILED, StartEvent.ACCEPTANCE: proof}) == proof


def test_a_breach_is_notified_by_the_hour():
    seventy_two = next(d.limit for d in incident_duties("EU-FR") if d.limit)

    due = moment_due(seventy_two, datetime(2026, 11, 20, 22, tzinfo=UTC))

    assert due == datetime(2026, 11, 23, 22, tzinfo=UTC)


def test_the_explanation_shows_pause_make_up_day_holiday_and_move():
    start = date(2026, 9, 7)
    story = explain(
        rule_for("CN", "access", start), [Entry(EntryKind.STARTED, start)], calendar_for("CN")
    )
    kinds = {step.day: step.kind for step in story.steps}

    assert kinds[date(2026, 9, 20)] is StepKind.COUNTED_MAKE_UP_DAY
    assert kinds[date(2026, 10, 1)] is StepKind.COUNTED_HOLIDAY
    assert kinds[date(2026, 10, 7)] is StepKind.MOVED_ON
    assert kinds[date(2026, 10, 8)] is StepKind.DUE
    assert any("及时" in reason.zh_hans for reason in story.reasons)
    assert any("benchmark only" in reason.en for reason in story.reasons)


def test_the_explanation_of_a_pause_and_an_extension_names_their_sources():
    ledger = [
        STARTED,
        Entry(EntryKind.PAUSED, date(2026, 9, 10)),
        Entry(EntryKind.RESUMED, date(2026, 9, 15)),
        Entry(EntryKind.EXTENDED, date(2026, 9, 20)),
    ]

    story = explain(UK, ledger, LONDON)

    text = "\n".join(reason.en for reason in story.reasons)
    assert "From 10 September 2026 to 15 September 2026 the clock stood still" in text
    assert "extended on 20 September 2026 by 2 months" in text
    assert sum(step.kind is StepKind.PAUSED for step in story.steps) == 6


def test_the_explanation_of_a_paused_clock_has_days_left_and_no_date():
    story = explain(UK, [STARTED, Entry(EntryKind.PAUSED, date(2026, 9, 10))], LONDON)

    assert story.due is None
    assert story.reasons[-1].en.endswith("with 24 days left to run.")
    assert story.steps[-1].kind is StepKind.PAUSED
