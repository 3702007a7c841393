"""What an answer says was removed: by a right that was granted, and after the person on file was told.

Whatever the decision is called: a refusal, or a copy, beside lines that say “erased” removes a record
that nobody asked to have removed, or that nobody has shown to be theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from requests_app.law.contact_notice import FROM_DAY, NO_CONTACT
from requests_app.law.evidence_form import sections
from requests_app.law.types import LocalText

from .days import day_of
from .facts import CaseFacts, Contradiction, Decided, Evidence, Place, found

IN_PERSON = "in_person"
# Done by the venue. What expired went by itself, whoever asked for what.
REMOVED = frozenset({"erased", "anonymised", "key_destroyed"})


def of_what_is_removed(
    decided: Sequence[Decided], evidence: Evidence, case: CaseFacts
) -> Iterator[Contradiction]:
    lines = [
        (number, item)
        for number, item in enumerate(evidence.get("inventory") or [])
        if item.get("result") in REMOVED
    ]
    # Where holding is denied, whatever is listed is refused as such.
    denied = any(one.denies_holding for one in decided)
    granted = any(one.grants and one.right.facts.removes for one in decided)
    if not granted and not denied:
        for number, _item in lines:
            yield found("removed_unasked", "evidence", "inventory", number, "result")
    if case.contact_first:
        yield from _before_told(evidence, lines)
    yield from _told_whom(evidence, case)
    offered = evidence.get("alternative") or {}
    if case.names_unproven and offered.get("template_deleted") is True:
        yield found("template_of_whom", "evidence", "alternative", "template_deleted")


def _before_told(evidence: Evidence, lines: Sequence[tuple[int, Any]]) -> Iterator[Contradiction]:
    """A removal on a day on which the contact on the venue's file could not yet have objected."""
    told = day_of((evidence.get("contact") or {}).get("told_on"))
    if told is None:
        return
    for place, label, value in _days(evidence, lines):
        day = day_of(value)
        if day and day < told + FROM_DAY:
            yield found(
                "removed_before_told", *place, label=label, day=day, told=told,
                from_day=told + FROM_DAY,
            )  # fmt: skip


def _told_whom(evidence: Evidence, case: CaseFacts) -> Iterator[Contradiction]:
    """The contact is whom the venue has on file: not who stood there, and no one less for a code sent."""
    told_by = (evidence.get("contact") or {}).get("told_by")
    if case.contact_first and case.seen_at_venue and told_by == IN_PERSON:
        yield found("told_the_claimant", "evidence", "contact", "told_by")
    if case.code_issued and told_by == NO_CONTACT:
        yield found("contact_has_a_code", "evidence", "contact", "told_by")


def _days(
    evidence: Evidence, lines: Sequence[tuple[int, Any]]
) -> Iterator[tuple[Place, LocalText, Any]]:
    """Every day on which something is said to have been removed."""
    records = evidence.get("records") or []
    for number, item in lines:
        place = ("evidence", "inventory", number, "done_on")
        yield place, _label("inventory", "done_on"), item.get("done_on")
    for number, row in enumerate(records):
        place = ("evidence", "records", number, "deleted_on")
        yield place, _label("records", "deleted_on"), row.get("deleted_on")
    if lines or any(row.get("deleted_on") for row in records):
        yield ("evidence", "done_on"), sections()["done_on"].label, evidence.get("done_on")


def _label(part: str, name: str) -> LocalText:
    return next(field.label for field in sections()[part].fields if field.name == name)
