"""The file format of a rule pack: what it lets a file say shortly, and where it refuses what."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from requests_app.law.errors import InvalidPack
from requests_app.law.loader import PACKS, pack_of, read_pack
from requests_app.law.pack_schema import FILE, pack_schema
from requests_app.law.types import LocalText, Right, Subject

SCHEMA = Draft202012Validator(json.loads(FILE.read_text("utf-8")), format_checker=FormatChecker())
TEXT = {"en": "Words", "zh-Hans": "文字"}
#: a pack with every object and every member that there is
WHOLE = json.loads((Path(__file__).parent / "whole_pack.json").read_text("utf-8"))
OPTIONAL = {
    *("aliases", "time_zones", "calendar.subdivision", "calendar.subdivision_needed", "notes"),
    *("laws.act.url", "rules.0.subject", "rules.0.pending", "rules.0.notes", "refusals.0.limits"),
    *(f"authorities.0.{name}" for name in ("address", "website", "email", "phone")),
    *(
        f"{list_}.0.effective_{end}"
        for list_ in ("refusals", "authorities", "provisions")
        for end in ("from", "to")
    ),
    "provisions.0.pending",
}
NULLABLE = {
    *("parent", "calendar", "calendar.published_through"),
    *(f"rules.0.{name}" for name in ("duty", "limit", "extension", "acknowledgement")),
    *("rules.0.extension.amount", "incident_duties.0.duty", "incident_duties.0.limit"),
    *(
        f"{list_}.0.effective_{end}"
        for list_ in ("rules", "refusals", "authorities", "provisions")
        for end in ("from", "to")
    ),
}


def parts(node=WHOLE, path=""):
    """Every part of the pack with its path: ``rules.0.limit``."""
    inner = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in inner:
        yield f"{path}{key}", child
        if isinstance(child, dict | list):
            yield from parts(child, f"{path}{key}.")


def steps(path):
    return [int(step) if step.isdecimal() else step for step in path.split(".")]


def without(path):
    return changed(path, lambda owner, name: owner.pop(name))


def having(path, value):
    return changed(path, lambda owner, name: owner.__setitem__(name, value))


def changed(path, change):
    """The whole pack after ``change(owner, name)`` of what lies at ``path``."""
    raw, (*way, name) = deepcopy(WHOLE), steps(path)
    owner = raw
    for step in way:
        owner = owner[step]
    change(owner, name)
    return raw


def place_of(path):
    """``$.rules[0].limit`` for ``rules.0.limit``."""
    return "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps(path))


def read(raw):
    return pack_of(json.dumps(raw).encode(), "EU-FR.json")


def refused(raw, place, said=""):
    with pytest.raises(InvalidPack) as error:
        read(raw)
    assert str(error.value).startswith(f"Rule pack EU-FR.json is not valid at {place}: ")
    assert said in str(error.value)


OBJECTS = [path for path, part in parts() if isinstance(part, dict) and path != "laws"]
LISTS = [path for path, part in parts() if isinstance(part, list)]
TEXTS = [path for path, part in parts() if isinstance(part, dict) and set(part) == set(TEXT)]
MEMBERS = [path for path, _part in parts() if isinstance(steps(path)[-1], str)]


# --- what a file says shortly


def test_what_a_file_says_shortly_is_said_in_full():
    pack = read(WHOLE)
    rule = pack.rules[0]

    assert rule.citation.law == LocalText(en="The Act", zh_hans="法")
    assert rule.citation.url == "https://act.example"
    assert rule.citation.provision == LocalText(en="§ 8.7", zh_hans="§ 8.7")
    assert rule.extension.citation.provision == LocalText(en="Words", zh_hans="文字")
    assert (rule.rights, rule.effective_from) == ({Right.ACCESS, Right.DELETION}, date(2026, 2, 5))
    for kind in (
        pack.rules,
        pack.refusals,
        pack.authorities,
        pack.provisions,
        pack.incident_duties,
    ):
        assert [part.jurisdiction for part in kind] == ["EU-FR"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("rules.0.subject", Subject.REQUEST),
        ("rules.0.pending", False),
        ("rules.0.notes", None),
        ("refusals.0.limits", None),
        ("refusals.0.effective_from", None),
        ("authorities.0.email", ""),
        ("calendar.subdivision", ""),
        ("aliases", ()),
    ],
)
def test_what_is_left_out_has_its_usual_value(path, value):
    found = read(without(path))
    for step in steps(path):
        found = found[step] if isinstance(step, int) else getattr(found, step)

    assert found == value


def test_a_pack_is_a_value():
    assert read(WHOLE) == read(WHOLE)
    assert hash(read(WHOLE).rules[0]) == hash(read(WHOLE).rules[0])
    assert len({read(WHOLE), read(WHOLE)}) == 1
    with pytest.raises(AttributeError):
        read(WHOLE).code = "EU-DE"


# --- what is refused


@pytest.mark.parametrize("path", OBJECTS)
def test_no_object_has_a_member_that_nobody_knows(path):
    for name in ("unknown", "jurisdiction", "zh_hans", "own_notes", "own_limits", "source"):
        raw = having(f"{path}.{name}", "EU-FR")
        refused(raw, place_of(path), f"unknown field `{name}`")
        assert not SCHEMA.is_valid(raw)


@pytest.mark.parametrize("path", MEMBERS)
def test_only_some_members_may_be_left_out(path):
    raw = without(path)
    if path in OPTIONAL:
        assert read(raw)
    elif path == "laws.act":
        refused(raw, "$.rules[0].duty.citation.law", "'act' is cited, not listed among the laws")
        return
    else:
        owner, _, name = path.rpartition(".")
        refused(raw, place_of(owner) if owner else "$", f"missing required field `{name}`")
    assert SCHEMA.is_valid(raw) is (path in OPTIONAL)


@pytest.mark.parametrize("path", MEMBERS)
def test_only_some_members_may_be_null(path):
    raw = having(path, None)
    if path in NULLABLE:
        assert read(raw)
    else:
        refused(raw, place_of(path))
    assert SCHEMA.is_valid(raw) is (path in NULLABLE)


@pytest.mark.parametrize("path", LISTS)
def test_no_list_says_a_thing_twice(path):
    whole = dict(parts())[path] or ["access"]
    raw = having(path, [*whole, whole[0]])

    refused(raw, f"{place_of(path)}[{len(whole)}]", "holds this already")
    assert not SCHEMA.is_valid(raw)


@pytest.mark.parametrize("path", TEXTS)
def test_every_text_is_filled_in_both_languages(path):
    for language in TEXT:
        raw = having(f"{path}.{language}", "")
        refused(raw, f"{place_of(path)}.{language}")
        assert not SCHEMA.is_valid(raw)


# By path, what cannot stand there.
BREACHES = {
    "$schema": ["rule-pack.schema.json"],
    "format": [2, "1"],
    "code": ["eu", "EUR", "EU_FR", ""],
    "version": ["2026.11", "1999.1.1", 2026],
    "parent": ["", "europe", 1],
    "aliases.0": ["fr", "", 1],
    "is_place": ["yes", 1],
    "calendar.country": ["FRA"],
    "calendar.published_through": ["2027"],
    "calendar": [{}],
    "time_zones.0": ["Paris", ""],
    "laws.act.url": ["act.example", ""],
    "laws.act.name": ["The Act"],
    "rules.0.id": ["FR.request", "fr..request"],
    "rules.0.version": [0, "1", True, 1.5],
    "rules.0.subject": ["wish"],
    "rules.0.rights.0": ["erasure"],
    "rules.0.rights": ["access"],
    "rules.0.request_right": [1],
    "rules.0.start": ["filing"],
    "rules.0.pending": ["no"],
    "rules.0.duty.word": ["promptly"],
    "rules.0.limit.amount": [-1, "30"],
    "rules.0.limit.unit": ["fortnight"],
    "rules.0.limit.force": ["law"],
    "rules.0.counting.first_day": ["counted"],
    "rules.0.counting.roll": ["back"],
    "rules.0.pause.reasons.0": ["holiday"],
    "rules.0.pause.rights.0": ["erasure"],
    "rules.0.extension.amount": [0],
    "rules.0.extension.grounds": [[]],
    "rules.0.extension.grounds.0": ["holiday"],
    "rules.0.acknowledgement.amount": [0],
    "rules.0.citation.provision": ["art. 12", ""],
    "rules.0.citation.confidence": ["sure"],
    "rules.0.citation": ["act"],
    "rules.0": [[]],
    "rules.0.effective_from": ["2026-2-5", "2026-02-30", ""],
    "rules.0.effective_to": ["2026-02-05T00:00:00"],
    "refusals.0.code": ["FR", "fr-id"],
    "refusals.0.rights": [[]],
    "refusals.0.evidence.1": ["oath"],
    "refusals.0.duties.0.id": ["Stop"],
    "refusals": [{}],
    "refusals.0.partial_only": [None],
    "refusals.0.force": ["soft"],
    "authorities.0.id": ["C N I L"],
    "authorities.0.order": [0],
    "authorities.0.kind": ["king"],
    "authorities.0.website": ["cnil.example"],
    "authorities.0.email": ["cnil.example", "the office@cnil.example"],
    "authorities.0.phone": [33],
    "provisions.0.id": ["minors_"],
    "provisions.0.topic": ["cats"],
    "incident_duties.0.tell": ["nobody"],
    "incident_duties.0.limit.amount": [-1],
    "notes": [TEXT],
    "notes.0": ["a note"],
    "name": ["France", []],
}


@pytest.mark.parametrize(
    ("path", "value"), [(path, value) for path, values in BREACHES.items() for value in values]
)
def test_what_no_file_may_say_is_refused_with_its_place(path, value):
    raw = having(path, value)

    refused(raw, place_of(path))
    assert not SCHEMA.is_valid(raw)


def test_a_refusal_asks_for_a_reason():
    raw = having("refusals.0.evidence", ["identity_steps"])

    refused(raw, "$.refusals[0]", "“reason”")
    assert not SCHEMA.is_valid(raw)


def test_a_law_that_is_cited_must_be_listed():
    refused(
        having("refusals.0.citation.law", "nowhere"),
        "$.refusals[0].citation.law",
        "'nowhere' is cited, not listed among the laws",
    )


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b"null", b'{"code": "EU"} x'])
def test_what_is_no_pack_at_all_is_refused(data):
    with pytest.raises(InvalidPack, match=r"EU-FR\.json is not valid at \$: "):
        pack_of(data, "EU-FR.json")


# --- the published schema


def test_the_published_schema_is_what_the_types_say():
    assert FILE.read_text("utf-8") == pack_schema(), "run `make pack-schema`"


def test_what_the_loader_reads_the_published_schema_allows():
    Draft202012Validator.check_schema(SCHEMA.schema)
    assert list(SCHEMA.iter_errors(WHOLE)) == []
    for file in PACKS.glob("*.json"):
        assert read_pack(file).code == file.stem
        assert list(SCHEMA.iter_errors(json.loads(file.read_text("utf-8")))) == []
