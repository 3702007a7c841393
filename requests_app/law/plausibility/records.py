"""An answer accounts for each record that was proven to be the resident's: done with, or kept and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from requests_app.law.decisions import Decision
from requests_app.law.evidence_form import sections
from requests_app.law.rights import Deed
from requests_app.law.types import LocalText

from .days import day_of
from .facts import CaseFacts, Contradiction, Decided, Evidence, found

ROWS = "records"
REFERENCES_NAMED = 20


def of_each_record(
    decided: Sequence[Decided], evidence: Evidence, case: CaseFacts
) -> Iterator[Contradiction]:
    """Nothing to say where no record was matched, or no decision acts on records."""
    rows = evidence.get(ROWS)
    acting = [one for one in decided if one.right.facts.deed and _acts(one)]
    if isinstance(rows, list) and (rows or (acting and case.matched)):
        given = [row if isinstance(row, dict) else {} for row in rows]
        yield from _sum(given, case)
        for number, row in enumerate(given):
            yield from _row(number, row, acting, case)


def _acts(one: Decided) -> bool:
    return not one.decision.facts.finds_nothing


def _sum(rows: Sequence[dict[str, Any]], case: CaseFacts) -> Iterator[Contradiction]:
    """As many lines as records, each under a reference that was matched."""
    expected = Counter(case.matched)
    named: Counter[str] = Counter()
    for number, row in enumerate(rows):
        reference = _reference(row)
        named[reference] += 1
        if named[reference] > expected[reference]:
            key = "record_twice" if expected[reference] else "record_unknown"
            yield found(key, "evidence", ROWS, number, "reference", reference=reference)
    for reference in list(expected - named)[:REFERENCES_NAMED]:
        yield found("record_missing", "evidence", ROWS, reference=reference)


def _reference(row: dict[str, Any]) -> str:
    return str(row.get("reference", ""))


def _row(
    number: int, row: dict[str, Any], acting: Sequence[Decided], case: CaseFacts
) -> Iterator[Contradiction]:
    codes = {one.code for one in acting if one.code}
    open_ = False
    for one in acting:
        open_ = open_ or not row.get(one.right.facts.deed or "")
        yield from _deed(number, row, one, codes)
    yield from _keeping(number, row, codes, is_open=open_)
    yield from _undecided(number, row, acting)
    yield from _order_of_days(number, row, case)


def _deed(
    number: int, row: dict[str, Any], one: Decided, codes: set[str]
) -> Iterator[Contradiction]:
    deed = one.right.facts.deed or ""
    place = ("evidence", ROWS, number, deed)
    said: dict[str, LocalText | str] = {"reference": _reference(row), "label": _label(deed)}
    if row.get(deed):
        if one.decision is Decision.REFUSED:
            yield found("record_done_though_refused", *place, **said)
    elif one.decision is Decision.FULFILLED:
        yield found("record_not_done", *place, **said)
    elif row.get("kept_because") not in codes:
        yield found("record_left_open", *place, **said, codes=", ".join(sorted(codes)))


def _keeping(
    number: int, row: dict[str, Any], codes: set[str], *, is_open: bool
) -> Iterator[Contradiction]:
    """A ground for keeping stands beside something that was not done, and is one of this answer's."""
    code = row.get("kept_because")
    if not code:
        return
    place = ("evidence", ROWS, number, "kept_because")
    if not is_open:
        yield found("record_done_and_kept", *place, reference=_reference(row))
    elif code not in codes:
        yield found("kept_on_no_ground", *place, code=str(code))


def _undecided(
    number: int, row: dict[str, Any], acting: Sequence[Decided]
) -> Iterator[Contradiction]:
    decided = {one.right.facts.deed for one in acting}
    for deed in Deed:
        if row.get(deed) and deed not in decided:
            place = ("evidence", ROWS, number, deed)
            yield found("record_not_asked", *place, reference=_reference(row), label=_label(deed))


def _order_of_days(number: int, row: dict[str, Any], case: CaseFacts) -> Iterator[Contradiction]:
    """It was there when it was disclosed, and is handed over and corrected before it is deleted."""
    days = {deed: day for deed in Deed if (day := day_of(row.get(deed)))}
    deleted = days.get(Deed.DELETED)
    for deed, day in days.items():
        place = ("evidence", ROWS, number, deed)
        if deed is not Deed.DELETED and deleted and deleted < day:
            yield found(
                "not_in_order", *place, later=_label("deleted_on"), later_day=deleted,
                earlier=_label(deed), earlier_day=day,
            )  # fmt: skip
    if deleted and case.disclosed_on and deleted < case.disclosed_on:
        yield found(
            "record_before_disclosure", "evidence", ROWS, number, "deleted_on",
            reference=_reference(row), label=_label("deleted_on"), day=deleted,
            disclosed=case.disclosed_on,
        )  # fmt: skip


def _label(name: str) -> LocalText:
    return next(field.label for field in sections()[ROWS].fields if field.name == name)
