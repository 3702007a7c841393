"""5. A school: minors, a guardian, no consent asked, decisions made by a machine."""

import pytest

from tests.scenarios.saying import erased, explained, fulfilled, stopped
from tests.scenarios.steps import refused


@pytest.fixture
def school(place):
    return place(
        "school",
        jurisdiction="CN-GD-SZ",
        purpose="monitors attention in class",
        minors=True,
        automated_decision=True,
        compulsory=True,
        notice_shown=False,
    )


@pytest.fixture
def case(guardian, child, school):
    guardian.registers(school, "made_to", child=str(child.pk))
    return guardian.files(
        school, "explanation", "objection", "deletion", child=str(child.pk), claimant_name="Xiaoyu"
    )


def test_a_guardian_files_for_the_child_and_hears_how_it_decides(guardian, operator, case, child):
    filed = guardian.sees(case)
    assert (filed["child"], filed["events"][0]["by"]) == (str(child.pk), "guardian")

    operator.has_seen(case, "in_person")
    mute = explained(necessity="It is not.", automated=True)
    asked_for = fulfilled("explanation", "objection", "deletion")
    rest = (erased(), stopped("all classrooms"))
    with refused("request.evidence_missing") as why:
        operator.answers(case, asked_for, *rest, mute)
    assert "How it decides and what follows" in why[0]
    assert "Who reviews it, and how to ask" in why[0]

    telling = explained(
        necessity="It is not needed: a teacher sees it.",
        automated=True,
        logic="Looking away for ten seconds counted as inattentive and went to the parents.",
        human_review="The head of year looks at each entry; ask at the office.",
    )
    operator.answers(case, asked_for, *rest, telling)
    page = guardian.reads("requests:detail", case.reference)
    assert "Looking away for ten seconds" in page
    assert "The head of year" in page
    assert guardian.sees(case)["outcome"] == "fulfilled"


def test_the_face_of_a_child_is_not_compared(operator, case):
    with refused("request.no_faces_of_children") as why:
        operator.post(f"requests/{case.reference}/disclosures", {"basis": "by_name"})
    assert "Children's faces are not compared" in why[0]


def test_the_guardian_proves_it_by_a_code_to_the_contact_on_file(guardian, operator, case):
    code = operator.sends_a_code(case)
    assert guardian.types_the_code(case, code)["identity_means"] == "venue_code"


def test_nobody_else_files_for_the_child(stranger, child, school):
    with refused("invalid") as why:
        stranger.files(school, "deletion", child=str(child.pk))
    assert "your own children" in why[0]


def test_the_letter_speaks_of_minors_in_their_guardians_name(guardian, case, past_due):
    past_due(case, guardian)
    letter = guardian.writes_to_the_venue_again(case)

    assert "Acting as guardian for: Xiaoyu" in letter
    assert "art. 31" in letter


def test_before_walking_in_one_sees_that_children_are_judged_by_a_machine(guardian, school):
    page = guardian.reads("consents:venue_detail", school.slug)
    assert "captures children" in page
    assert "decides by itself about people" in page
