"""The evidence against itself and the decisions: lines of the inventory, recipients, backups, days."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from requests_app.law.decisions import Decision
from requests_app.law.evidence_form import sections, sections_of
from requests_app.law.plausibility.removals import REMOVED
from requests_app.law.types import LocalText

from .days import day_of
from .facts import CaseFacts, Contradiction, Decided, Evidence, found

GONE = REMOVED | {"expired"}
UNTOUCHED = frozenset({"not_held", "held", "kept"})
STAYS = frozenset({"held", "kept"})
# What a face is recognised from: whose record was matched, some of it was held.
FACES = frozenset({"enrolment_photo", "template", "capture_image"})
Item = Mapping[str, Any]


def of_the_evidence(
    decided: Sequence[Decided], evidence: Evidence, case: CaseFacts
) -> Iterator[Contradiction]:
    inventory: list[Item] = evidence.get("inventory") or []
    yield from _lines(inventory)
    yield from _decision_and_inventory(decided, evidence, inventory)
    yield from _matched_and_inventory(inventory, case)
    yield from _templates(decided, evidence, inventory)
    yield from _others(evidence, inventory)
    yield from _handed_over(decided, evidence)
    yield from _kept(decided, evidence)
    yield from _days_in_order(evidence, inventory)


def _lines(inventory: Sequence[Item]) -> Iterator[Contradiction]:
    held: dict[tuple[object, ...], bool] = {}
    results: dict[tuple[object, ...], set[object]] = {}
    for number, item in enumerate(inventory):
        key = (item.get("kind"), item.get("store"), _plain(item.get("place")))
        result = item.get("result")
        is_held = result != "not_held"
        if held.setdefault(key, is_held) != is_held:
            yield found("line_twice", "evidence", "inventory", number, "result")
        became = results.setdefault(key, set())
        became.add(result)
        if became & REMOVED and became & STAYS:
            yield found("removed_and_kept", "evidence", "inventory", number, "result")
        method = item.get("method") or "none"
        if item.get("result") in UNTOUCHED and method != "none":
            label = _label("inventory", "method")
            yield found(
                "nothing_but_method", "evidence", "inventory", number, "method", label=label
            )


def _plain(place: object) -> str:
    """A place as it is compared: one written in two ways is one place."""
    return "".join(unicodedata.normalize("NFKC", str(place or "")).casefold().split())


def _decision_and_inventory(
    decided: Sequence[Decided], evidence: Evidence, inventory: Sequence[Item]
) -> Iterator[Contradiction]:
    """What is said to be erased or kept, and whether the lines say so too."""
    results = {item.get("result") for item in inventory}
    deleted = any(row.get("deleted_on") for row in evidence.get("records") or ())
    kept = any(row.get("kept_because") for row in evidence.get("records") or ())
    for number, one in enumerate(decided):
        place = ("verdicts", number, "decision")
        if one.denies_holding and (_shows_data(evidence) or results - {"not_held"}):
            yield found("not_held_but_listed", *place)
        if not one.right.facts.removes or not inventory:
            continue
        if one.grants and results <= {"not_held"}:
            yield found("nothing_was_there", *place)
        elif one.decision is Decision.PARTLY_FULFILLED and not (results & GONE or deleted):
            yield found("nothing_was_done", *place)
        elif one.decision is Decision.PARTLY_FULFILLED and not (results & STAYS or kept):
            yield found("nothing_is_kept", *place)


def _shows_data(evidence: Evidence) -> bool:
    """Whatever stands there speaks of data: a copy that was sent, somebody who was told of it."""
    access, recipients = evidence.get("access") or {}, evidence.get("recipients") or {}
    contact = evidence.get("contact") or {}
    return any(
        (
            access.get("template_held") is True,
            access.get("copy_delivered_on"),
            recipients.get("shared") is True,
            recipients.get("told"),
            (evidence.get("backups") or {}).get("held") is True,
            contact.get("told_on"),
            *(evidence.get(part) for part in ("kept", "records", "correction", "transfer")),
        )
    )


def _matched_and_inventory(inventory: Sequence[Item], case: CaseFacts) -> Iterator[Contradiction]:
    faces = [item for item in inventory if item.get("kind") in FACES]
    if case.matched and faces and all(item.get("result") == "not_held" for item in faces):
        yield found("record_was_there", "evidence", "inventory")


def _templates(
    decided: Sequence[Decided], evidence: Evidence, inventory: Sequence[Item]
) -> Iterator[Contradiction]:
    """What access, the other way in and the inventory say of the template."""
    results = {item.get("result") for item in inventory if item.get("kind") == "template"}
    other_way = (evidence.get("alternative") or {}).get("template_deleted") is True
    if other_way and results & STAYS:
        yield found("template_kept", "evidence", "alternative", "template_deleted")
    told = (evidence.get("access") or {}).get("template_held")
    if not results or told is None:
        return
    place = ("evidence", "access", "template_held")
    if told and results == {"not_held"}:
        yield found("template_never_held", *place)
    elif not told and results - {"not_held"}:
        yield found("template_held_after_all", *place)


def _others(evidence: Evidence, inventory: Sequence[Item]) -> Iterator[Contradiction]:
    """Recipients and backups: nobody and somebody, none and some."""
    recipients = evidence.get("recipients") or {}
    at_recipients = any(
        item.get("store") == "recipient" and item.get("result") != "not_held" for item in inventory
    )
    if recipients.get("shared") is False and (recipients.get("told") or at_recipients):
        yield found("recipient_but_not_shared", "evidence", "recipients", "shared")
    backups = evidence.get("backups") or {}
    if backups.get("held") is False and backups.get("expires_on"):
        label = _label("backups", "expires_on")
        yield found("no_backups_but_day", "evidence", "backups", "expires_on", label=label)


def _handed_over(decided: Sequence[Decided], evidence: Evidence) -> Iterator[Contradiction]:
    """Data goes to others because the person asked for it and was granted it, and to others alone."""
    transfer: Item = evidence.get("transfer") or {}
    wanted = (one for one in decided if "transfer" in sections_of(one.right, one.decision))
    if transfer and not any(wanted):
        yield found("transfer_unasked", "evidence", "transfer")
    receiver, venue = transfer.get("receiver"), evidence.get("venue") or {}
    if receiver and transfer.get("to") == "person":
        yield found("transfer_to_both", "evidence", "transfer", "receiver")
    elif receiver and _plain(receiver) == _plain(venue.get("legal_name")):
        yield found("transfer_to_oneself", "evidence", "transfer", "receiver")


def _kept(decided: Sequence[Decided], evidence: Evidence) -> Iterator[Contradiction]:
    """What is kept rests on a ground of this answer, and no longer than that ground was shown to last."""
    codes = {one.code: one.right.value for one in decided if one.code}
    shown = {
        proof.get("right"): day_of(proof.get("retained_until"))
        for proof in evidence.get("refusals") or ()
    }
    for number, part in enumerate(evidence.get("kept") or ()):
        code, until = part.get("code"), day_of(part.get("until"))
        if code not in codes:
            yield found(
                "kept_on_no_ground", "evidence", "kept", number, "code", code=str(code or "—")
            )
            continue
        limit = shown.get(codes[code])
        if until and limit and until > limit:
            yield found(
                "kept_too_long", "evidence", "kept", number, "until", day=until, until=limit
            )


def _days_in_order(evidence: Evidence, inventory: Sequence[Item]) -> Iterator[Contradiction]:
    """Nothing of it is done after the day on which all of it was done; a copy is made before."""
    all_done = day_of(evidence.get("done_on"))
    if all_done is None:
        return
    named = [("inventory", n, "done_on", item.get("done_on")) for n, item in enumerate(inventory)]
    rows = enumerate(evidence.get("records") or ())
    named += [("records", n, "deleted_on", row.get("deleted_on")) for n, row in rows]
    yield from (
        _after_all(("evidence", part, number, name), part, name, day_of(value), all_done)
        for part, number, name, value in named
        if (day := day_of(value)) and day > all_done
    )
    if not inventory:
        return
    for part, name in (("access", "copy_delivered_on"), ("correction", "on"), ("transfer", "on")):
        day = day_of((evidence.get(part) or {}).get(name))
        if day and day > all_done:
            yield _after_all(("evidence", part, name), part, name, day, all_done)


def _after_all(
    place: tuple[str | int, ...], part: str, name: str, day: Any, all_done: Any
) -> Contradiction:
    return found(
        "not_in_order", *place, earlier=_label(part, name), earlier_day=day,
        later=sections()["done_on"].label, later_day=all_done,
    )  # fmt: skip


def _label(part: str, name: str) -> LocalText:
    return next(field.label for field in sections()[part].fields if field.name == name)
