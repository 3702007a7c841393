"""14. An attendance clock at work: consent is withdrawn, and nobody is the worse for it."""

import pytest

from tests.scenarios.saying import another_way, erased, fulfilled, proof, refused_for, stopped
from tests.scenarios.steps import refused


@pytest.fixture
def office(place):
    return place(
        "workplace",
        jurisdiction="CN-GD-SZ",
        purpose="attendance clock for employees",
        lawful_basis="consent",
        alternative="工卡打卡",
        alternative_en="badge",
    )


@pytest.fixture
def case(resident, operator, office):
    entry = resident.registers(office, "made_to")
    case = resident.files(office, "consent_withdrawal", "opt_out", holding=entry["id"])
    operator.has_seen(case, "in_person")
    return case


def test_a_badge_clocks_in_and_the_employee_loses_nothing(resident, operator, case):
    asked = fulfilled("consent_withdrawal", "opt_out")
    badge = another_way("card", people=["staff"])

    with refused("request.evidence_missing") as why:
        worse = stopped("both entrances", no_detriment=False)
        operator.answers(case, asked, erased(), worse, badge)
    assert "Nobody may be worse off for it" in why[0]

    operator.answers(case, asked, erased(), stopped("both entrances"), badge)
    evidence = resident.sees(case)["answers"][0]["evidence"]
    assert evidence["stopped"]["no_detriment"] is True
    assert evidence["alternative"]["people"] == ["staff"]
    assert "Without any detriment to the person" in resident.reads(
        "requests:detail", case.reference
    )


def test_work_does_not_depend_on_the_face(resident, operator, case):
    """“Necessary” must show its basis and offer another way; that it is normally defeated is said."""
    asked = refused_for("consent_withdrawal", "CN-NECESSARY", "We need to know who is at work.")
    badge = another_way("card", people=["staff"])
    with refused("request.evidence_missing") as why:
        operator.answers(case, asked + fulfilled("opt_out"), badge)
    assert "“Legal basis”" in why[0]

    shown = proof("consent_withdrawal", legal_basis="the contract of employment")
    nobody = {"contact": {"told_by": "none_on_file"}}  # before the template goes with the badge
    operator.answers(case, asked + fulfilled("opt_out"), badge, shown, nobody)
    page = resident.reads("requests:detail", case.reference)
    assert "face recognition may not be the only method" in page


def test_the_letter_speaks_of_detriment_and_of_the_city(resident, case, past_due):
    past_due(case, resident)
    letter = resident.writes_to_the_venue_again(case)
    assert "art. 16" in letter
    assert "Shenzhen" in letter
