"""10. A screen at a crossing that shows who walked on red: off at once; a public body answers."""

import pytest

from tests.scenarios.saying import erased, fulfilled, item, none_of, refused_for, stopped, today
from tests.scenarios.steps import refused


@pytest.fixture
def screen(place):
    return place(
        "crossing",
        name="Jiefang crossing",
        purpose="shows people who cross on red",
        lawful_basis="public_security",
        custodian="police",
        automated_decision=True,
        compulsory=True,
    )


def test_the_screen_goes_dark_the_same_day_and_the_inventory_says_so(resident, operator, screen):
    case = resident.files(screen, "objection", "deletion")
    operator.has_seen(case, "in_person")
    answer = fulfilled("objection", "deletion")
    dark = stopped("the screen and its website")

    with refused("request.evidence_missing") as why:
        operator.answers(case, answer, erased(), dark)
    assert "“Public screens, notices, websites”" in why[0]

    shown = item("public_display", store="device", place="the screen at the east corner")
    operator.answers(case, answer, erased(shown), dark)
    answered = resident.sees(case)
    evidence = answered["answers"][0]["evidence"]
    removed = [line for line in evidence["inventory"] if line["kind"] == "public_display"]
    assert [(line["result"], line["done_on"]) for line in removed] == [("erased", today())]
    assert evidence["stopped"]["on"] == today()
    assert answered["filed_at"][:10] == answered["answered_at"][:10]


def test_what_is_still_on_the_screen_is_not_deleted(resident, operator, screen):
    case = resident.files(screen, "deletion")
    operator.has_seen(case)
    still = {**none_of("public_display"), "result": "held"}
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("deletion"), erased(still))
    assert "“Public screens, notices, websites” is still held" in why[0]


def test_a_public_body_may_withhold_a_view_but_has_no_secret_against_deletion(
    resident, operator, screen
):
    case = resident.files(screen, "deletion")
    with refused("request.refusal_unknown"):
        operator.answers(case, refused_for("deletion", "CN-SECRECY", "Public security."))


def test_who_stays_silent_is_complained_about_to_an_authority_or_in_court(
    resident, screen, past_due
):
    case = resident.files(screen, "deletion", "objection")
    past_due(case, resident)

    routes = resident.reads("requests:letters", case.reference)
    for route in ("cyberspace administration", "Public security organ", "12345", "People's court"):
        assert route in routes
    letter = resident.complains(case, "cn-police")
    assert "To: Public security organ of the place" in letter
    assert "Complaint against: Jiefang crossing" in letter
    assert "art. 26" in letter  # devices in public places


def test_nobody_answers_yet_and_still_the_days_count(resident, screen):
    screen.operator, screen.status = None, "verified"
    screen.save()
    case = resident.files(screen, "deletion")

    assert resident.sees(case)["clock"] == "running"
    assert "Nobody answers for this place here yet" in resident.reads(
        "requests:detail", case.reference
    )
