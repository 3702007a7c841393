"""Reads one rule pack file into values, refusing any that breaks the format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from .errors import InvalidPack
from .types import (
    Acknowledgement,
    AfterRefusal,
    Authority,
    CalendarSpec,
    Citation,
    Confidence,
    Counting,
    Duty,
    Extension,
    ExtensionGround,
    FirstDay,
    Force,
    IncidentDuty,
    LocalText,
    Pause,
    PauseReason,
    Provision,
    RefusalCode,
    Right,
    Roll,
    Rule,
    RulePack,
    StartEvent,
    Subject,
    TimeLimit,
    Unit,
)

HERE = Path(__file__).parent
PACKS = HERE / "data"
SCHEMA = HERE / "schema" / "rule-pack.schema.json"

Json = Mapping[str, Any]


def read_pack(file: Path) -> RulePack:
    """The pack in ``file``.

    Raises InvalidPack naming the place in the file when the schema or a cross-reference fails.
    """
    raw = json.loads(file.read_text(encoding="utf-8"))
    check_format(raw, file.name)
    return _Reader(raw, file.name).pack()


def check_format(raw: object, name: str) -> None:
    """Raise InvalidPack at the first breach of ``rule-pack.schema.json``."""
    worst = min(_validator().iter_errors(raw), key=lambda e: e.json_path, default=None)
    if worst is not None:
        raise InvalidPack(name, worst.json_path, worst.message)


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


class _Reader:
    """Turns validated JSON into values; knows the pack's code and its table of laws."""

    def __init__(self, raw: Json, file: str) -> None:
        self.raw, self.file, self.code = raw, file, str(raw["code"])

    def pack(self) -> RulePack:
        raw = self.raw
        return RulePack(
            code=self.code,
            version=raw["version"],
            name=text(raw["name"]),
            parent=raw.get("parent"),
            aliases=tuple(raw.get("aliases", ())),
            is_place=raw["is_place"],
            calendar=_calendar(raw.get("calendar")),
            time_zones=tuple(raw.get("time_zones", ())),
            rules=tuple(self.rule(r) for r in raw["rules"]),
            refusals=tuple(self.refusal(r) for r in raw["refusals"]),
            authorities=tuple(self.authority(a) for a in raw["authorities"]),
            provisions=tuple(self.provision(p) for p in raw["provisions"]),
            incident_duties=tuple(self.incident_duty(d) for d in raw["incident_duties"]),
            notes=tuple(text(n) for n in raw.get("notes", ())),
        )

    def citation(self, raw: Json) -> Citation:
        try:
            law = self.raw["laws"][raw["law"]]
        except KeyError:
            raise InvalidPack(self.file, "laws", f"{raw['law']!r} is cited, not listed") from None
        return Citation(
            law=text(law["name"]),
            provision=text(raw["provision"]),
            confidence=Confidence(raw["confidence"]),
            url=law.get("url", ""),
        )

    def rule(self, raw: Json) -> Rule:
        return Rule(
            id=raw["id"],
            version=raw["version"],
            jurisdiction=self.code,
            subject=Subject(raw.get("subject", "request")),
            rights=_rights(raw["rights"]),
            request_right=raw["request_right"],
            start=StartEvent(raw["start"]),
            duty=self.duty(raw["duty"]),
            limit=self.limit(raw["limit"]),
            counting=self.counting(raw["counting"]),
            pause=self.pause(raw["pause"]),
            extension=self.extension(raw["extension"]),
            acknowledgement=self.acknowledgement(raw["acknowledgement"]),
            citation=self.citation(raw["citation"]),
            effective_from=_day(raw["effective_from"]),
            effective_to=_day(raw["effective_to"]),
            pending=raw.get("pending", False),
            notes=text(raw["notes"]) if raw.get("notes") else None,
        )

    def duty(self, raw: Json | None) -> Duty | None:
        return Duty(text(raw["word"]), self.citation(raw["citation"])) if raw else None

    def limit(self, raw: Json | None) -> TimeLimit | None:
        if raw is None:
            return None
        return TimeLimit(
            raw["amount"], Unit(raw["unit"]), Force(raw["force"]), self.citation(raw["citation"])
        )

    def counting(self, raw: Json) -> Counting:
        return Counting(
            FirstDay(raw["first_day"]), Roll(raw["roll"]), self.citation(raw["citation"])
        )

    def pause(self, raw: Json) -> Pause:
        return Pause(
            Force(raw["force"]),
            tuple(PauseReason(r) for r in raw["reasons"]),
            tuple(Right(r) for r in raw["rights"]),
            text(raw["text"]),
            self.citation(raw["citation"]),
        )

    def extension(self, raw: Json | None) -> Extension | None:
        if raw is None:
            return None
        return Extension(
            amount=raw["amount"],
            unit=Unit(raw["unit"]),
            grounds=tuple(ExtensionGround(g) for g in raw["grounds"]),
            condition=text(raw["condition"]),
            notice=text(raw["notice"]),
            citation=self.citation(raw["citation"]),
        )

    def acknowledgement(self, raw: Json | None) -> Acknowledgement | None:
        if raw is None:
            return None
        return Acknowledgement(
            amount=raw["amount"],
            unit=Unit(raw["unit"]),
            force=Force(raw["force"]),
            text=text(raw["text"]),
            citation=self.citation(raw["citation"]),
        )

    def refusal(self, raw: Json) -> RefusalCode:
        return RefusalCode(
            code=raw["code"],
            jurisdiction=self.code,
            rights=_rights(raw["rights"]),
            title=text(raw["title"]),
            allows=text(raw["allows"]),
            limits=text(raw["limits"]) if raw.get("limits") else None,
            duties=tuple(
                AfterRefusal(d["id"], text(d["text"]), self.citation(d["citation"]))
                for d in raw["duties"]
            ),
            evidence=tuple(raw["evidence"]),
            partial_only=raw["partial_only"],
            force=Force(raw["force"]),
            citation=self.citation(raw["citation"]),
            effective_from=_day(raw.get("effective_from")),
            effective_to=_day(raw.get("effective_to")),
        )

    def authority(self, raw: Json) -> Authority:
        return Authority(
            id=raw["id"],
            jurisdiction=self.code,
            order=raw["order"],
            kind=raw["kind"],
            name=text(raw["name"]),
            route=text(raw["route"]),
            address=raw.get("address", ""),
            website=raw.get("website", ""),
            email=raw.get("email", ""),
            phone=raw.get("phone", ""),
            citation=self.citation(raw["citation"]),
            effective_from=_day(raw.get("effective_from")),
            effective_to=_day(raw.get("effective_to")),
        )

    def provision(self, raw: Json) -> Provision:
        return Provision(
            id=raw["id"],
            jurisdiction=self.code,
            topic=raw["topic"],
            rights=_rights(raw["rights"]),
            text=text(raw["text"]),
            citation=self.citation(raw["citation"]),
            effective_from=_day(raw.get("effective_from")),
            effective_to=_day(raw.get("effective_to")),
            pending=raw.get("pending", False),
        )

    def incident_duty(self, raw: Json) -> IncidentDuty:
        return IncidentDuty(
            id=raw["id"],
            jurisdiction=self.code,
            tell=raw["tell"],
            start=StartEvent(raw["start"]),
            duty=self.duty(raw["duty"]),
            limit=self.limit(raw["limit"]),
            text=text(raw["text"]),
            citation=self.citation(raw["citation"]),
        )


def text(raw: Json | str) -> LocalText:
    """A bare string is the same in every language, such as a section number."""
    if isinstance(raw, str):
        return LocalText(en=raw, zh_hans=raw)
    return LocalText(en=raw["en"], zh_hans=raw["zh-Hans"])


def _rights(raw: Iterable[str]) -> frozenset[Right]:
    return frozenset(Right(r) for r in raw)


def _day(raw: str | None) -> date | None:
    return date.fromisoformat(raw) if raw else None


def _calendar(raw: Json | None) -> CalendarSpec | None:
    if raw is None:
        return None
    return CalendarSpec(
        raw["country"],
        raw.get("subdivision", ""),
        raw.get("subdivision_needed", False),
        raw.get("published_through"),
    )
