"""Letters say what the law says, to whom the law sends them, and nothing more."""

import re
from datetime import date

import pytest

from requests_app.law.deadlines.calculator import due_on
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.evidence import missing_evidence
from requests_app.law.letters.pdf import as_pdf
from requests_app.law.letters.types import (
    BlockKind,
    Claim,
    Grievance,
    LetterFacts,
    LetterKind,
    TimelineEntry,
)
from requests_app.law.letters.writing import as_text, cited_provisions, write
from requests_app.law.packs import all_packs, authorities, refusal_codes, rights_in_force, rule_for
from requests_app.law.rights import Right
from requests_app.law.types import LocalText

FILED, TODAY = date(2026, 7, 1), date(2026, 11, 22)
PLACES = [code for code, pack in all_packs().items() if pack.is_place]


def claim(place, right, grievance=Grievance.SILENT, filed=FILED, **changes):
    rule = rule_for(place, right, filed)
    due = due_on(rule, filed, calendar_for(place)).date
    terms = {"right": Right(right), "rule": rule, "filed_on": filed, "due_on": due}
    return Claim(**terms | {"grievance": grievance} | changes)


def facts(place="CN-ZJ-HZ", rights=("deletion",), kind=LetterKind.ADMONITION, **changes):
    given = {
        "kind": kind,
        "reference": "SF-7Q2M-K4",
        "jurisdiction": place,
        "venue_kind": "residential_compound",
        "venue_name": "静园小区物业服务中心",
        "resident_name": "王小明",
        "today": TODAY,
        "timeline": (TimelineEntry(FILED, LocalText(en="Filed", zh_hans="提出请求")),),
        "fingerprint": "3f9ac1",
        "check_url": "https://saveface.example/receipts",
    }
    if "claims" not in changes:
        given["claims"] = tuple(claim(place, right) for right in rights)
    return LetterFacts(**given | changes)


def text_of(letter_facts, language="en"):
    return as_text(write(letter_facts, language))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("place", ["CN", "CN-ZJ-HZ", "CN-SH", "CN-GD-SZ"])
def test_no_letter_under_chinese_law_names_a_number_of_days_as_law(place, kind, language):
    text = text_of(facts(place, [right.value for right in Right], kind), language)

    assert not re.search(r"(30|三十|thirty)\s*(个|calendar|working)?\s*(日|天|day)", text)
    assert "GB/T 35273" not in text
    assert ("及时" if language == "zh-hans" else "promptly") in text


def test_a_binding_limit_is_named_with_its_day_and_its_source():
    text = text_of(facts("EU-FR"))

    assert (
        "due within 1 month (General Data Protection Regulation (EU) 2016/679, art. 12(3))" in text
    )
    assert "by 3 August 2026" in text  # 1 August 2026 is a Saturday
    assert "111 days after the date due" in text


def test_an_admonition_sets_no_period_of_its_own():
    text = text_of(facts("EU-FR"))

    assert "sets no period that the law does not set" in text
    assert "14 days" not in text


def test_a_residential_compound_hears_of_property_managers_and_of_its_own_city():
    cited = [p.id for p in cited_provisions(facts(rights=("opt_out",)))]

    assert cited[0] == "cn-hz.property"
    assert {"cn.property", "cn.alternative"} <= set(cited)


def test_a_showroom_hears_of_public_places():
    cited = {p.id for p in cited_provisions(facts("CN", venue_kind="showroom"))}

    assert "cn.public-place" in cited
    assert "cn.property" not in cited


def test_what_nobody_read_is_not_cited_as_a_provision():
    for place in PLACES:
        for right in rights_in_force(place, TODAY):
            cited = cited_provisions(
                facts(place, [right.value], claims=(claim(place, right, filed=TODAY),))
            )
            assert all(p.citation.confidence != "unconfirmed" for p in cited)


def test_the_sender_is_told_what_to_check_first():
    checks = write(facts("JP"), "en").checks

    assert any("art. 35" in check and "not confirmed" in check for check in checks)


def test_where_every_source_was_read_there_is_nothing_to_check():
    assert write(facts("US-IL"), "en").checks == ()


def test_a_letter_before_the_day_warns_that_nobody_is_late():
    early = facts("EU-FR", today=date(2026, 7, 20))

    assert any("the venue is not late" in check for check in write(early, "en").checks)
    assert "after the date due" not in text_of(early)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("CN", "Department with personal information protection duties"),
        ("EU-FR", "CNIL"),
        ("EU-DE-BY", "Data protection authority of Bavaria"),
        ("US-CA", "California Privacy Protection Agency"),
        ("US-IL", "State or federal court"),
        ("HK", "Privacy Commissioner"),
    ],
)
def test_a_complaint_goes_to_the_authority_of_the_place(place, name):
    assert f"To: {name}" in text_of(facts(place, kind=LetterKind.COMPLAINT))


def test_a_british_complaint_goes_to_the_venue_first_then_to_the_ico():
    first = facts("UK-ENG", kind=LetterKind.COMPLAINT)
    ico = authorities("UK-ENG", TODAY)[1]
    second = facts("UK-ENG", kind=LetterKind.COMPLAINT, authority=ico)

    assert "To: 静园小区物业服务中心" in text_of(first)
    assert "s. 164A" in text_of(first)
    assert any("goes to the venue first" in check for check in write(first, "en").checks)
    assert "To: Information Commissioner's Office" in text_of(second)
    assert "Complaint against: 静园小区物业服务中心" in text_of(second)


def test_where_no_law_grants_the_request_the_letter_says_so_and_names_the_duty():
    text = text_of(facts("US-IL"))

    assert "grants no right on request" in text
    assert "3 years from the day the person last dealt with the venue" in text
    assert "when the initial purpose has been satisfied, if that comes first" in text
    assert "due within 30" not in text


def test_a_refusal_is_answered_with_the_limits_of_its_ground():
    ground = next(c for c in refusal_codes("CN", "opt_out", TODAY) if c.code == "CN-NECESSARY")
    refused = claim("CN", "opt_out", Grievance.REFUSED, refusal=ground)

    text = text_of(facts("CN", claims=(refused,)), "zh-hans")

    assert "被拒绝，理由为 CN-NECESSARY" in text
    assert "不得将人脸识别作为唯一验证方式" in text


def test_a_bad_answer_is_met_with_what_it_lacks():
    lacks = tuple(m.text for m in missing_evidence("deletion", "fulfilled", {}))
    disputed = claim("CN", "deletion", Grievance.DISPUTED, shortcomings=lacks)

    text = text_of(facts("CN", claims=(disputed,)))

    assert text.count("The answer lacks:") == 5


def test_a_guardian_signs_for_the_child():
    assert "监护人代理：小雨" in text_of(facts(acting_for="小雨"), "zh-hans")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_be_written_to_in_both_languages(place, kind, language):
    rights = [right.value for right in rights_in_force(place, date(2027, 6, 1))]
    claims = tuple(claim(place, right, filed=date(2027, 6, 1)) for right in rights)

    letter = write(facts(place, kind=kind, claims=claims, today=date(2027, 12, 1)), language)

    text = as_text(letter)
    assert "{" not in text
    assert letter.blocks[0].kind is BlockKind.TITLE
    assert "fingerprint 3f9ac1" in text or "指纹 3f9ac1" in text
    own_words = (
        text.replace("静园小区物业服务中心", "").replace("王小明", "").replace("提出请求", "")
    )
    assert bool(re.search(r"[\u4e00-\u9fff]", own_words)) is (language == "zh-hans")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pdf_is_one_and_the_same_for_the_same_letter(language):
    letter = write(facts("CN-ZJ-HZ", ["access", "deletion"], LetterKind.COMPLAINT), language)

    once, twice = as_pdf(letter), as_pdf(letter)

    assert once.startswith(b"%PDF-")
    assert once == twice
    assert 10_000 < len(once) < 200_000


def test_the_pdf_has_a_glyph_for_every_letter(caplog):
    rare = facts(resident_name="㐂䶮𫖯 Zoë Łukasz Ωμέγα Жанна", venue_name="龘靐齉麤")

    as_pdf(write(rare, "zh-hans"))

    missing = [r.getMessage() for r in caplog.records if "missing" in r.getMessage()]
    assert len(missing) <= 1, missing  # 𫖯 lies beyond the Basic Multilingual Plane
