"""Public figures: fair to venues, silent about single residents."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from requests_app.models import Right
from requests_app.services import filing, messages
from requests_app.statistics.selectors import published
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
            filing.withdraw(request=case, by=case.resident)

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
            filing.withdraw(request=case, by=case.resident)

    (cell,) = in_june().cells
    assert cell.outcomes["pending"] == 6


def test_days_leave_the_residents_own_turns_out(file_many, venue, operator):
    from requests_app.models import Decision
    from requests_app.services.answering import Reply, Verdict, answer

    cases = file_many(5, venue)
    for case in cases:
        with time_machine.travel(MAY + timedelta(days=2), tick=False):
            messages.ask(request=case, body="Which gate?", by=operator)
        with time_machine.travel(MAY + timedelta(days=8), tick=False):
            messages.write(request=case, body="The east gate.", by=case.resident)
        with time_machine.travel(MAY + timedelta(days=9), tick=False):
            reply = Reply([Verdict(Right.DELETION, Decision.NO_MATCH)], evidence=EVIDENCE)
            answer(request=case, reply=reply, by=operator)

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
