"""Days of rest: make-up days are worked, unpublished years are guesses and say so."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from requests_app.law.deadlines.calculator import due_on
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.errors import UnknownCalendar, UnknownJurisdiction
from requests_app.law.packs import pack_for, rule_for


def days(first, last):
    return (first + timedelta(n) for n in range((last - first).days + 1))


def test_china_agrees_with_an_independent_calendar_on_every_published_day():
    calendar = calendar_for("CN")

    differing = [
        day
        for day in days(date(2020, 1, 1), date(2026, 12, 31))
        if calendar.is_working_day(day) != chinese_calendar.is_workday(day)
    ]

    assert differing == []


def test_the_last_published_chinese_year_is_the_one_both_libraries_know():
    last = pack_for("CN").calendar.published_through

    chinese_calendar.is_workday(date(last, 12, 31))
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(last + 1, 1, 1))


def test_a_weekend_worked_in_place_of_a_holiday_is_a_working_day():
    calendar = calendar_for("CN")

    assert calendar.is_working_day(date(2026, 9, 20))
    assert not calendar.is_working_day(date(2026, 10, 7))


def test_a_date_in_an_unpublished_year_is_provisional():
    rule = rule_for("CN", "access", date(2026, 12, 20))

    due = due_on(rule, date(2026, 12, 20), calendar_for("CN"))

    assert due.date.year == 2027
    assert due.provisional


def test_a_date_in_a_published_year_is_final():
    rule = rule_for("CN", "access", date(2026, 11, 20))

    assert not due_on(rule, date(2026, 11, 20), calendar_for("CN")).provisional


def test_a_statutory_calendar_is_never_provisional():
    rule = rule_for("EU-DE", "access", date(2029, 12, 20))

    assert not due_on(rule, date(2029, 12, 20), calendar_for("EU-DE")).provisional


@pytest.mark.parametrize("code", ["EU", "UK"])
def test_a_union_has_no_calendar_and_says_what_to_name(code):
    with pytest.raises(UnknownCalendar, match="name one"):
        calendar_for(code)


@pytest.mark.parametrize("code", ["XX", "", "EU-XX", "UK-ABC", "CN-XX", "US-NY", "EU-DE-XX"])
def test_an_unknown_place_is_an_error_that_lists_the_known_ones(code):
    with pytest.raises(UnknownJurisdiction, match="US-CA"):
        calendar_for(code)


def test_a_region_may_have_holidays_of_its_own():
    epiphany = date(2026, 1, 6)

    assert calendar_for("EU-DE-BE").is_working_day(epiphany)
    assert not calendar_for("EU-DE-BY").is_working_day(epiphany)
    assert not calendar_for("AU-NSW").is_working_day(date(2026, 10, 5))
    assert calendar_for("AU-VIC").is_working_day(date(2026, 10, 5))


@pytest.mark.parametrize(
    ("place", "day", "english", "chinese"),
    [
        ("CN", date(2026, 10, 1), "National Day", "国庆节"),
        ("EU-FR", date(2026, 7, 14), "National Day", "国庆日"),
        ("UK-ENG", date(2026, 12, 28), "Boxing Day (observed)", "节礼日（补假）"),
        (
            "CN",
            date(2026, 10, 7),
            "Day off (substituted from 2026-10-10)",
            "休息日（由 2026-10-10 调休）",
        ),
    ],
)
def test_a_holiday_is_named_in_both_languages(place, day, english, chinese):
    name = calendar_for(place).name_of(day)

    assert (name.en, name.zh_hans) == (english, chinese)
