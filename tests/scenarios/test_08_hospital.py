"""8. Hospital appointments, against touts: a ground of public interest, and records that must be kept."""

import pytest

from tests.scenarios.saying import (
    another_way,
    erased,
    fulfilled,
    keeping,
    partly,
    proof,
    refused_for,
)
from tests.scenarios.steps import refused

UNTIL = "2041-11-22"


@pytest.fixture
def hospital(place):
    return place(
        "hospital",
        jurisdiction="CN-SH",
        purpose="appointments, against ticket touts",
        lawful_basis="public_interest",
        alternative="身份证窗口挂号",
        alternative_en="identity card at the window",
        retention_days=1095,
    )


def test_the_claimed_ground_and_the_retention_are_public(stranger, hospital):
    page = stranger.reads("consents:venue_detail", hospital.slug)
    assert "public interest or health" in page
    assert "3 years" in page
    assert "identity card at the window" in page


def test_a_public_interest_answers_a_withdrawal_but_must_name_its_law(resident, operator, hospital):
    case = resident.files(hospital, "consent_withdrawal")
    ground = refused_for(
        "consent_withdrawal", "CN-OTHER-BASIS", "The appointments rest on public health."
    )
    with refused("request.evidence_missing") as why:
        operator.answers(case, ground)
    assert "“Legal basis”" in why[0]

    operator.answers(case, ground, proof("consent_withdrawal", legal_basis="PIPL art. 13(1)(4)"))
    page = resident.reads("requests:detail", case.reference)
    assert "The processor bears the burden of proof" in page
    assert "CN-OTHER-BASIS" in resident.complains(case, "cn-pip-department")


def test_it_is_no_ground_against_deletion(resident, operator, hospital):
    case = resident.files(hospital, "deletion")
    with refused("request.refusal_unknown"):
        operator.answers(
            case, refused_for("deletion", "CN-OTHER-BASIS", "Public health."),
            proof("deletion", legal_basis="PIPL art. 13(1)(4)"),
        )  # fmt: skip


def test_the_medical_record_stays_and_the_face_goes(resident, operator, hospital):
    case = resident.files(hospital, "deletion", "opt_out")
    operator.has_seen(case)
    kept = (
        erased(kept=("log",)),
        keeping("the entry in the medical record", "CN-RETENTION", UNTIL),
        proof(
            "deletion",
            retention_ground="rules on medical records",
            retained_until=UNTIL,
            processing_stopped=True,
        ),
        another_way("id_registration", "staff"),
    )
    verdicts = partly("deletion", "CN-RETENTION", "Medical records are kept.") + fulfilled(
        "opt_out"
    )
    operator.answers(case, verdicts, *kept)

    evidence = resident.sees(case)["answers"][0]["evidence"]
    assert {i["kind"]: i["result"] for i in evidence["inventory"]}["template"] == "erased"
    assert evidence["kept"] == [
        {
            "what": "the entry in the medical record",
            "code": "CN-RETENTION",
            "until": UNTIL,
            "other_use_stopped": True,
        }
    ]


def test_the_law_of_the_city_applies_beside_the_nations(resident, hospital, past_due):
    case = resident.files(hospital, "opt_out")
    assert "promptly" in resident.asks_why_this_date(case)
    past_due(case, resident)
    letter = resident.writes_to_the_venue_again(case)
    assert "Shanghai Data Regulations" in letter
    assert "个人信息保护法" in letter
