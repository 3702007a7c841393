"""What a credible answer contains, and what a given one still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from accounts.core.totality import total

from .decisions import Decision
from .evidence_form import choices, items_at, people_at, problem_text, requirements, sections
from .evidence_types import (
    Circumstances,
    Field,
    FieldKind,
    Missing,
    Requirement,
    Section,
)
from .packs import pack_for
from .phrases import filled
from .rights import Right
from .types import LocalText, RefusalCode

#: what each method lets a venue claim (NIST SP 800-88 Rev. 2)
CLAIMS = {
    "record_deleted": {"none"},
    "anonymised": {"none"},
    "none": {"none"},
    "overwritten": {"none", "clear"},
    "cryptographic_erase": {"none", "clear", "purge"},
    "device_purged": {"none", "clear", "purge"},
    "media_destroyed": {"none", "clear", "purge", "destroy"},
}
GONE = frozenset({"erased", "anonymised", "key_destroyed", "expired", "not_held"})
MUST_BE_YES = (
    "all_entrances",
    "all_hours",
    "free",
    "as_fast",
    "face_entry_disabled",
    "template_deleted",
    "unconditional",
    "no_prompting",
)
ANY = Circumstances()


def missing_evidence(
    right: Right | str,
    decision: Decision | str,
    evidence: Mapping[str, Any],
    refusal: RefusalCode | None = None,
    case: Circumstances = ANY,
) -> list[Missing]:
    """Everything an answer on ``right`` still lacks; an empty list means that it may be sent.

    ``refusal`` is the ground where the decision refuses in whole or in part; ``case`` what the
    venue is, and whether a court has ordered it.
    """
    claimed, decided = Right(right), Decision(decision)
    found = list(_lacking(claimed, decided, evidence, case))
    if not found:
        found.extend(_contradictions(claimed, decided, evidence, case))
    if refusal is not None:
        found.extend(_unproven(claimed, evidence, refusal))
    return found


def evidence_required(
    jurisdiction: str, right: Right | str, case: Circumstances = ANY
) -> tuple[Requirement, ...]:
    """The sections that an answer on ``right`` must hold, by decision.

    The same everywhere: a venue that answers credibly satisfies every law packed.
    Raises UnknownJurisdiction.
    """
    pack_for(jurisdiction)
    return tuple(
        need for need in requirements() if Right(right) in need.rights and case.call_for(need)
    )


def _lacking(
    right: Right, decision: Decision, evidence: Mapping[str, Any], case: Circumstances
) -> Iterator[Missing]:
    for need in requirements():
        if right in need.rights and decision in need.decisions and case.call_for(need):
            yield from _check_section(need.section, evidence.get(need.section.name))


def _check_section(section: Section, value: Any) -> Iterator[Missing]:
    if value in (None, "", [], {}):
        yield _problem("missing", section.name, label=section.label)
    elif section.kind is FieldKind.DATE:
        if not _is_date(value):
            yield _problem("wrong_date", section.name, label=section.label, section=section.label)
    else:
        yield from _check_parts(section.name, section.label, section.kind, section.fields, value)


def _check_parts(
    path: str, label: LocalText, kind: FieldKind, fields: Sequence[Field], value: Any
) -> Iterator[Missing]:
    parts = value if kind is FieldKind.ITEMS else [value]
    if not isinstance(parts, list) or not all(isinstance(part, Mapping) for part in parts):
        yield _problem("wrong_shape", path, label=label)
        return
    for number, part in enumerate(parts):
        at = f"{path}.{number}" if kind is FieldKind.ITEMS else path
        for field in fields:
            yield from _check_field(at, label, field, part)


def _check_field(
    path: str, section: LocalText, field: Field, part: Mapping[str, Any]
) -> Iterator[Missing]:
    value, at = part.get(field.name), f"{path}.{field.name}"
    if value is None or value in ("", []):
        if _is_required(field, part):
            yield _problem("missing_in", at, label=field.label, section=section)
        return
    if field.kind is FieldKind.ITEMS:
        yield from _check_parts(at, field.label, field.kind, field.fields, value)
        return
    problem, valid = CHECKS[field.kind]
    if not valid(field, value):
        options = _options(field)
        yield _problem(problem, at, label=field.label, section=section, options=options)


def _is_required(field: Field, part: Mapping[str, Any]) -> bool:
    if not field.when:
        return field.required
    return any(part.get(name) in values for name, values in field.when.items())


def _contradictions(
    right: Right, decision: Decision, evidence: Mapping[str, Any], case: Circumstances
) -> Iterator[Missing]:
    if not decision.facts.grants:
        return
    if right.facts.removes:
        yield from _weak_erasure(decision, evidence, items_at(case.venue_kind))
    if right.facts.stops_use and not evidence["stopped"]["no_detriment"]:
        yield _problem("detriment", "stopped.no_detriment")
    if right.facts.another_way:
        yield from _weak_alternative(evidence["alternative"], case)
    if case.court_order and decision is Decision.FULFILLED:
        yield from _disobeyed(evidence.get("court_order", {}))


def _disobeyed(order: Mapping[str, Any]) -> Iterator[Missing]:
    if order.get("carried_out") is False:
        yield _problem("order_not_carried_out", "court_order.carried_out")


def _weak_erasure(
    decision: Decision, evidence: Mapping[str, Any], expected: Sequence[str]
) -> Iterator[Missing]:
    items: list[Mapping[str, Any]] = evidence["inventory"]
    yield from _unmentioned(items, expected)
    for number, item in enumerate(items):
        yield from _overclaimed(f"inventory.{number}", item)
        if item["result"] not in GONE and decision is Decision.FULFILLED:
            name = choices("item_kind")[item["kind"]]
            yield _problem("nothing_erased", f"inventory.{number}.result", label=name)
    backups = evidence["backups"]
    if backups["held"] and not backups["not_restored"]:
        yield _problem("backups_in_use", "backups.not_restored")
    if decision is Decision.PARTLY_FULFILLED:
        yield from _still_used(evidence["kept"])


def _unmentioned(items: Sequence[Mapping[str, Any]], expected: Sequence[str]) -> Iterator[Missing]:
    mentioned = {item["kind"] for item in items}
    for kind in expected:
        if kind not in mentioned:
            label = choices("item_kind")[kind]
            yield _problem("item_kind_missing", "inventory", label=label)


def _still_used(kept: Sequence[Mapping[str, Any]]) -> Iterator[Missing]:
    for number, part in enumerate(kept):
        if not part["other_use_stopped"]:
            yield _problem("not_stopped", f"kept.{number}.other_use_stopped")


def _overclaimed(path: str, item: Mapping[str, Any]) -> Iterator[Missing]:
    claim, method = item.get("sanitisation") or "none", item.get("method") or "none"
    if claim in CLAIMS[method]:
        return
    if method == "record_deleted":
        yield _problem("row_is_not_sanitised", f"{path}.sanitisation")
        return
    yield _problem(
        "sanitisation_mismatch",
        f"{path}.sanitisation",
        claim=choices("sanitisation")[claim],
        method=choices("method")[method],
    )


def _weak_alternative(alternative: Mapping[str, Any], case: Circumstances) -> Iterator[Missing]:
    for people in people_at(case.venue_kind):
        if people not in alternative["people"]:
            label = choices("people")[people]
            yield _problem("alternative_leaves_out", "alternative.people", label=label)
    if alternative["captures_face"]:
        yield _problem("alternative_captures", "alternative.captures_face")
    for field in sections()["alternative"].fields:
        waits = case.names_unproven and field.name == "template_deleted"
        if field.name in MUST_BE_YES and not alternative[field.name] and not waits:
            at = f"alternative.{field.name}"
            yield _problem("alternative_falls_short", at, label=field.label)


def _unproven(right: Right, evidence: Mapping[str, Any], refusal: RefusalCode) -> Iterator[Missing]:
    """What the ground must show; its reason is a field of the decision itself."""
    raw = evidence.get("refusals")
    given = raw if isinstance(raw, list) else []
    proofs = [p for p in given if isinstance(p, Mapping) and p.get("right") == right.value]
    proof = proofs[0] if proofs else {}
    for field in sections()["refusals"].fields:
        if field.name in refusal.evidence and not _is_given(field, proof.get(field.name)):
            at = f"refusals.{right.value}.{field.name}"
            yield _problem("refusal_proof", at, label=field.label, code=refusal.code)


def _is_given(field: Field, value: Any) -> bool:
    """A duty to have stopped is proven by yes alone."""
    if field.kind is FieldKind.YES_NO:
        return value is True
    return bool(value) and CHECKS[field.kind][1](field, value)


def is_valid(field: Field, value: Any) -> bool:
    """Whether ``value`` has the form of ``field``, which is no list of parts."""
    _problem_kind, valid = CHECKS[field.kind]
    return valid(field, value)


def _is_text(_field: Field, value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_date(value: Any) -> bool:
    """A day in the documented form alone: what is stored is compared and shown."""
    try:
        return bool(date.fromisoformat(value).isoformat() == value)
    except (TypeError, ValueError):
        return False


def _is_choice(field: Field, value: Any) -> bool:
    return isinstance(value, str) and value in choices(field.choices)


def _are_choices(field: Field, value: Any) -> bool:
    return isinstance(value, list) and all(_is_choice(field, one) for one in value)


CHECKS = total(
    FieldKind,
    {
        FieldKind.TEXT: ("wrong_text", _is_text),
        FieldKind.DATE: ("wrong_date", lambda _field, value: _is_date(value)),
        FieldKind.YES_NO: ("wrong_yes_no", lambda _field, value: isinstance(value, bool)),
        FieldKind.CHOICE: ("wrong_choice", _is_choice),
        FieldKind.CHOICES: ("wrong_choice", _are_choices),
        # These hold parts, which are looked at one by one: as a single value none is right.
        FieldKind.ITEMS: ("wrong_shape", lambda _field, _value: False),
        FieldKind.GROUP: ("wrong_shape", lambda _field, _value: False),
    },
    name="requests_app.law.evidence.CHECKS",
)


def _options(field: Field) -> LocalText:
    names = choices(field.choices).values() if field.choices else ()
    return LocalText(
        en=", ".join(name.en for name in names), zh_hans="、".join(name.zh_hans for name in names)
    )


def _problem(kind: str, path: str, **values: LocalText | str) -> Missing:
    return Missing(path, filled(problem_text(kind), **values))
