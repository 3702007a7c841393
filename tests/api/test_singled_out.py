"""Whom the export and the public figures could single out, one rule at a time; and what a row tells."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from accounts.models import AuditEvent
from consents.models import Purpose
from requests_app.law.rights import Right
from requests_app.models import ExportBatch, IdentityMeans, ReleasedRow, RightsRequest
from requests_app.publishing import releases, statistics, venue_records
from requests_app.publishing.anonymity import Row, Subject, Traits
from requests_app.publishing.months import first_day
from requests_app.publishing.subjects import due_for_release, subjects
from requests_app.services import answers, filing, operator_steps
from requests_app.services.filing import Claim
from tests.attesting import seen_by_two
from tests.factories import UserFactory, VenueFactory, filed_request
from tests.guards.job import REFUSED, not_held

pytestmark = pytest.mark.django_db

MAY = datetime(2026, 5, 12, 4, tzinfo=UTC)
MAY_MONTH, JUNE_MONTH = date(2026, 5, 1), date(2026, 6, 1)
JUNE = datetime(2026, 6, 3, 4, tzinfo=UTC)
K = 5


class BrokenError(RuntimeError):
    """What was made to fail."""


def broken(*args, **kwargs):
    raise BrokenError


def change(*cases, **values):
    """The cases as they stand later, without the steps that led there."""
    RightsRequest.objects.filter(pk__in=[case.pk for case in cases]).update(**values)


def filed(count, venue, *, at=MAY, resident=None):
    """``count`` requests, each of somebody else unless one ``resident`` files them all."""
    with time_machine.travel(at, tick=False):
        return [
            filed_request(resident=resident or UserFactory(), venue=venue) for _each in range(count)
        ]


@pytest.fixture
def ended(consent_of):
    """`ended(count, venue)`: filed in May by residents who consent to research, ended on a day."""

    def end(count, venue, *, on=MAY + timedelta(days=1)):
        cases = filed(count, venue)
        with time_machine.travel(MAY, tick=False):
            for case in cases:
                consent_of(case.resident, Purpose.RESEARCH_EXPORT)
        change(*cases, workflow="closed", outcome="withdrawn", closed_at=on)
        return cases

    return end


# --- releasing --------------------------------------------------------------------------------


def test_the_order_of_the_rows_is_not_that_in_which_they_were_filed(ended, venue):
    cases = ended(12, venue)
    for minutes, case in enumerate(cases):
        change(case, filed_at=MAY + timedelta(minutes=minutes))
    releases.release(month=MAY_MONTH)
    given = list(ReleasedRow.objects.order_by("pk").values_list("request_id", flat=True))
    assert sorted(given) == sorted(case.pk for case in cases)
    assert given != [case.pk for case in cases], "one in 479,001,600 by chance"


def test_a_month_that_could_not_be_written_whole_is_released_later(ended, venue, monkeypatch):
    ended(K, venue)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(ReleasedRow.objects, "bulk_create", broken)
        with pytest.raises(BrokenError):
            releases.release(month=MAY_MONTH)
    assert not ExportBatch.objects.exists(), "else the month would count as released, without rows"
    assert releases.release(month=MAY_MONTH).rows == K


def test_what_is_released_stands_in_the_audit_log(ended, venue):
    ended(K, venue)
    batch = releases.release(month=MAY_MONTH)
    event = AuditEvent.objects.get(kind="export.released")
    assert (event.target_id, event.data) == (str(batch.pk), {"rows": K})


def test_a_clock_that_is_set_back_releases_nothing():
    with time_machine.travel(JUNE + timedelta(days=60), tick=False):
        assert releases.release_due() is not None
    with time_machine.travel(JUNE, tick=False):
        assert releases.release_due() is None


def test_a_row_names_the_rights_unless_they_would_stand_out():
    def told(rights):
        traits = Traits("school", "CN", None, "2026", rights)
        subject = Subject(uuid4(), uuid4(), MAY_MONTH, traits, {})
        return releases.line_of(Row(subject, traits), JUNE_MONTH)

    assert '"rights":["access","deletion"]' in told(("access", "deletion"))
    assert '"rights":null' in told(None)


def left_of(cases):
    rows = ReleasedRow.objects.filter(request__in=cases, withheld_at=None)
    return rows.exclude(line="").count()


def test_a_group_that_becomes_too_small_goes_although_others_stand_beside_it(ended, venue):
    here, there = ended(K, venue), ended(K, VenueFactory(kind="hospital"))
    releases.release(month=MAY_MONTH)
    assert releases.withhold_rows_of(resident=here[0].resident) == K
    assert (left_of(here), left_of(there)) == (0, K)


def test_a_group_that_becomes_too_small_goes_although_the_same_stands_in_another_batch(
    ended, venue
):
    first = ended(K, venue)
    releases.release(month=MAY_MONTH)
    later = ended(K, venue, on=JUNE)
    releases.release(month=JUNE_MONTH)
    assert len(set(ReleasedRow.objects.values_list("group", flat=True))) == 1
    assert releases.withhold_rows_of(resident=first[0].resident) == K
    assert (left_of(first), left_of(later)) == (0, K)


def test_what_was_withheld_is_left_as_it_is(ended, venue):
    case = ended(K + 1, venue)[0]
    releases.release(month=MAY_MONTH)
    releases.withhold_rows_of(resident=case.resident)
    since = case.released_row.withheld_at
    assert releases.withhold_rows_of(resident=case.resident) == 0
    case.released_row.refresh_from_db()
    assert case.released_row.withheld_at == since


def test_a_row_and_those_that_must_go_with_it_are_withheld_together(ended, venue, settings):
    cases = ended(K, venue)
    releases.release(month=MAY_MONTH)
    settings.K_ANONYMITY = None  # so that it breaks between the two
    with pytest.raises(TypeError):
        releases.withhold_rows_of(resident=cases[0].resident)
    assert left_of(cases) == K, "else four would stand alone"


def test_a_draft_that_was_taken_back_is_not_exported_for_it_was_never_filed(venue, consent_of):
    with time_machine.travel(MAY, tick=False):
        for _each in range(K):
            person = UserFactory()
            consent_of(person, Purpose.RESEARCH_EXPORT)
            draft = filing.open_draft(claim=Claim(venue=venue, rights=(Right.DELETION,)), by=person)
            filing.withdraw(case=draft, by=person)
    assert list(subjects(JUNE_MONTH)) == []


def test_of_several_acts_of_consent_the_newest_alone_is_read():
    """SQLite takes the first of many; PostgreSQL would refuse the whole search."""
    limits = re.findall(r"LIMIT (\d+)", str(due_for_release(JUNE_MONTH).query))
    assert set(limits) == {"1"}


# --- what a row tells -------------------------------------------------------------------------


@pytest.fixture
def told(consent_of):
    """`told(case)`: what the export would tell of it when August is over."""

    def tell(case):
        consent_of(case.resident, Purpose.RESEARCH_EXPORT)
        (subject,) = subjects(date(2026, 9, 1))
        return subject

    return tell


@pytest.fixture
def case(venue):
    """Filed in May, and taken back on the next day."""
    (case,) = filed(1, venue)
    change(case, workflow="closed", outcome="withdrawn", closed_at=MAY + timedelta(days=1))
    return case


def test_a_month_begins_at_midnight_where_the_platform_stands():
    assert first_day(datetime(2026, 5, 31, 15, 59, tzinfo=UTC)) == date(2026, 5, 1)
    assert first_day(datetime(2026, 5, 31, 16, tzinfo=UTC)) == date(2026, 6, 1)


def test_the_month_is_that_of_the_filing_and_not_of_the_draft(case, told):
    change(case, created_at=MAY - timedelta(days=60))
    assert told(case).traits.filed == "2026-05"


def test_what_was_taken_back_tells_of_nothing_else(case, told):
    assert told(case).facts == {
        "outcome": "withdrawn",
        "refusal_codes": [],
        "response_days": None,
        "overdue": False,
        "extended": False,
        "disputed": False,
        "identity": "none",
    }


@pytest.mark.parametrize(("days", "range_of_days"), [(1, "0-7"), (9, "8-15")])
def test_the_days_until_an_answer_are_told_as_a_range(case, told, days, range_of_days):
    change(case, answered_at=MAY + timedelta(days=days))
    assert told(case).facts["response_days"] == range_of_days


def test_an_extension_is_told(told, operator_organisation, operator):
    french = VenueFactory(jurisdiction="FR", operator=operator_organisation)
    (case,) = filed(1, french)
    with time_machine.travel(MAY + timedelta(days=1), tick=False):
        operator_steps.extend(case=case, reason="300 requests at once", by=operator)
    change(case, answered_at=MAY + timedelta(days=2))
    assert told(case).facts["extended"] is True


def answered(case, reply, by, days):
    with time_machine.travel(MAY + timedelta(days=days), tick=False):
        answers.answer(case=case, reply=reply, by=by)


def test_the_ground_of_a_refusal_is_told_by_its_code(venue, told, operator):
    (case,) = filed(1, venue)
    answered(case, REFUSED, operator, days=1)
    assert told(case).facts["refusal_codes"] == ["CN-ABUSE"]
    assert told(case).facts["disputed"] is False


def test_of_an_answer_that_was_disputed_no_ground_is_told(venue, told, operator):
    (case,) = filed(1, venue)
    answered(case, REFUSED, operator, days=1)
    with time_machine.travel(MAY + timedelta(days=2), tick=False):
        answers.dispute(case=case, reason="You do.", by=case.resident)
        seen_by_two(case, operator)
    with time_machine.travel(MAY + timedelta(days=3), tick=False):
        reply = not_held()
        reply.evidence["venue"]["contact"] = "privacy@gate.example"
        answers.answer(case=case, reply=reply, by=operator)
    assert told(case).facts["refusal_codes"] == []
    assert told(case).facts["disputed"] is True


def test_what_has_no_due_day_is_never_overdue(venue, told):
    ended = {"workflow": "closed", "outcome": "withdrawn", "closed_at": MAY + timedelta(days=90)}
    undated = RightsRequest.objects.create(
        resident=UserFactory(), venue=venue, filed_at=MAY, **ended
    )
    assert told(undated).facts["overdue"] is False


def test_an_answer_is_late_after_the_end_of_the_due_day_and_not_at_it(case, told):
    case.refresh_from_db()
    change(case, answered_at=case.due_at)
    assert told(case).facts["overdue"] is False
    change(case, answered_at=case.due_at + timedelta(seconds=1))
    assert told(case).facts["overdue"] is True


@pytest.mark.parametrize(
    ("means", "told_as"), [("", "none"), (IdentityMeans.FACE, "face"), ("venue_code", "other")]
)
def test_of_the_means_of_identity_only_its_class_is_told(case, told, means, told_as):
    change(case, identity_means=means)
    assert told(case).facts["identity"] == told_as


# --- the record of one place ------------------------------------------------------------------


def record_in_june(venue):
    return venue_records.compute(until=JUNE_MONTH, k=K).get(venue.pk)


def test_many_requests_of_one_resident_are_one_behind_a_count_of_days(venue):
    late = filed(6, venue, resident=UserFactory())
    others = filed(12, venue)
    change(*late, due_at=MAY + timedelta(days=1), answered_at=MAY + timedelta(days=2))
    change(*others, due_at=MAY + timedelta(days=9), answered_at=MAY + timedelta(days=2))
    record = record_in_june(venue)
    assert record.timing["late"] is None
    assert record.timing["in_time"] is None, "else it is what is left of the total"
    assert record.requests == 18


def test_counts_are_of_requests_and_limits_of_residents(venue):
    cases = [*filed(K, venue), *filed(2, venue, resident=UserFactory())]
    change(*cases, due_at=MAY + timedelta(days=1))
    record = record_in_june(venue)
    assert (record.requests, record.timing["overdue"]) == (7, 7)


def test_what_was_answered_counts_whatever_became_of_it_later(venue):
    cases = filed(K, venue)
    change(cases[0], answered_at=MAY + timedelta(days=1), outcome="withdrawn")
    assert record_in_june(venue).requests == K


def test_neither_the_running_month_nor_what_has_no_due_day_counts_in_a_record(venue):
    cases = filed(K + 2, venue)
    change(*cases[:2], due_at=None)
    filed(1, venue, at=JUNE)
    assert record_in_june(venue).requests == K


def test_a_small_place_does_not_hide_less_because_of_the_running_month(venue):
    small = VenueFactory()
    filed(9, venue)
    filed(2, small)
    filed(9, small, at=JUNE)
    assert record_in_june(venue) is None


def test_a_place_of_one_resident_hides_another_however_often_they_filed(venue):
    filed(9, venue)
    filed(9, VenueFactory(), resident=UserFactory())
    assert record_in_june(venue) is None


def test_a_record_is_of_k_residents_among_those_that_it_counts(venue):
    given_up = filed(K, venue)
    change(*given_up, outcome="withdrawn", closed_at=MAY)
    filed(9, venue, resident=UserFactory())
    assert record_in_june(venue) is None


def test_records_are_computed_once_an_hour(venue, django_assert_num_queries):
    filed(K, venue)
    with time_machine.travel(JUNE, tick=False):
        assert venue_records.record_of(venue.pk).requests == K
        with django_assert_num_queries(0):
            venue_records.record_of(venue.pk)


# --- public figures ---------------------------------------------------------------------------


def figures_in_june():
    return statistics.compute(until=JUNE_MONTH, k=K)


def test_an_outcome_of_one_resident_is_hidden_however_often_they_filed(venue):
    refused = filed(6, venue, resident=UserFactory())
    change(*refused, outcome="refused", answered_at=MAY + timedelta(days=2))
    filed(12, venue)
    (cell,) = figures_in_june().cells
    assert cell.requests == 18
    assert (cell.outcomes["refused"], cell.outcomes["pending"]) == (None, None)


def test_an_outcome_counts_requests(venue):
    filed(K, venue)
    filed(2, venue, resident=UserFactory())
    (cell,) = figures_in_june().cells
    assert (cell.requests, cell.outcomes["pending"]) == (7, 7)


def test_how_long_it_took_is_of_answers_in_months_that_are_over(venue):
    cases = filed(K + 1, venue)
    change(*cases[:4], answered_at=MAY + timedelta(days=2))
    change(*cases[4:], answered_at=JUNE)
    (cell,) = figures_in_june().cells
    assert cell.median_days is None


def test_an_erased_resident_is_not_counted_among_k_who_were_answered(venue):
    cases = filed(K + 1, venue)
    change(*cases[:K], answered_at=MAY + timedelta(days=2))
    change(cases[0], resident=None)
    (cell,) = figures_in_june().cells
    assert cell.median_days is None


def test_cells_are_told_by_their_size_and_can_be_narrowed_by_both_names():
    hangzhou, ningbo = VenueFactory(), VenueFactory(city="Ningbo")
    hospital = VenueFactory(city="Ningbo", kind="hospital")
    for count, venue in ((5, hangzhou), (7, ningbo), (6, hospital)):
        filed(count, venue)
    figures = figures_in_june()

    def cells(**names):
        return [(cell.kind, cell.city) for cell in figures.narrowed(**names).cells]

    compound = "residential_compound"
    assert cells() == [(compound, "Ningbo"), ("hospital", "Ningbo"), (compound, "Hangzhou")]
    assert cells(kind=compound) == [(compound, "Ningbo"), (compound, "Hangzhou")]
    assert cells(city="Ningbo") == [(compound, "Ningbo"), ("hospital", "Ningbo")]
    assert cells(kind=compound, city="Ningbo") == [(compound, "Ningbo")]
