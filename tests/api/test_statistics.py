"""Public figures: fair to venues, silent about single residents."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.publishing import venue_records
from requests_app.publishing.statistics import published
from requests_app.services import filing, messages
from tests.attesting import seen_by_two
from tests.factories import UserFactory, VenueFactory, filed_request

pytestmark = pytest.mark.django_db

MAY = datetime(2026, 5, 12, 4, tzinfo=UTC)
JUNE = datetime(2026, 6, 3, 4, tzinfo=UTC)
EVIDENCE = {
    "venue": {"legal_name": "Gate Company", "person_in_charge": "Wang", "contact": "x@gate.test"},
    "search": {"stores": "gate controller, office server", "on": "2026-05-21"},
}


@pytest.fixture
def file_many():
    """`file_many(count, venue)`: as many residents each file with ``venue`` in May."""

    def file(count, venue, at=MAY):
        with time_machine.travel(at, tick=False):
            return [filed_request(resident=UserFactory(), venue=venue) for _unused in range(count)]

    return file


def in_june():
    with time_machine.travel(JUNE, tick=False):
        return published()


def test_a_cell_is_shown_from_k_residents_on(file_many, venue):
    file_many(5, venue)
    file_many(4, VenueFactory(kind="hospital", city="Ningbo"))

    figures = in_june()

    assert [(cell.kind, cell.city, cell.requests) for cell in figures.cells] == [
        ("residential_compound", "Hangzhou", 5)
    ]
    assert figures.hidden_cells == 1


def test_totals_are_of_the_cells_shown(api, file_many, venue):
    file_many(6, venue)
    file_many(2, VenueFactory(city="Ningbo"))

    with time_machine.travel(JUNE, tick=False):
        answer = api().get("/api/v1/statistics").json()

    assert answer["requests"] == sum(cell["requests"] for cell in answer["cells"]) == 6


def test_a_small_outcome_is_hidden_with_another_one(file_many, venue):
    cases = file_many(12, venue)
    with time_machine.travel(MAY + timedelta(days=1), tick=False):
        for case in cases[:2]:
            filing.withdraw(case=case, by=case.resident)

    (cell,) = in_june().cells

    assert cell.requests == 12
    assert cell.outcomes["withdrawn"] is None
    assert cell.outcomes["pending"] is None
    assert cell.outcomes["fulfilled"] == 0


def test_many_requests_of_one_resident_make_no_cell(resident, venue):
    with time_machine.travel(MAY, tick=False):
        for _unused in range(9):
            filed_request(resident=resident, venue=venue)

    assert in_june().cells == ()


def test_the_running_month_is_not_counted(file_many, venue):
    file_many(9, venue, at=JUNE - timedelta(days=1))

    assert in_june().cells == ()


def test_what_happened_since_does_not_show_in_a_month_that_is_over(file_many, venue):
    cases = file_many(6, venue)
    with time_machine.travel(JUNE, tick=False):
        for case in cases:
            filing.withdraw(case=case, by=case.resident)

    (cell,) = in_june().cells
    assert cell.outcomes["pending"] == 6


def test_days_leave_the_residents_own_turns_out(file_many, venue, operator):
    from requests_app.law.decisions import Decision
    from requests_app.services.answers import Reply, Verdict, answer

    cases = file_many(5, venue)
    for case in cases:
        with time_machine.travel(MAY + timedelta(days=2), tick=False):
            messages.ask(case=case, body="Which gate?", by=operator)
        with time_machine.travel(MAY + timedelta(days=8), tick=False):
            messages.write(case=case, body="The east gate.", by=case.resident)
            seen_by_two(case, operator)
        with time_machine.travel(MAY + timedelta(days=9), tick=False):
            reply = Reply([Verdict(Right.DELETION, Decision.NOT_HELD)], evidence=EVIDENCE)
            answer(case=case, reply=reply, by=operator)

    (cell,) = in_june().cells
    assert cell.median_days == 3


def test_anybody_may_look_and_narrow(api, file_many, venue):
    file_many(5, venue)
    file_many(5, VenueFactory(kind="hospital", city="Ningbo"))

    with time_machine.travel(JUNE, tick=False):
        narrowed = api().get("/api/v1/statistics", {"kind": "hospital"}).json()
        wrong = api().get("/api/v1/statistics", {"kind": "castle"})

    assert [cell["city"] for cell in narrowed["cells"]] == ["Ningbo"]
    assert wrong.status_code == 400


def test_figures_take_three_queries_whatever_their_number(
    file_many, venue, django_assert_num_queries
):
    file_many(7, venue)
    file_many(7, VenueFactory(city="Ningbo"))

    with django_assert_num_queries(3):
        in_june()
    with django_assert_num_queries(0):
        in_june()


# --- one place --------------------------------------------------------------------------------


def record_in_june(venue, k=5):
    return venue_records.compute(until=JUNE.date().replace(day=1), k=k).get(venue.pk)


def due(cases, days):
    for case in cases:
        RightsRequest.objects.filter(pk=case.pk).update(due_at=MAY + timedelta(days=days))


def answered(cases, days):
    for case in cases:
        RightsRequest.objects.filter(pk=case.pk).update(
            answered_at=MAY + timedelta(days=days), outcome="fulfilled"
        )


def test_a_place_is_shown_by_how_it_keeps_its_days(file_many, venue):
    cases = file_many(21, venue)
    due(cases, 10)
    answered(cases[:8], 9)
    answered(cases[8:15], 11)
    found = record_in_june(venue)
    assert found.requests == 21
    assert found.timing == {"in_time": 8, "late": 7, "overdue": 6, "not_due": 0}


def test_what_was_answered_after_the_month_was_overdue_in_it(file_many, venue):
    cases = file_many(6, venue)
    due(cases, 10)
    answered(cases, 40)
    assert record_in_june(venue).timing["overdue"] == 6


def test_what_was_taken_back_is_not_held_against_the_place(file_many, venue):
    cases = file_many(8, venue)
    due(cases, 10)
    with time_machine.travel(MAY + timedelta(days=1), tick=False):
        filing.withdraw(case=cases[0], by=cases[0].resident)
    assert record_in_june(venue).requests == 7


def test_a_place_that_nobody_tells_has_no_record(file_many):
    unheard = VenueFactory(status="verified", operator=None, contact_email="")
    file_many(9, unheard)
    assert record_in_june(unheard) is None


def test_too_few_residents_hide_a_place_and_the_smallest_beside_it(file_many, venue):
    beside, alone, elsewhere = VenueFactory(), VenueFactory(), VenueFactory(city="Ningbo")
    file_many(9, venue)
    file_many(6, beside)
    file_many(2, alone)
    file_many(5, elsewhere)
    assert record_in_june(venue).requests == 9
    assert record_in_june(alone) is None
    assert record_in_june(beside) is None, "else the small one is what is left of the kind and city"
    assert record_in_june(elsewhere).requests == 5


def test_a_place_that_nobody_tells_hides_one_beside_it(file_many, venue):
    file_many(9, venue)
    file_many(2, VenueFactory(status="verified", operator=None, contact_email=""))
    assert record_in_june(venue) is None, "the figures of the kind and city count both"


def test_a_small_count_is_hidden_with_another_one(file_many, venue):
    cases = file_many(12, venue)
    due(cases, 10)
    answered(cases[:2], 5)
    assert record_in_june(venue).timing == {
        "in_time": None,
        "late": 0,
        "overdue": None,
        "not_due": 0,
    }


def test_all_places_take_two_queries(file_many, venue, django_assert_num_queries):
    for _each in range(3):
        file_many(5, VenueFactory())
    with django_assert_num_queries(2):
        venue_records.compute(until=JUNE.date().replace(day=1), k=5)


def test_the_record_stands_on_the_page_and_in_the_api(api, client, file_many, venue):
    cases = file_many(6, venue)
    due(cases, 10)
    with time_machine.travel(JUNE, tick=False):
        page = client.get(venue.get_absolute_url(), headers={"accept-language": "en"}).text
        told = api().get(f"/api/v1/statistics/venues/{venue.slug}")
        unknown = api().get(f"/api/v1/statistics/venues/{VenueFactory().slug}")
    assert "How this place keeps its days" in page
    assert "overdue, no answer <strong>6</strong>" in page
    assert told.json()["timing"]["overdue"] == 6
    assert unknown.status_code == 404
