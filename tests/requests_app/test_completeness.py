"""A data file that lacks a word of the code, or has one that the code does not know, stops the start."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from requests_app.checks import data_files_are_whole
from requests_app.completeness import gaps
from requests_app.law import evidence_form, loader, pack_schema, packs, phrases, right_words, rights
from requests_app.law.letters import writing
from requests_app.law.plausibility import facts
from requests_app.law.rights import Right

CACHES = (
    evidence_form.sections,
    evidence_form.requirements,
    evidence_form.sections_of,
    evidence_form.form,
    phrases._phrases,
    right_words.words,
    facts.sentences,
    writing.wording,
    packs.all_packs,
)


def forget():
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture
def changed(tmp_path, monkeypatch):
    """`changed(module, NAME, change)`: the file that ``module.NAME`` names, as ``change`` leaves it."""

    def write(module, name, change):
        whole = json.loads(getattr(module, name).read_text("utf-8"))
        change(whole)
        copy = tmp_path / getattr(module, name).name
        copy.write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
        monkeypatch.setattr(module, name, copy)
        forget()

    yield write
    monkeypatch.undo()
    forget()


def test_the_files_that_are_shipped_are_whole():
    assert list(gaps()) == []


def drop(*path):
    """A change that takes out what lies at ``path``."""

    def change(whole):
        for step in path[:-1]:
            whole = whole[step]
        del whole[path[-1]]

    return change


@pytest.mark.parametrize(
    ("module", "name", "path"),
    [
        (right_words, "FILE", ("portability",)),
        (right_words, "FILE", ("access", "demand")),
        (right_words, "FILE", ("access", "at_the_gate")),
        (right_words, "FILE", ("access", "name", "zh-Hans")),
        (phrases, "FILE", ("start", "receipt")),
        (phrases, "FILE", ("sentence", "limit_binding")),
        (phrases, "FILE", ("authority", "police")),
        (writing, "FILE", ("sentences", "title_complaint")),
        (writing, "FILE", ("sentences", "partly")),
        (evidence_form, "FILE", ("choices", "item_kind", "fingerprint")),
        (evidence_form, "FILE", ("choices", "method", "overwritten")),
        (evidence_form, "FILE", ("choices", "people", "elderly")),
        (evidence_form, "FILE", ("choices", "means", "without_check")),
    ],
)
def test_a_word_that_is_missing_is_named_with_its_file(changed, module, name, path):
    changed(module, name, drop(*path))

    (error, *_more) = data_files_are_whole(None)

    assert error.id == "saveface.E032"
    assert getattr(module, name).name in error.msg
    assert path[-1] in error.msg


@pytest.mark.parametrize(
    ("module", "change", "place"),
    [
        (phrases, lambda whole: whole["unit"]["month"].update(en=""), "$[...][...].en"),
        (facts, lambda whole: whole["too_early"].update(fr="Trop tôt"), "$[...]"),
        (writing, lambda whole: whole.update(demand={}), "demand"),
        (right_words, lambda whole: whole["access"].update(demand={"en": "Show it"}), "zh-Hans"),
        (right_words, lambda whole: whole["access"].pop("at_the_gate"), "at_the_gate"),
        (
            evidence_form,
            lambda whole: whole["sections"][0].update(kind="list"),
            "$.sections[0].kind",
        ),
        (evidence_form, lambda whole: whole["requirements"][0].update(when="rain"), "rain"),
        (evidence_form, lambda whole: whole.update(section=[]), "section"),
    ],
)
def test_a_file_that_breaks_its_form_is_named_with_the_place(changed, module, change, place):
    changed(module, "FILE", change)

    (error,) = data_files_are_whole(None)

    assert module.FILE.name in error.msg
    assert place in error.msg


def test_a_decision_that_rests_on_no_evidence_is_named(changed):
    def ask_nothing_of_access(whole):
        for need in whole["requirements"]:
            if "fulfilled" in need["decisions"]:
                need["rights"] = [right for right in need["rights"] if right != "access"]

    changed(evidence_form, "FILE", ask_nothing_of_access)

    assert [gap for gap in gaps() if "requirements (fulfilled)” lacks access" in gap]


@pytest.mark.parametrize(
    ("right", "section"),
    [
        ("access", "records"),
        ("deletion", "inventory"),
        ("deletion", "contact"),
        ("objection", "stopped"),
        ("opt_out", "alternative"),
    ],
)
def test_what_a_right_does_and_no_answer_must_show_is_named(changed, right, section):
    def ask_nothing_of_it(whole):
        for need in whole["requirements"]:
            if need["section"] == section:
                need["rights"] = [one for one in need["rights"] if one != right]

    changed(evidence_form, "FILE", ask_nothing_of_it)

    said = f"requirements of {right} (partly_fulfilled)” lacks {section}"
    assert [gap for gap in gaps() if said in gap]


def test_a_topic_that_no_law_has_is_named(monkeypatch):
    row = replace(Right.ACCESS.facts, topics=("remedies",))
    monkeypatch.setitem(rights.RIGHTS._rows, Right.ACCESS, row)

    assert [gap for gap in gaps() if "topics of access” lacks remedies" in gap]


def test_a_right_that_the_published_schema_lacks_is_named(changed):
    changed(pack_schema, "FILE", lambda whole: whole["$defs"]["Right"]["enum"].remove("access"))

    assert [gap for gap in gaps() if "access" in gap and "make pack-schema" in gap]


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """`pack(change)`: the packs as they are shipped, that of China as ``change`` leaves it."""

    def write(change):
        for file in loader.PACKS.glob("*.json"):
            whole = json.loads(file.read_text("utf-8"))
            if file.name == "CN.json":
                change(whole)
            (tmp_path / file.name).write_text(json.dumps(whole), "utf-8")
        monkeypatch.setattr(packs, "PACKS", tmp_path)
        forget()

    yield write
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda whole: whole["rules"][0]["rights"].append("forgotten"), "forgotten"),
        (lambda whole: whole["refusals"][0].pop("title"), "title"),
        (lambda whole: whole["refusals"][0]["evidence"].append("forgotten"), "forgotten"),
        (lambda whole: whole["authorities"][0].update(kind="forgotten"), "forgotten"),
        (lambda whole: whole.update(parent="XX"), "XX"),
    ],
    ids=["right", "words of a ground", "proof of a ground", "kind of authority", "parent"],
)
def test_a_pack_that_names_what_nobody_knows_is_refused(pack, change, said):
    pack(change)

    errors = data_files_are_whole(None)

    assert errors
    assert any(said in error.msg for error in errors), errors
