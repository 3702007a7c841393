"""That the data files (law, evidence, letters, mail) know every member of what the code asks them about.

A file that lacks a word fails where it is needed, in front of somebody; so it is asked at the start.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import Path
from typing import Any, get_args

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from consents.kinds import VenueKind
from requests_app.law import evidence_form, pack_schema, phrases, right_words
from requests_app.law.deadlines.types import ClockStatus, EntryKind, StepKind
from requests_app.law.decisions import Decision
from requests_app.law.evidence import CLAIMS, GONE
from requests_app.law.letters import writing
from requests_app.law.letters.types import Grievance, LetterKind
from requests_app.law.packs import all_packs
from requests_app.law.plausibility import facts
from requests_app.law.rights import Right
from requests_app.law.types import (
    Confidence,
    ExtensionGround,
    FirstDay,
    Force,
    PauseReason,
    StartEvent,
    Topic,
    Unit,
)
from requests_app.models import NotificationKind

Names = Iterable[str]

PHRASES: Mapping[str, type[Enum]] = {
    "unit": Unit,
    "unit_one": Unit,
    "force": Force,
    "confidence": Confidence,
    "start": StartEvent,
    "pause_reason": PauseReason,
    "extension_ground": ExtensionGround,
    "step": StepKind,
    "clock": ClockStatus,
    "act": EntryKind,
}


def gaps() -> Iterator[str]:
    """A sentence for each word that a file lacks, or has for nothing."""
    yield from _rights()
    yield from _phrases()
    yield from _letters()
    yield from _evidence()
    yield from _kinds()
    yield from _schema()
    yield from _packs()
    yield from _mail()


def _apart(file: str, group: str, there: Names, wanted: Names) -> Iterator[str]:
    there, wanted = set(there), set(wanted)
    if missing := sorted(wanted - there):
        yield f"{file}: “{group}” lacks {', '.join(missing)}. Add what is said or asked there."
    if unknown := sorted(there - wanted):
        yield f"{file}: “{group}” names {', '.join(unknown)}, which the code does not know."


def _lacking(file: str, group: str, there: Names, wanted: Names) -> Iterator[str]:
    """As `_apart`, where more may be there."""
    yield from _apart(file, group, set(there) & set(wanted), wanted)


def _values(kind: Iterable[Enum]) -> list[str]:
    return [str(member.value) for member in kind]


def _rights() -> Iterator[str]:
    """Every right has its words; reading them refuses one without a part or a language."""
    yield from _apart("rights.json", "rights", right_words.words(), _values(Right))


def _phrases() -> Iterator[str]:
    for group, kind in PHRASES.items():
        yield from _apart("phrases.json", group, phrases.labels(group), _values(kind))
    said = [f"start_{day}" for day in _values(FirstDay)]
    said += [f"limit_{force}" for force in _values(Force)]
    yield from _lacking("phrases.json", "sentence", phrases.labels("sentence"), said)


def _letters() -> Iterator[str]:
    wording = writing.wording()
    said = [f"{part}_{kind}" for kind in _values(LetterKind) for part in ("title", "wanted")]
    said += _values(Grievance)
    yield from _lacking("letters.json", "sentences", wording.sentences, said)


def _evidence() -> Iterator[str]:
    form, file = evidence_form.form(), "evidence.json"
    choices = form.choices
    yield from _apart(file, "choices.method", choices["method"], CLAIMS)
    yield from _lacking(file, "choices.result", choices["result"], GONE)
    yield from _lacking(file, "choices.item_kind", choices["item_kind"], form.always_mentioned)
    yield from _undemanded()
    facts.sentences()  # stands beside no table: reading it refuses what breaks its form


def _kinds() -> Iterator[str]:
    """The rows of `consents.kinds` speak the words of the packs and of the evidence."""
    choices = evidence_form.form().choices
    for kind in VenueKind:
        row = kind.facts
        yield from _lacking("law/types.py", f"Topic (for {kind})", get_args(Topic), row.topics)
        for group, named in (
            ("item_kind", row.items),
            ("people", (*row.people, *row.not_left_out)),
            ("means", row.other_ways),
        ):
            where = f"choices.{group} (for {kind})"
            yield from _lacking("evidence.json", where, choices[group], named)


def _undemanded() -> Iterator[str]:
    """Every decision rests on something: a refusal on its ground, all others on a section."""
    asked = {
        (right, decision)
        for need in evidence_form.form().requirements
        if not need.when
        for right in need.rights
        for decision in need.decisions
    }
    for decision in Decision:
        if decision is Decision.REFUSED:
            continue
        known = [right for right in _values(Right) if (right, decision) in asked]
        yield from _apart("evidence.json", f"requirements ({decision})", known, _values(Right))
        if decision.facts.grants:
            for right in Right:
                shown = evidence_form.sections_of(right, decision)
                where = f"requirements of {right} ({decision})"
                yield from _lacking("evidence.json", where, shown, [*_shown_by(right)])


def _shown_by(right: Right) -> Iterator[str]:
    """The sections in which an answer shows what the row of ``right`` says is done."""
    facts = right.facts
    if facts.deed:
        yield "records"
    if facts.removes:
        yield from ("done_on", "inventory", "backups", "recipients")
    if facts.takes_away:
        yield "contact"
    if facts.stops_use:
        yield "stopped"
    if facts.another_way:
        yield "alternative"


def _schema() -> Iterator[str]:
    """The schema that is published says what the types say, which are what the loader goes by."""
    published = set(_leaves(_read(pack_schema.FILE)))
    for leaf in sorted(published ^ set(_leaves(json.loads(pack_schema.pack_schema())))):
        side = "says" if leaf in published else "does not say"
        yield f"{pack_schema.FILE.name} {side} “{leaf}”, unlike law/types.py. Run `make pack-schema`."


def _leaves(node: Any, path: str = "#") -> Iterator[str]:
    """What stands in a JSON value, each with its path; the order of a list does not count."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _leaves(child, f"{path}/{key}")
    elif isinstance(node, list):
        for child in node:
            yield from _leaves(child, path)
    else:
        yield f"{path}: {node}"


def _packs() -> Iterator[str]:
    """Reading a pack refuses what is none of its words; what it points at must be there."""
    # The reason is a field of the decision itself.
    proofs = ["reason", *(field.name for field in evidence_form.sections()["refusals"].fields)]
    routes = phrases.labels("authority")
    packs = all_packs()
    for code, pack in packs.items():
        file = f"{code}.json"
        if pack.parent:
            yield from _lacking(file, "parent", packs, [pack.parent])
        for ground in pack.refusals:
            yield from _lacking(
                "evidence.json", f"refusals (for {ground.code})", proofs, ground.evidence
            )
        for authority in pack.authorities:
            yield from _lacking("phrases.json", f"authority (for {file})", routes, [authority.kind])
    topics = {provision.topic for pack in packs.values() for provision in pack.provisions}
    for right in Right:
        yield from _lacking("the rule packs", f"topics of {right}", topics, right.facts.topics)


def _mail() -> Iterator[str]:
    for kind in _values(NotificationKind):
        for part in ("subject", "body"):
            name = f"requests_app/mail/{kind}/{part}.txt"
            try:
                get_template(name)
            except TemplateDoesNotExist:
                yield f"templates/{name} does not exist: nobody could be told of “{kind}”."


def _read(file: Path) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return raw
