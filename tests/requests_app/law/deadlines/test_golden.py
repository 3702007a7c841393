"""Dates worked out by hand from the statutes and the regulators' own examples."""

from dataclasses import dataclass
from datetime import date

import pytest

from requests_app.law.deadlines.calculator import (
    acknowledgement_due_on,
    count,
    due_on,
    extended_due_on,
)
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.packs import all_packs, pack_for, rule_by_reference, rule_for
from requests_app.law.types import FirstDay, Subject, Unit


@dataclass(frozen=True)
class Case:
    reference: str
    place: str
    start: str
    due: str
    why: str

    def __str__(self):
        return f"{self.reference} in {self.place} from {self.start}"


CASES = [
    # --- China: Civil Code 201-203; State Council holiday notices, make-up days included
    Case("cn.access@1", "CN", "2026-09-18", "2026-10-19", "the 30th day is a Sunday"),
    Case("cn.access@1", "CN-ZJ-HZ", "2026-09-07", "2026-10-08", "7 Oct ends the National Day week"),
    Case(
        "cn.correction@1", "CN", "2025-12-02", "2026-01-04", "1-3 Jan off; Sunday 4 Jan is worked"
    ),
    Case(
        "cn.deletion@1", "CN", "2024-01-11", "2024-02-18", "Spring Festival; Sunday 18 Feb worked"
    ),
    Case("cn.deletion@2", "CN-SH", "2026-06-01", "2026-07-01", "a plain Wednesday"),
    Case("cn.objection@1", "CN", "2024-09-01", "2024-10-08", "1-7 Oct off"),
    Case("cn.objection@2", "CN-GD-SZ", "2026-01-16", "2026-02-24", "15-23 Feb off"),
    Case("cn.explanation@1", "CN", "2026-03-05", "2026-04-07", "4-6 Apr off"),
    Case("cn.portability@1", "CN", "2026-05-20", "2026-06-22", "Dragon Boat, 19-21 Jun"),
    Case("cn.filing@1", "CN", "2026-06-01", "2026-07-14", "30 working days, 19 Jun off"),
    # --- EU: Reg 1182/71 art. 3; EDPB 01/2022 examples
    Case("eu.request@1", "EU-FR", "2024-03-05", "2024-04-05", "EDPB: 5 Mar to 5 Apr"),
    Case("eu.request@1", "EU-BE", "2025-08-31", "2025-09-30", "EDPB: 31 Aug to 30 Sep"),
    Case("eu.request@1", "EU-DE", "2026-04-01", "2026-05-04", "1 May, then a weekend"),
    Case("eu.request@1", "EU-FR", "2026-06-14", "2026-07-15", "14 July is a French holiday"),
    Case("eu.request@1", "EU-DE-BY", "2025-12-06", "2026-01-07", "Epiphany is one in Bavaria"),
    Case("eu.request@1", "EU-DE-BE", "2025-12-06", "2026-01-06", "and none in Berlin"),
    Case("eu.request@1", "EU-IE", "2024-01-31", "2024-02-29", "leap year: no 31 Feb"),
    Case("eu.request@1", "EU-IE", "2025-01-31", "2025-02-28", "no 31 Feb"),
    Case("eu.request@1", "EU-AT", "2026-12-01", "2027-01-04", "New Year, then a weekend"),
    Case("eu.withdrawal@1", "EU-NO", "2026-04-17", "2026-05-18", "Constitution Day is a Sunday"),
    # --- UK: ICO corresponding date
    Case("uk.request@1", "UK-ENG", "2024-09-03", "2024-10-03", "ICO: 3 Sep to 3 Oct"),
    Case("uk.request@2", "UK-ENG", "2026-09-03", "2026-10-05", "3 Oct 2026 is a Saturday"),
    Case("uk.request@2", "UK-ENG", "2026-12-02", "2027-01-04", "2 Jan 2027 is a Saturday"),
    Case("uk.request@2", "UK-SCT", "2026-12-02", "2027-01-05", "Scotland keeps 2 Jan on the 4th"),
    Case("uk.withdrawal@1", "UK-WLS", "2025-03-31", "2025-04-30", "no 31 Apr"),
    Case("uk.withdrawal@2", "UK-NIR", "2026-06-13", "2026-07-14", "13 Jul 2026: Boyne, observed"),
    Case("uk.complaint@1", "UK-ENG", "2026-07-01", "2026-07-31", "the platform's own measure"),
    # --- United States
    Case(
        "us-ca.request@1", "US-CA", "2026-01-01", "2026-02-14", "11 CCR 7021(b): receipt is day 1"
    ),
    Case("us-ca.request@1", "US-CA", "2024-01-20", "2024-03-04", "across 29 Feb"),
    Case("us-ca.opt-out@1", "US-CA", "2026-06-01", "2026-06-23", "15 business days, 19 Jun off"),
    Case("us-il.courtesy@1", "US-IL", "2026-03-05", "2026-04-06", "4 Apr is a Saturday"),
    Case("us-il.destruction@1", "US-IL", "2024-02-29", "2027-02-28", "three years from 29 Feb"),
    Case("us-tx.courtesy@1", "US-TX", "2026-03-05", "2026-04-06", "4 Apr is a Saturday"),
    Case("us-tx.destruction@1", "US-TX", "2025-06-30", "2026-06-30", "the first anniversary"),
    Case("us-wa.request@1", "US-WA", "2026-03-05", "2026-04-20", "19 Apr is a Sunday"),
    Case("us-wa.appeal@1", "US-WA", "2026-04-20", "2026-06-04", "a plain Thursday"),
    # --- elsewhere
    Case("br.access@1", "BR", "2026-03-06", "2026-03-23", "21 Mar is a Saturday"),
    Case("br.deletion@1", "BR", "2026-04-06", "2026-04-22", "21 Apr is Tiradentes"),
    Case("kr.access@1", "KR", "2026-03-05", "2026-03-16", "15 Mar is a Sunday"),
    Case("kr.correction@1", "KR", "2026-09-14", "2026-09-28", "Chuseok, then a Sunday"),
    Case("kr.suspension@1", "KR", "2026-06-01", "2026-06-11", "a plain Thursday"),
    Case("jp.disclosure@1", "JP", "2026-04-20", "2026-05-07", "Golden Week"),
    Case("jp.correction@1", "JP", "2026-06-01", "2026-06-15", "a plain Monday"),
    Case("jp.cessation@1", "JP", "2026-09-07", "2026-09-24", "21-23 Sep 2026 are holidays"),
    Case("tw.access@1", "TW", "2026-03-05", "2026-03-20", "a plain Friday"),
    Case("tw.correction@1", "TW", "2026-01-20", "2026-02-23", "New Year holidays to 22 Feb"),
    Case("hk.access@1", "HK", "2026-03-05", "2026-04-14", "a plain Tuesday"),
    Case("hk.access@1", "HK", "2026-03-09", "2026-04-18", "Cap. 1 s. 71: a Saturday counts"),
    Case("hk.correction@1", "HK", "2026-03-10", "2026-04-20", "a Sunday does not end a period"),
    Case("hk.erasure@1", "HK", "2026-03-05", "2026-04-14", "a plain Tuesday"),
    Case("sg.access@1", "SG", "2026-03-05", "2026-04-04", "a Saturday counts"),
    Case("sg.correction@1", "SG", "2026-04-01", "2026-05-02", "1 May is a holiday"),
    Case("sg.withdrawal@1", "SG", "2026-03-05", "2026-03-19", "ten working days"),
    Case("sg.deletion@1", "SG", "2026-06-01", "2026-07-01", "a plain Wednesday"),
    Case("in.request@1", "IN", "2027-05-14", "2027-08-12", "ninety days"),
    Case("ca.access@1", "CA", "2026-06-01", "2026-07-02", "Canada Day"),
    Case("ca.principles@1", "CA-ON", "2026-03-05", "2026-04-04", "a Saturday counts"),
    Case("ca-qc.request@1", "CA-QC", "2026-05-25", "2026-06-25", "24 Jun is Québec's holiday"),
    Case("ca-qc.withdrawal@1", "CA-QC", "2026-06-01", "2026-07-02", "Canada Day"),
    Case("au.access@1", "AU", "2026-03-05", "2026-04-07", "Easter Saturday to Monday"),
    Case("au.correction@1", "AU-NSW", "2026-06-01", "2026-07-01", "a plain Wednesday"),
    Case("au.destruction@1", "AU-VIC", "2026-06-02", "2026-07-02", "a plain Thursday"),
    Case("au.complaint@1", "AU", "2026-06-01", "2026-07-01", "thirty days"),
    Case("ch.access@1", "CH", "2026-07-02", "2026-08-03", "1 Aug is a Saturday and a holiday"),
    Case("ch.personality@1", "CH-ZH", "2026-03-05", "2026-04-07", "Easter Monday in Zurich"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_last_day_is_the_one_worked_out_by_hand(case):
    rule = rule_by_reference(case.reference)

    due = due_on(rule, date.fromisoformat(case.start), calendar_for(case.place))

    assert due.date.isoformat() == case.due, case.why


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_case_lies_within_the_life_of_its_rule(case):
    rule, start = rule_by_reference(case.reference), date.fromisoformat(case.start)

    assert rule.in_force(start) or rule.subject is Subject.STANDING_DUTY
    if rule.subject is Subject.REQUEST:
        right = next(iter(rule.rights))
        assert rule_for(case.place, right, start) == rule


def test_every_rule_with_a_number_has_a_case():
    shipped = {r.reference for pack in all_packs().values() for r in pack.rules if r.limit}

    assert shipped == {case.reference for case in CASES}


def test_fifteen_chinese_working_days_pass_two_holidays_and_two_make_up_days():
    last, provisional = count(
        15, Unit.WORKING_DAY, FirstDay.EXCLUDED, date(2026, 9, 18), calendar_for("CN")
    )

    assert last == date(2026, 10, 15)
    assert not provisional


@pytest.mark.parametrize(
    ("reference", "place", "start", "due"),
    [
        ("eu.request@1", "EU-FR", "2026-01-30", "2026-04-30"),  # three months from receipt
        ("eu.request@1", "EU-DE", "2025-11-30", "2026-03-02"),  # 28 Feb 2026 is a Saturday
        ("uk.request@2", "UK-ENG", "2026-03-31", "2026-06-30"),
        ("us-ca.request@1", "US-CA", "2026-01-01", "2026-03-31"),  # day 90
        ("us-wa.request@1", "US-WA", "2026-01-01", "2026-04-01"),
        ("tw.access@1", "TW", "2026-03-05", "2026-04-07"),  # day 30; 3-6 Apr off
        ("tw.correction@1", "TW", "2026-03-05", "2026-05-04"),
        ("ca.access@1", "CA", "2026-03-05", "2026-05-04"),
    ],
)
def test_the_longest_extension_is_counted_from_the_start(reference, place, start, due):
    rule = rule_by_reference(reference)

    extended = extended_due_on(rule, date.fromisoformat(start), calendar_for(place))

    assert extended.date.isoformat() == due


@pytest.mark.parametrize(
    ("reference", "place", "start", "due"),
    [
        ("us-ca.request@1", "US-CA", "2026-06-01", "2026-06-15"),  # 10 business days
        ("us-ca.request@1", "US-CA", "2026-06-15", "2026-06-30"),  # 19 Jun off
        ("uk.complaint@1", "UK-ENG", "2026-07-01", "2026-07-31"),  # 30 days
    ],
)
def test_receipt_is_confirmed_in_time(reference, place, start, due):
    rule = rule_by_reference(reference)

    confirmed = acknowledgement_due_on(rule, date.fromisoformat(start), calendar_for(place))

    assert confirmed.date.isoformat() == due


def test_most_laws_ask_for_no_acknowledgement():
    rule = rule_for("CN", "access", date(2026, 1, 5))

    assert acknowledgement_due_on(rule, date(2026, 1, 5), calendar_for("CN")) is None


@pytest.mark.parametrize("code", [c for c, pack in all_packs().items() if pack.is_place])
def test_every_place_has_a_calendar(code):
    assert calendar_for(code).is_working_day(date(2026, 7, 8))
    assert pack_for(code).code == code
