"""k-anonymity by generalisation, then suppression. Pure: neither ORM nor HTTP.

What somebody may know about a resident (where, when, what they asked for) is made coarser step by
step until at least k different residents look alike; what still stands out is held back.
Source: Sweeney 2002, “k-anonymity”, with local recoding: each row takes the finest step that holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Traits:
    """What an outsider may know of a request (quasi-identifiers); None where it is not told."""

    venue_kind: str | None
    jurisdiction: str
    city: str | None
    filed: str
    rights: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Subject:
    """One request about to be exported. ``person`` is for counting different residents alone."""

    key: UUID
    person: UUID | None
    month: date
    traits: Traits
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A request among at least k residents with the same ``traits``."""

    subject: Subject
    traits: Traits


def month_of(day: date) -> str:
    return f"{day:%Y-%m}"


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


def year_of(day: date) -> str:
    return str(day.year)


# From fine to coarse; each step keeps what the one before it has made coarser.
STEPS: tuple[Callable[[Traits, date], Traits], ...] = (
    lambda traits, month: traits,
    lambda traits, month: replace(traits, city=None),
    lambda traits, month: replace(traits, filed=quarter_of(month)),
    lambda traits, month: replace(traits, filed=year_of(month)),
    lambda traits, month: replace(traits, rights=None),
    lambda traits, month: replace(traits, venue_kind=None),
)


def anonymise(subjects: Iterable[Subject], *, k: int) -> tuple[list[Row], list[Subject]]:
    """The rows that may be given, and the subjects held back because they would stand out."""
    left = [(subject, subject.traits) for subject in subjects]
    rows: list[Row] = []
    for step in STEPS:
        left = [(subject, step(traits, subject.month)) for subject, traits in left]
        held: list[tuple[Subject, Traits]] = []
        for group in _alike(left):
            if len({subject.person for subject, _traits in group}) >= k:
                rows.extend(Row(subject, traits) for subject, traits in group)
            else:
                held.extend(group)
        left = held
    return rows, [subject for subject, _traits in left]


def _alike(pairs: Iterable[tuple[Subject, Traits]]) -> Iterator[list[tuple[Subject, Traits]]]:
    groups: dict[Traits, list[tuple[Subject, Traits]]] = defaultdict(list)
    for pair in pairs:
        groups[pair[1]].append(pair)
    yield from groups.values()


def hide_small(counts: Mapping[T, int], *, k: int) -> frozenset[T]:
    """Which of several counts to hide, so that none below k can be worked out from their total.

    One hidden count is the total less the others; so with a small one others are hidden too, the
    smallest first, until what is hidden is at least two counts that add up to k or more.
    """
    shown = sorted((count, index) for index, count in enumerate(counts.values()) if count)
    hidden = [pair for pair in shown if pair[0] < k]
    rest = [pair for pair in shown if pair[0] >= k]
    while hidden and rest and (len(hidden) < 2 or sum(count for count, _i in hidden) < k):
        hidden.append(rest.pop(0))
    names: Sequence[T] = list(counts)
    return frozenset(names[index] for _count, index in hidden)
