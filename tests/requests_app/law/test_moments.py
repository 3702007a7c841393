"""When something can have been: each limit is tried at itself and one step beyond."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from requests_app.law.evidence_types import Tense
from requests_app.law.plausibility import CaseFacts
from requests_app.law.plausibility.days import bounds, of_everything_named
from requests_app.law.plausibility.moments import (
    of_a_visit,
    of_a_window,
    of_an_extension,
    of_an_incident,
)

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR, DAY, BIT = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
TEN_YEARS, A_YEAR = timedelta(days=3653), timedelta(days=366)
CASE = CaseFacts(today=date(2026, 11, 25), filed_on=date(2026, 11, 10), asked_on=date(2026, 11, 12))


def pointers(found) -> list[str]:
    return [one.pointer for one in found]


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        (None, None, []),
        (NOW - HOUR, None, ["#/visited_to"]),
        (None, NOW - HOUR, ["#/visited_to"]),
        (NOW - HOUR, NOW, []),
        (NOW - HOUR, NOW + BIT, ["#/visited_to"]),
        (NOW + BIT, NOW + HOUR, ["#/visited_from"]),
        (NOW, NOW + HOUR, ["#/visited_to"]),
        (NOW - TEN_YEARS, NOW - TEN_YEARS + HOUR, []),
        (NOW - TEN_YEARS - BIT, NOW - TEN_YEARS + HOUR, ["#/visited_from"]),
        (NOW - HOUR, NOW - HOUR, ["#/visited_to"]),
        (NOW - HOUR, NOW - 2 * HOUR, ["#/visited_to"]),
        (NOW - A_YEAR, NOW, []),
        (NOW - A_YEAR - BIT, NOW, ["#/visited_to"]),
    ],
)
def test_a_visit_is_one_and_has_been(start, end, wrong):
    assert pointers(of_a_visit(start, end, NOW)) == wrong


VISIT = (NOW - 10 * DAY, NOW - 10 * DAY + HOUR)


@pytest.mark.parametrize(
    ("start", "end", "visit", "wrong"),
    [
        (NOW - HOUR, NOW, None, []),
        (NOW - HOUR, NOW + BIT, None, ["#/window_to"]),
        (NOW - TEN_YEARS, NOW - HOUR, None, []),
        (NOW - TEN_YEARS - BIT, NOW - HOUR, None, ["#/window_from"]),
        (*VISIT, VISIT, []),
        (VISIT[0] - 3 * DAY, VISIT[0] - DAY, VISIT, []),
        (VISIT[0] - 3 * DAY, VISIT[0] - DAY - BIT, VISIT, ["#/window_from"]),
        (VISIT[1] + DAY, VISIT[1] + 2 * DAY, VISIT, []),
        (VISIT[1] + DAY + BIT, VISIT[1] + 2 * DAY, VISIT, ["#/window_from"]),
    ],
)
def test_a_window_is_past_and_about_the_visit(start, end, visit, wrong):
    assert pointers(of_a_window((start, end), visit, NOW)) == wrong


@pytest.mark.parametrize(
    ("known_at", "wrong"),
    [
        (NOW, []),
        (NOW + BIT, ["#/aware_at"]),
        (NOW - TEN_YEARS, []),
        (NOW - TEN_YEARS - BIT, ["#/aware_at"]),
    ],
)
def test_a_breach_is_known_before_it_is_told(known_at, wrong):
    assert pointers(of_an_incident(known_at, "A list of faces", NOW)) == wrong


@pytest.mark.parametrize(
    ("until", "wrong"),
    [
        (None, []),
        (CASE.today, ["#/until"]),
        (CASE.today + DAY, []),
        (CASE.today + A_YEAR, []),
        (CASE.today + A_YEAR + DAY, ["#/until"]),
    ],
)
def test_an_extension_ends_in_reach(until, wrong):
    assert pointers(of_an_extension(until, CASE.today)) == wrong


BOUNDS = {
    Tense.DONE: (date(2026, 10, 10), CASE.today),
    Tense.STANDING: (CASE.filed_on - TEN_YEARS, CASE.today),
    Tense.SEARCHED: (CASE.asked_on, CASE.today),
    Tense.OFFERED: (CASE.filed_on - TEN_YEARS, date(2026, 12, 26)),
    Tense.EXPIRING: (CASE.today, CASE.today + timedelta(days=1830)),
    Tense.KEPT: (CASE.today, CASE.today + timedelta(days=10980)),
}


@pytest.mark.parametrize("tense", Tense)
def test_each_tense_reaches_so_far_and_no_further(tense):
    assert bounds(tense, CASE) == BOUNDS[tense]


def done_on(day: date, case: CaseFacts = CASE) -> list[str]:
    return pointers(of_everything_named({"done_on": day.isoformat()}, case))


def test_the_first_and_the_last_possible_day_are_possible():
    first, last = BOUNDS[Tense.DONE]
    assert done_on(first) == done_on(last) == []
    assert done_on(first - DAY) == done_on(last + DAY) == ["#/evidence/done_on"]


def test_what_was_captured_about_a_day_is_not_done_with_a_month_before():
    case = replace(CASE, captured_on=date(2026, 11, 18))
    about = case.captured_on - timedelta(days=31)
    assert done_on(about, case) == []
    (wrong,) = of_everything_named({"done_on": (about - DAY).isoformat()}, case)
    assert wrong.pointer == "#/evidence/done_on"
    assert "18" in wrong.text.en
