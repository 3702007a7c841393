"""An answer is credible or says what it lacks."""

from datetime import date

import pytest

from requests_app.law.decisions import Decision
from requests_app.law.evidence import CLAIMS, missing_evidence
from requests_app.law.evidence_form import choices, requirements, sections
from requests_app.law.evidence_types import Circumstances
from requests_app.law.packs import refusal_codes
from requests_app.law.rights import Right
from tests.requests_app.law.samples import COMPLETE, SEARCHED, alternative, deletion, item


def paths(*args, **kwargs):
    return [lack.path for lack in missing_evidence(*args, **kwargs)]


@pytest.mark.parametrize("right", Right)
def test_a_careful_venue_lacks_nothing(right):
    assert missing_evidence(right, "fulfilled", COMPLETE[right]) == []


@pytest.mark.parametrize("right", Right)
def test_an_empty_answer_is_told_what_to_fill_in_both_languages(right):
    lacks = missing_evidence(right, "fulfilled", {})

    assert lacks[0].path == "venue"
    assert all("{" not in lack.text.en + lack.text.zh_hans for lack in lacks)
    assert lacks[0].text.zh_hans == "请填写“答复方”。"


@pytest.mark.parametrize("decision", ["not_held", "no_match"])
@pytest.mark.parametrize("right", Right)
def test_nothing_held_says_what_was_searched(right, decision):
    assert missing_evidence(right, decision, SEARCHED) == []
    assert paths(right, decision, {"venue": SEARCHED["venue"]}) == ["search"]


def test_a_deleted_database_record_is_no_media_sanitisation():
    claimed = [item(kind, sanitisation="purge") for kind in choices("item_kind")]

    lacks = missing_evidence("deletion", "fulfilled", deletion(inventory=claimed))

    assert {lack.path for lack in lacks} == {
        f"inventory.{n}.sanitisation" for n in range(len(claimed))
    }
    assert "not media sanitisation" in lacks[0].text.en


@pytest.mark.parametrize(
    ("method", "claim"),
    [("overwritten", "purge"), ("cryptographic_erase", "destroy"), ("anonymised", "clear")],
)
def test_a_claim_goes_no_further_than_its_method(method, claim):
    inventory = deletion()["inventory"]
    inventory[0] |= {"method": method, "sanitisation": claim}

    assert paths("deletion", "fulfilled", deletion(inventory=inventory)) == [
        "inventory.0.sanitisation"
    ]


def test_every_method_has_its_claims():
    assert set(CLAIMS) == set(choices("method"))
    assert set.union(*CLAIMS.values()) == set(choices("sanitisation"))


def test_an_inventory_speaks_of_every_kind_of_copy():
    few = [item("template")]

    lacks = missing_evidence("deletion", "fulfilled", deletion(inventory=few))

    assert [lack.path for lack in lacks] == ["inventory"] * 4


def test_what_is_still_held_is_not_fulfilled():
    inventory = deletion()["inventory"]
    inventory[2] = item("capture_image", result="kept")

    assert paths("deletion", "fulfilled", deletion(inventory=inventory)) == ["inventory.2.result"]


def test_a_partial_answer_says_what_is_kept_why_and_until_when():
    inventory = deletion()["inventory"]
    inventory[2] = item("capture_image", result="kept")
    partly = deletion(inventory=inventory)
    kept = {
        "what": "公共区域录像",
        "code": "CN-RETENTION",
        "until": "2026-12-20",
        "other_use_stopped": True,
    }

    assert paths("deletion", "partly_fulfilled", partly) == ["kept"]
    assert paths("deletion", "partly_fulfilled", partly | {"kept": [kept]}) == []
    still_used = kept | {"other_use_stopped": False}
    assert paths("deletion", "partly_fulfilled", partly | {"kept": [still_used]}) == [
        "kept.0.other_use_stopped"
    ]


def test_backups_that_return_undo_a_deletion():
    backups = {"held": True, "expires_on": "2026-12-20", "not_restored": False}

    assert paths("deletion", "fulfilled", deletion(backups=backups)) == ["backups.not_restored"]
    assert paths("deletion", "fulfilled", deletion(backups={"held": True})) == [
        "backups.expires_on",
        "backups.not_restored",
    ]
    assert paths("deletion", "fulfilled", deletion(backups={"held": False})) == []


def test_recipients_are_named_and_told():
    assert paths("deletion", "fulfilled", deletion(recipients={"shared": True})) == [
        "recipients.told"
    ]
    told = {"shared": True, "told": [{"name": "某公司"}]}
    assert paths("deletion", "fulfilled", deletion(recipients=told)) == [
        "recipients.told.0.told_on"
    ]


def test_an_alternative_that_still_captures_the_face_is_none():
    lacks = missing_evidence("opt_out", "fulfilled", alternative(captures_face=True))

    assert [lack.path for lack in lacks] == ["alternative.captures_face"]
    assert lacks[0].text.zh_hans == "仍采集人脸的方式不是替代方式。"


@pytest.mark.parametrize("promise", ["all_entrances", "free", "as_fast", "unconditional"])
def test_an_alternative_is_as_good_as_the_face(promise):
    assert paths("opt_out", "fulfilled", alternative(**{promise: False})) == [
        f"alternative.{promise}"
    ]


def test_an_automated_decision_is_explained_with_its_human_review():
    answer = COMPLETE["explanation"]
    short = answer | {"explanation": answer["explanation"] | {"human_review": ""}}

    assert paths("explanation", "fulfilled", short) == ["explanation.human_review"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"done_on": "yesterday"}, "done_on"),
        ({"inventory": "all of it"}, "inventory"),
        ({"inventory": [item("soul")]}, "inventory.0.kind"),
        ({"inventory": [item("template", method=["x"])]}, "inventory.0.method"),
        ({"backups": {"held": "perhaps"}}, "backups.held"),
        ({"backups": [1]}, "backups"),
        ({"venue": {"legal_name": 7, "person_in_charge": "x"}}, "venue.legal_name"),
        ({"recipients": {"shared": True, "told": "them"}}, "recipients.told"),
    ],
)
def test_a_malformed_answer_is_named_never_a_crash(change, path):
    assert path in paths("deletion", "fulfilled", deletion(**change))


def test_a_ground_of_refusal_needs_its_own_proof():
    codes = {c.code: c for c in refusal_codes("CN", "deletion", date(2026, 11, 1))}
    retention = codes["CN-RETENTION"]
    proof = {
        "right": "deletion",
        "retention_ground": "《公共安全视频图像信息系统管理条例》第十七条",
        "retained_until": "2026-12-20",
        "processing_stopped": True,
    }

    assert paths("deletion", "refused", {"refusals": [proof]}, retention) == []
    assert paths("deletion", "refused", {}, retention) == [
        "refusals.deletion.retention_ground",
        "refusals.deletion.retained_until",
        "refusals.deletion.processing_stopped",
    ]
    still_used = proof | {"processing_stopped": False}
    assert paths("deletion", "refused", {"refusals": [still_used]}, retention) == [
        "refusals.deletion.processing_stopped"
    ]


def test_every_right_and_decision_has_its_requirements():
    for right in Right:
        granted = [n for n in requirements() if right in n.rights and "fulfilled" in n.decisions]
        assert len(granted) >= 2
    always = [need for need in requirements() if not need.when]
    assert {decision for need in always for decision in need.decisions} == set(Decision) - {
        Decision.REFUSED
    }


@pytest.mark.parametrize(
    ("kind", "item_kind"), [("park_entry", "fingerprint"), ("crossing", "public_display")]
)
def test_a_venue_mentions_what_its_kind_of_system_takes(kind, item_kind):
    case = Circumstances(venue_kind=kind)
    with_it = deletion(inventory=[*deletion()["inventory"], item(item_kind)])

    lacks = missing_evidence("deletion", "fulfilled", deletion(), case=case)
    assert [lack.path for lack in lacks] == ["inventory"]
    assert missing_evidence("deletion", "fulfilled", with_it, case=case) == []


def test_an_alternative_where_people_live_leaves_out_neither_children_nor_the_elderly():
    case = Circumstances(venue_kind="waste_station")
    answer = alternative(people=["owners"])

    assert missing_evidence("opt_out", "fulfilled", answer) == []
    assert paths("opt_out", "fulfilled", answer, case=case) == ["alternative.people"] * 2


@pytest.mark.parametrize("right", ["consent_withdrawal", "objection"])
def test_a_withdrawal_that_brings_a_detriment_is_not_fulfilled(right):
    answer = COMPLETE[right] | {"stopped": COMPLETE[right]["stopped"] | {"no_detriment": False}}

    assert paths(right, "fulfilled", answer) == ["stopped.no_detriment"]


def test_where_a_court_has_ordered_it_the_answer_says_whether_it_was_done():
    case = Circumstances(court_order=True)
    order = {"court": "杭州市富阳区人民法院", "number": "（2026）浙0111民初1号"}
    done = deletion(court_order=order | {"carried_out": True, "on": "2026-11-20"})
    undone = deletion(court_order=order | {"carried_out": False, "why_not": "on appeal"})

    assert missing_evidence("deletion", "fulfilled", done, case=case) == []
    assert paths("deletion", "fulfilled", deletion(), case=case) == ["court_order"]
    assert paths("deletion", "fulfilled", undone, case=case) == ["court_order.carried_out"]
    assert paths("deletion", "refused", {}, case=case) == ["court_order"]
    assert paths("deletion", "refused", undone, case=case) == []


def test_every_choice_of_the_form_has_its_words():
    for section in sections().values():
        for field in section.fields:
            assert not field.choices or choices(field.choices)
