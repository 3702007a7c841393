"""The packs as others would use them: valid, complete, cited, and honest about their dates."""

import json
import re
from datetime import date, timedelta
from itertools import combinations

import pytest

from requests_app.law.deadlines.types import ClockStatus, EntryKind
from requests_app.law.errors import NoRuleInForce, UnknownJurisdiction, UnknownRule
from requests_app.law.loader import PACKS, read_pack
from requests_app.law.packs import (
    all_packs,
    authorities,
    incident_duties,
    lineage,
    pack_for,
    pack_versions,
    provisions,
    refusal_codes,
    rights_in_force,
    rule_by_reference,
    rule_for,
    rules_in_force,
)
from requests_app.law.phrases import labels
from requests_app.law.right_words import words_of
from requests_app.law.rights import Right
from requests_app.law.types import (
    Confidence,
    ExtensionGround,
    Force,
    PauseReason,
    StartEvent,
    Subject,
    Unit,
)

TODAY = date(2026, 11, 22)
FILES = sorted(PACKS.glob("*.json"))
HAN = re.compile(r"[\u4e00-\u9fff]")
NAMED = (
    "CN CN-ZJ-HZ CN-SH CN-GD-SZ EU UK US-CA US-IL US-TX US-WA BR KR JP TW HK SG IN CA CA-QC AU CH"
)


def raw(code):
    return json.loads((PACKS / f"{code}.json").read_text(encoding="utf-8"))


def texts(node):
    if isinstance(node, dict):
        if set(node) == {"en", "zh-Hans"}:
            yield node
        for child in node.values():
            yield from texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)


def citations(node):
    if isinstance(node, dict):
        if "confidence" in node:
            yield node
        for child in node.values():
            yield from citations(child)
    elif isinstance(node, list):
        for child in node:
            yield from citations(child)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_pack_keeps_the_public_format(file):
    pack = read_pack(file)

    assert pack.code == file.stem
    assert pack.parent is None or pack.parent in all_packs()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_pack_is_complete_in_both_languages(file):
    for text in texts(json.loads(file.read_text(encoding="utf-8"))):
        assert not HAN.search(text["en"]), text
        assert HAN.search(text["zh-Hans"]) or re.fullmatch(
            r"[\d§ .()a-zA-Z–,]+", text["zh-Hans"]
        ), text
        assert text["en"].strip() == text["en"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_listed_law_is_cited_and_every_cited_law_listed(file):
    pack = json.loads(file.read_text(encoding="utf-8"))

    assert {c["law"] for c in citations(pack)} == set(pack["laws"])


def test_every_jurisdiction_asked_for_is_packed_and_every_member_state():
    members = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"

    assert set(NAMED.split()) <= set(all_packs())
    assert {f"EU-{code}" for code in members.split()} <= set(all_packs())


def test_every_place_has_a_rule_an_authority_and_a_way_to_refuse():
    later = date(2027, 6, 1)  # India's rights are in force by then
    for code, pack in all_packs().items():
        if not pack.is_place:
            continue
        assert rights_in_force(code, later), code
        assert authorities(code, later), code
        assert incident_duties(code), code
        for right in rights_in_force(code, later):
            assert refusal_codes(code, right, later), (code, right)
        assert any(p.time_zones for p in lineage(code)), code


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("CN-33-HZ", "CN-ZJ-HZ"),
        ("cn-31", "CN-SH"),
        ("CN-440300", "CN-GD-SZ"),
        ("DE", "EU-DE"),
        ("EU-DE-BY", "EU-DE-BY"),
        ("DE-BY", "EU-DE-BY"),
        ("EU-ES-MD", "EU-ES"),
        ("GB-SCT", "UK-SCT"),
        ("CA-ON", "CA"),
        ("CA-QC", "CA-QC"),
        (" us-ca ", "US-CA"),
        ("CN-HK", "HK"),
    ],
)
def test_a_code_finds_its_pack(code, found):
    assert pack_for(code).code == found


def test_an_overlay_answers_with_its_parents_law_where_it_is_silent():
    hangzhou = provisions("CN-ZJ-HZ", TODAY, "opt_out")

    assert rule_for("CN-ZJ-HZ", "deletion", TODAY).jurisdiction == "CN"
    assert hangzhou[0].id == "cn-hz.property"
    assert any(p.id == "cn.alternative" for p in hangzhou)
    assert list(pack_versions("CN-ZJ-HZ")) == ["CN-ZJ-HZ", "CN"]
    assert not any(p.id == "cn-hz.property" for p in provisions("CN-SH", TODAY))


def test_an_unknown_jurisdiction_says_what_to_do():
    with pytest.raises(UnknownJurisdiction, match=r"docs/rule-packs\.md"):
        pack_for("ZZ")


# --- time


def test_a_rule_not_yet_in_force_does_not_apply():
    with pytest.raises(NoRuleInForce, match="without a legal deadline") as refused:
        rule_for("IN", "access", TODAY)
    assert refused.value.text.zh_hans.startswith("2026年11月22日当地法律未就“查阅、复制”作出规定")
    assert rule_for("IN", "access", date(2027, 5, 14)).limit.amount == 90
    assert rights_in_force("IN", TODAY) == ()


def test_a_replaced_rule_still_explains_old_requests():
    before = rule_for("UK-ENG", "access", date(2026, 2, 4))
    since = rule_for("UK-ENG", "access", date(2026, 2, 5))

    assert (before.reference, since.reference) == ("uk.request@1", "uk.request@2")
    assert rule_by_reference("uk.request@1") is before
    with pytest.raises(UnknownRule, match="restore"):
        rule_by_reference("uk.request@99")


def test_every_choice_has_a_name_in_both_languages():
    groups = {
        "unit": Unit,
        "force": Force,
        "confidence": Confidence,
        "start": StartEvent,
        "pause_reason": PauseReason,
        "extension_ground": ExtensionGround,
        "clock": ClockStatus,
        "act": EntryKind,
    }
    for group, members in groups.items():
        assert set(labels(group)) == set(members), group
        assert all(name.en and HAN.search(name.zh_hans) for name in labels(group).values())


@pytest.mark.parametrize("right", Right)
def test_every_right_has_its_words_in_both_languages(right):
    words = words_of(right)
    for text in (words.name, words.short, words.choice, words.demand):
        assert text.en
        assert HAN.search(text.zh_hans)


def test_what_is_only_proposed_never_applies():
    pending = [p for pack in all_packs().values() for p in pack.provisions if p.pending]

    assert {p.jurisdiction for p in pending} == {"EU", "JP", "TW"}
    for code in ("EU-FR", "JP", "TW"):
        assert not any(p.pending for p in provisions(code, date(2030, 1, 1)))


def test_the_uk_complaint_goes_to_the_venue_first_since_june_2026():
    assert authorities("UK-ENG", date(2026, 6, 18))[0].kind == "regulator"
    assert authorities("UK-ENG", date(2026, 6, 19))[0].kind == "venue"
    complaint = rules_in_force("UK-ENG", TODAY, Subject.COMPLAINT)
    assert complaint[0].acknowledgement.amount == 30
    assert rules_in_force("UK-ENG", date(2026, 6, 18), Subject.COMPLAINT) == ()


def test_no_two_rules_for_one_right_are_in_force_together():
    for code, pack in all_packs().items():
        for one, other in combinations([r for r in pack.rules if not r.pending], 2):
            if one.subject is not other.subject or not one.rights & other.rights:
                continue
            ends = min(one.effective_to or date.max, other.effective_to or date.max)
            begins = max(one.effective_from or date.min, other.effective_from or date.min)
            assert begins > ends, (code, one.reference, other.reference)


def test_a_replacement_leaves_no_gap():
    rules = {r.reference: r for pack in all_packs().values() for r in pack.rules}
    for rule in rules.values():
        if rule.effective_to is not None:
            follower = rules[f"{rule.id}@{rule.version + 1}"]
            assert follower.effective_from == rule.effective_to + timedelta(days=1)


def test_references_are_unique():
    rules = [r.reference for pack in all_packs().values() for r in pack.rules]
    ids = [p.id for pack in all_packs().values() for p in pack.provisions]

    assert len(rules) == len(set(rules))
    assert len(ids) == len(set(ids))


# --- honesty


@pytest.mark.parametrize("right", Right)
def test_chinese_law_binds_by_its_words_never_by_a_number(right):
    for on in (date(2022, 1, 1), TODAY):
        rule = rule_for("CN", right, on)
        assert rule.limit.force is Force.BENCHMARK
        assert not rule.is_binding
        assert (rule.limit.amount, rule.limit.citation.provision.en) == (30, "§ 8.7")
        assert rule.extension is None


@pytest.mark.parametrize(
    "right", ["access", "correction", "deletion", "consent_withdrawal", "opt_out"]
)
def test_chinese_law_says_promptly(right):
    assert rule_for("CN", right, TODAY).duty.word.zh_hans == "及时"


def test_no_text_under_chinese_law_claims_a_statutory_thirty_days():
    for code in ("CN", "CN-ZJ-HZ", "CN-SH", "CN-GD-SZ"):
        for text in texts(raw(code)):
            assert not re.search(r"法定.{0,6}(30|三十)", text["zh-Hans"])
            assert not re.search(r"statutory (30|thirty)", text["en"])


def test_a_number_without_a_law_is_never_binding():
    for pack in all_packs().values():
        for rule in pack.rules:
            if rule.limit and "own measure" in rule.limit.citation.law.en:
                assert rule.limit.force is Force.BENCHMARK
                assert rule.limit.citation.confidence is Confidence.UNCONFIRMED
            if not rule.request_right and rule.subject is Subject.REQUEST:
                assert rule.limit.force is Force.BENCHMARK


def test_illinois_and_texas_destroy_without_any_request():
    illinois = rules_in_force("US-IL", TODAY, Subject.STANDING_DUTY)[0]
    texas = rules_in_force("US-TX", TODAY, Subject.STANDING_DUTY)[0]

    assert (illinois.limit.amount, illinois.limit.unit, illinois.start) == (
        3,
        "year",
        StartEvent.LAST_INTERACTION,
    )
    assert (texas.limit.amount, texas.start) == (1, StartEvent.PURPOSE_ENDED)
    assert not rule_for("US-IL", "deletion", TODAY).request_right


def test_what_must_not_be_cited_is_not():
    shipped = "\n".join(json.dumps(list(citations(raw(f.stem)))) for f in FILES)

    assert "05/2022" not in shipped
    assert "Nanjing" not in shipped
    assert "Tianjin" not in shipped


# --- refusals


def codes(place, right, on=TODAY):
    return {code.code for code in refusal_codes(place, right, on)}


def test_the_refusal_codes_of_the_four_written_laws():
    def everywhere(place):
        return set().union(*(codes(place, right) for right in Right))

    china = (
        "RETENTION TECH SECRECY OTHER-BASIS NECESSARY CCTV-VIEW ID ABUSE THIRD-PARTY "
        "TRADE-SECRET CRIMINAL"
    )
    europe = (
        "EXCESSIVE NOT-IDENTIFIABLE ID OTHERS 17-3-A 17-3-B 17-3-C 17-3-D 17-3-E COMPELLING "
        "RESTRICT NOT-HELD"
    )
    california = "UNVERIFIED AGENT 105D NO-SEARCH LIMIT-EXEMPT 145 NOT-BUSINESS"
    british = {f"UK-{code}" for code in ("SEARCH", "CRIME", "THIRD", "PRIVILEGE")}

    assert everywhere("CN") == {f"CN-{code}" for code in china.split()}
    assert everywhere("EU-FR") == {f"EU-{code}" for code in europe.split()}
    assert everywhere("UK-SCT") == {f"EU-{code}" for code in europe.split()} | british
    assert everywhere("US-CA") == {f"CA-{code}" for code in california.split()}


def test_a_ground_answers_only_the_rights_it_is_made_for():
    assert "CN-SECRECY" in codes("CN", "access")
    assert "CN-SECRECY" not in codes("CN", "deletion")
    assert "CN-OTHER-BASIS" in codes("CN", "consent_withdrawal")
    assert "CN-OTHER-BASIS" not in codes("CN", "deletion")
    assert "EU-COMPELLING" not in codes("EU-DE", "deletion")
    assert "CA-LIMIT-EXEMPT" not in codes("US-CA", "deletion")


def test_retention_brings_the_duty_to_stop_all_other_use():
    by_code = {c.code: c for c in refusal_codes("CN", "deletion", TODAY)}

    for code in ("CN-RETENTION", "CN-TECH"):
        assert [duty.id for duty in by_code[code].duties] == ["stop_other_use"]
        assert by_code[code].partial_only
        assert "processing_stopped" in by_code[code].evidence
    assert not by_code["CN-ABUSE"].duties
    assert by_code["CN-ABUSE"].force is Force.BENCHMARK


def test_an_agent_in_california_is_never_asked_for_power_of_attorney():
    agent = next(c for c in refusal_codes("US-CA", "deletion", TODAY) if c.code == "CA-AGENT")

    assert "may not be demanded" in agent.limits.en


def test_every_refusal_needs_a_reason():
    assert all("reason" in c.evidence for p in all_packs().values() for c in p.refusals)
