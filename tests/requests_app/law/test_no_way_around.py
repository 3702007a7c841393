"""An answer that means two things, said in the ways that a single rule would miss."""

from __future__ import annotations

import pytest

from requests_app.law.plausibility import contradictions
from tests.requests_app.law.samples import COMPLETE, SEARCHED, alternative, deletion, item
from tests.requests_app.law.test_plausibility import (
    MATCHED,
    PROVEN,
    decided,
    inventory,
    places,
    records,
)

BOTH = "something is held and that nothing is"
KEPT = {"what": "录像", "code": "CN-RETENTION", "until": "2026-12-20", "other_use_stopped": True}
PARTLY = decided(decision="partly_fulfilled", code="CN-RETENTION")
SOME_KEPT = inventory((3, {"result": "kept", "method": "none"}))


def said_both(*decisions, case=PROVEN) -> list[str]:
    return [one.pointer for one in contradictions(decisions, {}, case) if BOTH in one.text.en]


@pytest.mark.parametrize(
    ("decisions", "at"),
    [
        ((decided("access"), decided("deletion", "not_held")), ["#/verdicts/1/decision"]),
        ((decided("access", "not_held"), decided("deletion")), ["#/verdicts/0/decision"]),
        ((decided("access"), decided("deletion", "no_match")), ["#/verdicts/1/decision"]),
        ((decided("deletion", "no_match"), decided("access")), ["#/verdicts/0/decision"]),
        ((decided("access", "not_held"), decided("deletion", "no_match")), ["#/verdicts/0/decision"]),
        ((decided("opt_out"), decided("access"), decided("deletion", "not_held")),
         ["#/verdicts/0/decision"]),
        ((decided("opt_out", "no_match"), decided("access")), []),
        ((decided("opt_out"), decided("deletion", "no_match")), []),
    ],
)  # fmt: skip
def test_what_is_granted_unproven_and_not_held_do_not_go_together(decisions, at):
    assert said_both(*decisions, case=MATCHED) == at


@pytest.mark.parametrize(
    "beside",
    [
        {"access": {"template_held": True}},
        {"kept": [KEPT]},
        {"records": [{"reference": "A-7"}]},
    ],
)
def test_nothing_is_not_held_beside_any_one_thing_that_is(beside):
    assert "#/verdicts/0/decision" in places(SEARCHED | beside, decided("access", "not_held"))


def test_records_are_accounted_for_by_what_acts_on_them_alone():
    assert places(alternative() | {"records": []}, decided("opt_out"), case=MATCHED) == []
    assert places(deletion(), case=MATCHED) == [], "that they are missing, the law's list says"
    missing = ["#/evidence/records", "#/evidence/records"]
    assert places(deletion() | {"records": []}, case=MATCHED) == missing


def test_a_record_may_be_handed_over_and_kept():
    row = {"handed_over_on": "2026-11-20", "kept_because": "CN-RETENTION"}
    evidence = COMPLETE["access"] | deletion(kept=[KEPT], inventory=SOME_KEPT)
    both = decided("access"), PARTLY
    assert places(evidence | records(("A-7", row), ("A-8", row)), *both, case=MATCHED) == []


@pytest.mark.parametrize("rows", ["x", {"reference": "A-7"}, [1], 3, True])
def test_rows_are_a_list_of_objects(rows):
    assert places(deletion() | {"records": rows}) == ["#/evidence/records"]


def test_what_a_recipient_never_had_was_not_shared():
    never = item("template", store="recipient", result="not_held", method="none")
    alone = {"recipients": {"shared": False}}
    assert places(deletion(inventory=[*inventory(), never]) | alone) == []
    assert places(deletion() | alone) == []


def test_what_is_kept_ends_with_its_ground_at_the_latest():
    proof = {"right": "deletion", "retained_until": KEPT["until"]}
    assert places(deletion(inventory=SOME_KEPT, kept=[KEPT], refusals=[proof]), PARTLY) == []


def test_what_is_done_on_the_last_day_is_in_order():
    assert places(deletion(inventory=inventory((0, {"done_on": "2026-11-20"})))) == []


def test_a_part_that_names_no_ground_is_named_as_such():
    nameless = {key: value for key, value in KEPT.items() if key != "code"}
    found = contradictions([PARTLY], deletion(inventory=SOME_KEPT, kept=[nameless]), PROVEN)
    assert [one.text.en.split(" is ")[0] for one in found] == ["—"]


def test_the_same_kind_of_item_lies_at_two_places():
    gone = item("log", place="gate 1")
    never = item("log", place="gate 2", result="not_held", method="none")
    assert places(deletion(inventory=[*inventory()[:4], gone, never])) == []
    same = never | {"place": "gate 1"}
    assert places(deletion(inventory=[*inventory()[:4], gone, same])) == [
        "#/evidence/inventory/5/result"
    ]


@pytest.mark.parametrize(("day", "wrong"), [("2026-11-20", False), ("2026-11-21", True)])
def test_a_copy_is_made_before_all_is_done_where_something_is_deleted(day, wrong):
    access = COMPLETE["access"]["access"] | {"copy_delivered_on": day}
    evidence = COMPLETE["access"] | deletion() | {"access": access, "done_on": "2026-11-20"}
    at = ["#/evidence/access/copy_delivered_on"]
    assert places(evidence, decided("access"), decided("deletion")) == (at if wrong else [])
    alone = {key: value for key, value in evidence.items() if key != "inventory"}
    assert at[0] not in places(alone, decided("access"))
