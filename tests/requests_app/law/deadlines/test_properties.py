"""What holds for every rule, every place and every day."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from requests_app.law.deadlines.calculator import (
    add_months,
    days_left,
    due_on,
    extended_due_on,
    is_moved_past,
    resumed_due_on,
)
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines.ledger import replay
from requests_app.law.deadlines.types import Entry, EntryKind, StepKind
from requests_app.law.deadlines.why import explain
from requests_app.law.packs import all_packs, lineage
from requests_app.law.types import Roll, Unit

PLACES = [code for code, pack in all_packs().items() if pack.is_place]
RULES = {
    code: [rule for pack in lineage(code) for rule in pack.rules if rule.limit] for code in PLACES
}
#: a busy machine builds a holiday table slowly the first time; that is no failure
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@st.composite
def clocks(draw):
    place = draw(st.sampled_from(PLACES))
    return draw(st.sampled_from(RULES[place])), calendar_for(place), draw(DAYS)


@patient
@given(clocks())
def test_a_date_is_never_before_its_start(clock):
    rule, calendar, start = clock

    due = due_on(rule, start, calendar)

    assert start <= due.nominal <= due.date


@patient
@given(clocks(), st.integers(1, 40))
def test_who_files_later_is_never_answered_earlier(clock, later):
    rule, calendar, start = clock

    first, second = (due_on(rule, day, calendar) for day in (start, start + timedelta(later)))

    assert first.date <= second.date


@patient
@given(clocks())
def test_a_period_never_ends_on_a_day_of_rest_where_the_law_moves_it(clock):
    rule, calendar, start = clock

    due = due_on(rule, start, calendar)

    assert not is_moved_past(rule.counting.roll, due.date, calendar)
    if rule.counting.roll is Roll.NEXT_WORKING_DAY:
        assert calendar.is_working_day(due.date)
    if rule.counting.roll is Roll.NONE:
        assert due.date == due.nominal


@patient
@given(clocks())
def test_an_extension_is_longer_and_no_extension_is_no_longer(clock):
    rule, calendar, start = clock
    if rule.extension is None or rule.extension.amount is None:
        return

    amounts = range(1, rule.extension.amount + 1)
    dates = [extended_due_on(rule, start, calendar, amount=n).date for n in amounts]

    assert dates == sorted(dates)
    assert dates[-1] > due_on(rule, start, calendar).date


@patient
@given(clocks(), st.data())
def test_a_pause_gives_back_exactly_the_days_it_took(clock, data):
    rule, calendar, start = clock
    due = due_on(rule, start, calendar)
    paused = data.draw(st.dates(start, due.nominal), label="paused on")
    resumed = paused + timedelta(data.draw(st.integers(0, 90), label="days"))

    left = days_left(rule, due, paused, calendar)
    again = resumed_due_on(rule, left, resumed, calendar)

    if rule.limit.unit is Unit.WORKING_DAY:
        assert again.nominal >= resumed
    else:
        assert again.nominal - due.nominal == resumed - paused + timedelta(1)


@patient
@given(clocks(), st.data())
def test_the_ledger_and_the_days_left_tell_the_same_date(clock, data):
    rule, calendar, start = clock
    due = due_on(rule, start, calendar)
    paused = data.draw(st.dates(start, due.nominal), label="paused on")
    resumed = paused + timedelta(data.draw(st.integers(0, 60), label="days"))
    entries = [
        Entry(EntryKind.STARTED, start),
        Entry(EntryKind.PAUSED, paused),
        Entry(EntryKind.RESUMED, resumed),
    ]

    waiting = replay(rule, entries[:2], calendar)
    running = replay(rule, entries, calendar)

    assert running.due.nominal >= resumed
    if rule.limit.unit is not Unit.WORKING_DAY:
        again = resumed_due_on(rule, waiting.days_left, resumed, calendar)
        assert running.due.date == again.date


@settings(patient, max_examples=60)
@given(clocks())
def test_the_explanation_counts_to_the_date_it_explains(clock):
    rule, calendar, start = clock

    story = explain(rule, [Entry(EntryKind.STARTED, start)], calendar)

    days = [step.day for step in story.steps]
    assert days == [start + timedelta(n) for n in range(len(days))]
    assert days[-1] == story.due.date == due_on(rule, start, calendar).date
    numbers = [step.number for step in story.steps if step.number is not None]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
    if rule.limit.unit in (Unit.CALENDAR_DAY, Unit.WORKING_DAY):
        assert numbers[-1] == rule.limit.amount


@settings(patient, max_examples=60)
@given(clocks())
def test_every_reason_is_complete_in_both_languages(clock):
    rule, calendar, start = clock

    story = explain(rule, [Entry(EntryKind.STARTED, start)], calendar)

    for reason in story.reasons:
        assert "{" not in reason.en + reason.zh_hans
        assert any("\u4e00" <= letter <= "\u9fff" for letter in reason.zh_hans)
    named = [step.holiday for step in story.steps if step.holiday]
    assert all(any("\u4e00" <= c <= "\u9fff" for c in name.zh_hans) for name in named)


@patient
@given(DAYS, st.integers(0, 36))
def test_months_end_on_the_corresponding_day_or_the_last(start, months):
    end = add_months(start, months)

    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(1)).day == 1)


@pytest.mark.parametrize("kind", StepKind)
def test_every_step_has_a_name(kind):
    from requests_app.law.phrases import label

    assert label("step", kind).zh_hans
