"""What an answer says can be so beside what the case knows, or it is named where it cannot."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from requests_app.law.decisions import Decision
from requests_app.law.evidence_form import choices, sections
from requests_app.law.evidence_types import FieldKind, Tense
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import (
    CaseFacts,
    Decided,
    Disclosed,
    consistency,
    contradictions,
    facts,
)
from requests_app.law.plausibility.days import bounds
from requests_app.law.plausibility.words import leads_somewhere, says_something
from requests_app.law.rights import Right
from tests.requests_app.law.samples import COMPLETE, SEARCHED, alternative, deletion, item

TODAY = date(2026, 11, 25)
CASE = CaseFacts(today=TODAY, filed_on=date(2026, 11, 10), asked_on=date(2026, 11, 10))
PROVEN = replace(CASE, identity_proven=True)
SEALED = Disclosed(records=2, readable=2, named=True, complete=True, waits=True)
MATCHED = replace(
    PROVEN,
    matched=("A-7", "A-8"),
    disclosed_on=date(2026, 11, 15),
    disclosures=(replace(SEALED, waits=False),),
)
CODES = {code.code: code for code in refusal_codes("CN", "deletion", TODAY)}


def decided(right="deletion", decision="fulfilled", code=""):
    return Decided(Right(right), Decision(decision), CODES.get(code))


def places(evidence, *decisions, case=PROVEN):
    found = contradictions(decisions or (decided(),), evidence, case)
    assert all("{" not in one.text.en + one.text.zh_hans for one in found)
    return [one.pointer for one in found]


def records(*rows):
    return {"records": [{"reference": reference, **became} for reference, became in rows]}


def deleted(day="2026-11-20"):
    return records(("A-7", {"deleted_on": day}), ("A-8", {"deleted_on": day}))


@pytest.mark.parametrize("right", Right)
def test_a_careful_venue_contradicts_nothing(right):
    assert places(COMPLETE[right], decided(right)) == []


# --- days -------------------------------------------------------------------------------------

DAYS = [
    (section.name, field)
    for section in sections().values()
    for field in (section.fields or (None,))
    if (section if field is None else field).kind is FieldKind.DATE
]
NESTED = "recipients.told.told_on"


def with_day(section, field, day):
    """Evidence that names ``day`` in that one field."""
    if field is None:
        return {section: day}
    row = {field.name: day}
    return {section: [row] if sections()[section].kind is FieldKind.ITEMS else row}


@pytest.mark.parametrize(
    "day", ["1900-01-01", "1969-12-31", "2011-01-01", "9999-12-31", "2100-01-01", "20261120"]
)
@pytest.mark.parametrize(("section", "field"), DAYS)
def test_no_day_is_out_of_all_reason(section, field, day):
    evidence = with_day(section, field, day)
    found = contradictions((), evidence, CASE)
    name = field.name if field else section
    assert any(one.place[-1] == name for one in found), found


@pytest.mark.parametrize(("section", "field"), DAYS)
def test_what_is_done_is_not_done_tomorrow(section, field):
    tense = (field or sections()[section]).tense
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    found = contradictions((), with_day(section, field, tomorrow), CASE)
    named = [one for one in found if one.place[-1] == (field.name if field else section)]
    assert bool(named) is (tense in (Tense.DONE, Tense.STANDING, Tense.SEARCHED)), tense


def test_a_promise_is_not_past_and_has_an_end():
    late = {"backups": {"held": True, "expires_on": "2026-11-24", "not_restored": True}}
    assert "#/evidence/backups/expires_on" in places(deletion() | late)
    far = {"backups": {"held": True, "expires_on": "2033-01-01", "not_restored": True}}
    assert "#/evidence/backups/expires_on" in places(deletion() | far)


def test_days_within_lists_are_looked_at_too():
    told = {"shared": True, "told": [{"name": "某公司", "told_on": "2030-01-01"}]}
    assert places(deletion(recipients=told)) == ["#/evidence/recipients/told/0/told_on"]


@pytest.mark.parametrize("tense", Tense)
def test_every_tense_has_its_bounds(tense):
    earliest, latest = bounds(tense, CASE)
    assert earliest <= TODAY <= latest


def test_a_day_of_today_passes_where_the_desk_is_ahead_of_the_venue():
    assert places(deletion(done_on="2026-11-25")) == []


def test_nothing_is_deleted_before_it_was_captured():
    case = replace(PROVEN, captured_on=TODAY + timedelta(days=40))
    assert "#/evidence/done_on" in places(deletion(), case=case)


def test_a_search_from_before_the_dispute_answers_no_dispute():
    case = replace(CASE, asked_on=date(2026, 11, 21))
    assert places(SEARCHED, decided(decision="not_held"), case=case) == ["#/evidence/search/on"]


# --- what is held -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "is_so"),
    [
        (CASE, True),
        (replace(CASE, disclosures=(SEALED,)), False),
        (replace(CASE, disclosures=(replace(SEALED, readable=0),)), False),
        (replace(CASE, disclosures=(replace(SEALED, complete=False, waits=False),)), False),
        (replace(CASE, disclosures=(replace(SEALED, named=False),)), False),
        (MATCHED, False),
    ],
)
@pytest.mark.parametrize("right", Right)
def test_nothing_held_is_not_said_beside_what_was_disclosed(right, case, is_so):
    found = places(SEARCHED, decided(right, "not_held"), case=case)
    assert found == ([] if is_so else ["#/verdicts/0/decision"])


def test_a_refusal_that_says_nothing_is_held_says_nothing_is_held():
    ground = {c.code: c for c in refusal_codes("EU-FR", "deletion", TODAY)}["EU-NOT-HELD"]
    no = Decided(Right.DELETION, Decision.REFUSED, ground)
    assert places({}, no, case=CASE) == []
    case = replace(CASE, disclosures=(SEALED,))
    assert places({}, no, case=case) == ["#/verdicts/0/decision"]


@pytest.mark.parametrize("known", [{"held_before": True}, {"held_elsewhere": True}])
def test_what_was_held_before_is_said_to_have_gone_since(known):
    case = replace(CASE, **known)
    vague = SEARCHED | {"search": SEARCHED["search"] | {"nothing_because": "never_collected"}}
    gone = SEARCHED | {"search": SEARCHED["search"] | {"nothing_because": "deleted_earlier"}}
    assert places(vague, decided(decision="not_held"), case=case) == ["#/verdicts/0/decision"]
    assert places(gone, decided(decision="not_held"), case=case) == []


COMPARED = replace(SEALED, waits=False)


@pytest.mark.parametrize(
    ("case", "is_so"),
    [
        (CASE, False),
        (replace(CASE, disclosures=(SEALED,)), False),
        (replace(CASE, disclosures=(SEALED,), due_on=TODAY), True),
        (replace(CASE, disclosures=(COMPARED,)), True),
        (replace(CASE, disclosures=(replace(COMPARED, readable=0),)), False),
        (replace(CASE, disclosures=(replace(COMPARED, complete=False, readable=0),)), True),
        (replace(PROVEN, disclosures=(COMPARED,)), False),
        (replace(PROVEN, disclosures=(replace(COMPARED, named=False),)), True),
        (MATCHED, False),
    ],
)
def test_no_match_is_said_of_what_was_disclosed_and_compared(case, is_so):
    evidence = {"venue": SEARCHED["venue"], "search": {"stores": "门禁", "on": "2026-11-20"}}
    found = places(evidence, decided(decision="no_match"), case=case)
    assert found == ([] if is_so else ["#/verdicts/0/decision"])


def test_no_match_has_no_reason_why_nothing_is_held():
    case = replace(CASE, disclosures=(COMPARED,))
    found = places(SEARCHED, decided(decision="no_match"), case=case)
    assert found == ["#/evidence/search/nothing_because"]


@pytest.mark.parametrize(
    ("one", "other", "go_together"),
    [
        (("access", "fulfilled"), ("deletion", "not_held"), False),
        (("access", "not_held"), ("deletion", "fulfilled"), False),
        (("access", "not_held"), ("deletion", "not_held"), True),
        (("opt_out", "fulfilled"), ("deletion", "not_held"), True),
        (("access", "not_held"), ("correction", "fulfilled"), False),
    ],
)
def test_the_rights_of_a_bundle_agree_on_what_is_held(one, other, go_together):
    decisions = decided(*one), decided(*other)
    found = contradictions(decisions, {}, PROVEN)
    assert bool(found) is not go_together


def test_a_ground_of_identity_falls_with_the_proof():
    ground = decided(decision="refused", code="CN-ID")
    assert places({}, ground, case=CASE) == []
    assert places({}, ground, case=PROVEN) == ["#/verdicts/0/refusal_code"]
    assert places({}, ground, case=replace(PROVEN, acting_for_another=True)) == []


def test_an_order_is_not_carried_out_by_refusing():
    order = {
        "court_order": {"court": "法院", "number": "1", "carried_out": True, "on": "2026-11-20"}
    }
    found = places(order, decided(decision="refused", code="CN-ABUSE"), case=CASE)
    assert found == ["#/evidence/court_order/carried_out"]
    both = decided(decision="refused", code="CN-ABUSE"), decided("opt_out")
    assert places(order | alternative(), *both, case=PROVEN) == []


# --- each record ------------------------------------------------------------------------------


def test_every_matched_record_is_accounted_for():
    assert places(deletion() | deleted(), case=MATCHED) == []
    one = {"records": deleted()["records"][:1]}
    assert places(deletion() | one, case=MATCHED) == ["#/evidence/records"]
    twice = {"records": [*deleted()["records"], deleted()["records"][0]]}
    assert places(deletion() | twice, case=MATCHED) == ["#/evidence/records/2/reference"]
    other = records(("A-7", {"deleted_on": "2026-11-20"}), ("B-1", {"deleted_on": "2026-11-20"}))
    assert places(deletion() | other, case=MATCHED) == [
        "#/evidence/records/1/reference",
        "#/evidence/records",
    ]


def test_records_under_the_same_reference_are_counted():
    case = replace(MATCHED, matched=("T", "T"))
    row = ("T", {"deleted_on": "2026-11-20"})
    assert places(deletion() | records(row, row), case=case) == []
    assert places(deletion() | records(row), case=case) == ["#/evidence/records"]


def test_what_is_kept_is_not_fulfilled():
    kept = records(("A-7", {"deleted_on": "2026-11-20"}), ("A-8", {"kept_because": "CN-RETENTION"}))
    assert "#/evidence/records/1/deleted_on" in places(deletion() | kept, case=MATCHED)
    inventory = deletion()["inventory"]
    inventory[2] = item("capture_image", result="kept", method="none")
    part = {
        "what": "录像",
        "code": "CN-RETENTION",
        "until": "2026-12-20",
        "other_use_stopped": True,
    }
    partly = deletion(inventory=inventory, kept=[part]) | kept
    verdict = decided(decision="partly_fulfilled", code="CN-RETENTION")
    assert places(partly, verdict, case=MATCHED) == []
    foreign = deletion(inventory=inventory, kept=[part]) | records(
        ("A-7", {"deleted_on": "2026-11-20"}), ("A-8", {"kept_because": "CN-ABUSE"})
    )
    assert "#/evidence/records/1/kept_because" in places(foreign, verdict, case=MATCHED)


def test_a_refusal_accounts_for_them_too_and_claims_no_deed():
    no = decided(decision="refused", code="CN-ABUSE")
    kept = {"kept_because": "CN-ABUSE"}
    assert places(records(("A-7", kept), ("A-8", kept)), no, case=MATCHED) == []
    mixed = records(("A-7", kept), ("A-8", {"deleted_on": "2026-11-20"}))
    assert "#/evidence/records/1/deleted_on" in places(mixed, no, case=MATCHED)


def test_a_bundle_hands_over_before_it_deletes():
    both = decided("access"), decided("deletion")
    evidence = COMPLETE["access"] | deletion()
    row = {"handed_over_on": "2026-11-20", "deleted_on": "2026-11-20"}
    assert places(evidence | records(("A-7", row), ("A-8", row)), *both, case=MATCHED) == []
    late = row | {"deleted_on": "2026-11-18"}
    found = places(evidence | records(("A-7", row), ("A-8", late)), *both, case=MATCHED)
    assert found == ["#/evidence/records/1/handed_over_on"]
    copy = evidence | {"access": evidence["access"] | {"copy_delivered_on": "2026-11-22"}}
    found = places(copy | records(("A-7", row), ("A-8", row)), *both, case=MATCHED)
    assert found == ["#/evidence/access/copy_delivered_on"]


def test_a_record_was_there_when_it_was_disclosed():
    assert places(deletion() | deleted("2026-11-15"), case=MATCHED) == []
    found = places(deletion() | deleted("2026-11-14"), case=MATCHED)
    assert found == ["#/evidence/records/0/deleted_on", "#/evidence/records/1/deleted_on"]


def test_a_record_is_kept_or_done_with():
    both = {"deleted_on": "2026-11-20", "kept_because": "CN-RETENTION"}
    found = places(deletion() | records(("A-7", both), ("A-8", both)), case=MATCHED)
    assert found == ["#/evidence/records/0/kept_because", "#/evidence/records/1/kept_because"]


def test_nobody_names_records_where_none_was_proven():
    assert places(deletion() | deleted(), case=PROVEN) == [
        "#/evidence/records/0/reference",
        "#/evidence/records/1/reference",
    ]


@pytest.mark.parametrize("right", Right)
def test_every_right_says_what_is_done_to_a_record(right):
    deed = right.facts.deed
    assert deed is None or deed in {field.name for field in sections()["records"].fields}


# --- within the evidence ----------------------------------------------------------------------


def inventory(*changes):
    lines = deletion()["inventory"]
    for number, change in changes:
        lines[number] = lines[number] | change
    return lines


NOTHING = [{"kind": line["kind"], "store": "cloud", "result": "not_held"} for line in inventory()]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"inventory": NOTHING}, "#/verdicts/0/decision"),
        (
            {"inventory": inventory((4, {"method": "overwritten"}))},
            "#/evidence/inventory/4/method",
        ),
        (
            {"inventory": [*inventory(), item("log", result="not_held", method="none")]},
            "#/evidence/inventory/5/result",
        ),
        ({"recipients": {"shared": False, "told": [{"name": "某公司", "told_on": "2026-11-20"}]}},
         "#/evidence/recipients/shared"),
        ({"inventory": [*inventory(), item("template", store="recipient")],
          "recipients": {"shared": False}}, "#/evidence/recipients/shared"),
        ({"backups": {"held": False, "expires_on": "2026-12-20"}}, "#/evidence/backups/expires_on"),
        ({"inventory": inventory((0, {"done_on": "2026-11-22"}))}, "#/evidence/inventory/0/done_on"),
        ({"kept": [{"what": "日志", "code": "CN-TECH", "until": "2026-12-20"}]},
         "#/evidence/kept/0/code"),
        ({"nonsense": {"a": 1}}, "#/evidence/nonsense"),
        ({"backups": {"held": False, "perhaps": True}}, "#/evidence/backups/perhaps"),
        ({"stopped": {"systems": [1]}}, "#/evidence/stopped/systems"),
        ({"records": [{"kept_because": ["x"]}]}, "#/evidence/records/0/kept_because"),
        ({"search": {"nothing_because": ["x"]}}, "#/evidence/search/nothing_because"),
        ({"alternative": alternative()["alternative"],
          "inventory": inventory((1, {"result": "kept", "method": "none"}))},
         "#/evidence/alternative/template_deleted"),
        ({"access": COMPLETE["access"]["access"] | {"template_held": False}},
         "#/evidence/access/template_held"),
    ],
)  # fmt: skip
def test_an_answer_does_not_contradict_itself(change, pointer):
    assert pointer in places(deletion(**change))


def test_a_part_is_something_done_and_something_kept():
    partly = decided(decision="partly_fulfilled", code="CN-RETENTION")
    part = {
        "what": "录像",
        "code": "CN-RETENTION",
        "until": "2026-12-20",
        "other_use_stopped": True,
    }
    kept = [item(line["kind"], result="kept", method="none") for line in inventory()]
    assert places(deletion(inventory=kept, kept=[part]), partly) == ["#/verdicts/0/decision"]
    assert places(deletion(kept=[part]), partly) == ["#/verdicts/0/decision"]
    proof = {"right": "deletion", "retained_until": "2026-12-01"}
    lines = inventory((3, {"result": "kept", "method": "none"}))
    longer = deletion(inventory=lines, kept=[part], refusals=[proof])
    assert places(longer, partly) == ["#/evidence/kept/0/until"]


def test_whose_record_was_matched_some_face_of_was_held():
    lines = inventory(*((n, {"result": "not_held", "method": "none"}) for n in range(3)))
    found = places(deletion(inventory=lines) | deleted(), case=MATCHED)
    assert found == ["#/evidence/inventory"]


def test_every_result_of_an_item_is_done_or_untouched():
    assert set(choices("result")) == consistency.GONE | consistency.UNTOUCHED
    assert consistency.STAYS < consistency.UNTOUCHED
    assert set(choices("item_kind")) > consistency.FACES


# --- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["", "   ", "...", "—", "\u200b\u200d", "\u3164", "\uffa0", "\u2800", "\u00ad\ufeff", "？！"],
)
def test_words_that_say_nothing(text):
    assert not says_something(text)
    for section, name in (
        ("venue", "person_in_charge"),
        ("search", "stores"),
        ("access", "source"),
    ):
        if text:
            assert f"#/evidence/{section}/{name}" in places({section: {name: text}})


@pytest.mark.parametrize("text", ["门岗", "A", "7", "é", "ไทย", "x\u200b"])
def test_words_that_say_something(text):
    assert says_something(text)


@pytest.mark.parametrize(
    ("contact", "good"),
    [
        ("门岗 0571-0000", True),
        ("privacy@gate.test", True),
        ("https://gate.test/faces?x=1", True),
        ("www.gate.test", True),
        ("微信：help@gate.test", True),
        ("desk (8:00-20:00)", True),
        ("http://", False),
        ("https:gate.test", False),
        ("javascript://gate.test", False),
        ("https://gate\\.test@x", False),
        ("https://localhost", False),
        ("www.", False),
        ("@gate", False),
        ("a@b", False),
        ("a@@gate.test", False),
    ],
)
def test_a_contact_leads_somewhere(contact, good):
    assert leads_somewhere(contact) is good
    pointer = "#/evidence/alternative/contact"
    assert (pointer in places({"alternative": {"contact": contact}})) is not good


# --- times ------------------------------------------------------------------------------------


def test_every_sentence_is_said_somewhere():
    folder = facts.FILE.parent
    code = "".join(file.read_text(encoding="utf-8") for file in folder.glob("*.py"))
    assert [key for key in facts.sentences() if f'"{key}"' not in code] == []
