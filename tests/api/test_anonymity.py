"""The anonymisation itself, on its own."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from requests_app.publishing.anonymity import (
    Subject,
    Traits,
    anonymise,
    hide_small,
    month_of,
    quarter_of,
)
from requests_app.publishing.months import months_before
from requests_app.publishing.timing import answer_days, bucket_of

KINDS = st.sampled_from(["school", "hospital", "subway"])
CITIES = st.sampled_from(["Hangzhou", "Ningbo", "Shanghai"])
MONTHS = st.sampled_from([date(2026, month, 1) for month in range(1, 8)])
RIGHTS = st.sampled_from([("access",), ("deletion",), ("access", "deletion")])


@st.composite
def subjects(draw):
    found = []
    for number in range(draw(st.integers(0, 60))):
        month = draw(MONTHS)
        traits = Traits(draw(KINDS), "CN", draw(CITIES), month_of(month), draw(RIGHTS))
        found.append(Subject(number, draw(st.integers(0, 30)), month, traits, {}))
    return found


@given(subjects(), st.integers(2, 7))
@settings(max_examples=150, deadline=None)
def test_every_row_is_among_k_residents_and_none_is_lost(found, k):
    rows, held = anonymise(found, k=k)

    people = defaultdict(set)
    for row in rows:
        people[row.traits].add(row.subject.person)
    assert all(len(group) >= k for group in people.values())
    keys = [row.subject.key for row in rows] + [subject.key for subject in held]
    assert sorted(keys) == [subject.key for subject in found]


@given(subjects(), st.integers(2, 7))
@settings(max_examples=100, deadline=None)
def test_a_row_tells_nothing_that_was_not_so(found, k):
    for row in anonymise(found, k=k)[0]:
        known, told = row.subject.traits, row.traits
        assert told.city in (None, known.city)
        assert told.rights in (None, known.rights)
        assert told.venue_kind in (None, known.venue_kind)
        assert told.filed[:4] == known.filed[:4]


def test_what_does_not_stand_out_stays_fine():
    traits = Traits("school", "CN", "Ningbo", "2026-05", ("access",))
    many = [Subject(n, n, date(2026, 5, 1), traits, {}) for n in range(5)]

    rows, held = anonymise(many, k=5)

    assert {row.traits for row in rows} == {traits}
    assert not held


@given(st.lists(st.integers(0, 20), max_size=8), st.integers(2, 7))
def test_no_hidden_count_can_be_subtracted_out_of_a_total(counts, k):
    numbered = dict(enumerate(counts))
    hidden = hide_small(numbered, k=k)

    assert all(index in hidden for index, count in numbered.items() if 0 < count < k)
    rest = [count for index, count in numbered.items() if count and index not in hidden]
    if hidden and rest:
        assert len(hidden) >= 2
        assert sum(numbered[index] for index in hidden) >= k


def test_the_residents_own_turns_do_not_count():
    filed = datetime(2026, 5, 1, tzinfo=UTC)
    turns = [
        (filed, "filed"),
        (filed + timedelta(days=2), "awaiting_resident"),
        (filed + timedelta(days=12), "awaiting_operator"),
        (filed + timedelta(days=15), "answered"),
    ]

    assert answer_days(filed, filed + timedelta(days=15), turns) == 5
    assert bucket_of(5) == "0-7"
    assert bucket_of(400) == "91+"


def test_a_resident_who_never_replied_is_not_counted_against_the_venue():
    filed = datetime(2026, 5, 1, tzinfo=UTC)
    turns = [(filed + timedelta(days=1), "awaiting_resident")]

    assert answer_days(filed, filed + timedelta(days=40), turns) == 1


def test_months_are_counted_across_years():
    assert months_before(date(2026, 2, 1), 3) == date(2025, 11, 1)
    assert months_before(date(2025, 12, 1), -1) == date(2026, 1, 1)


def test_a_quarter_has_three_months_and_a_year_four_quarters():
    quarters = [quarter_of(date(2026, month, 1)) for month in range(1, 13)]
    assert quarters == [f"2026-Q{number}" for number in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]


def test_a_count_of_exactly_k_is_shown_and_hides_with_what_is_smaller():
    assert hide_small({"a": 5, "b": 7}, k=5) == frozenset()
    assert hide_small({"a": 4, "b": 5, "c": 9}, k=5) == {"a", "b"}
    assert hide_small({"a": 2, "b": 3, "c": 9}, k=5) == {"a", "b"}, "five together are enough"
