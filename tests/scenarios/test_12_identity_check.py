"""12. A hotel's identity check: made once, so nothing of it should be kept."""

import pytest

from tests.scenarios.saying import erased, fulfilled, held, not_held, searched
from tests.scenarios.steps import refused


@pytest.fixture
def hotel(place):
    return place(
        "travel_identity",
        name="Riverside Hotel",
        purpose="one-time identity check at check-in",
        lawful_basis="legal_duty",
        retention_days=0,
        custodian="police",
    )


def test_a_check_that_kept_nothing_says_where_it_looked(resident, operator, hotel):
    case = resident.files(hotel, "access")
    operator.answers(
        case, not_held("access"), searched("the desk's terminal, its server", "not_networked")
    )

    answered = resident.sees(case)
    assert answered["outcome"] == "not_held"
    assert "The device keeps nothing" in resident.reads("requests:detail", case.reference)


def test_what_was_kept_after_all_comes_to_light_and_goes(resident, operator, hotel):
    entry = resident.registers(hotel, "made_to", since="2026-03-01")
    case = resident.files(hotel, "access", "deletion", holding=entry["id"])
    operator.has_seen(case)
    nothing = searched("the desk's terminal", "not_networked")
    operator.answers(case, not_held("access", "deletion"), nothing)
    assert resident.register()[hotel.slug]["state"] == "not_held"

    resident.disputes(case, "In May your terminal greeted me by name before I gave my card.")
    again = (held("one picture of each stay", source="the terminal at the desk"), erased())
    operator.answers(case, fulfilled("access", "deletion"), *again)

    answered = resident.sees(case)
    assert [one["verdicts"][0]["decision"] for one in answered["answers"]] == [
        "not_held",
        "fulfilled",
    ]
    assert answered["answers"][-1]["evidence"]["access"]["categories"] == "one picture of each stay"
    assert resident.register()[hotel.slug]["state"] == "removed"


def test_a_legal_duty_to_check_is_no_ground_to_keep_the_template(resident, operator, hotel):
    case = resident.files(hotel, "deletion")
    operator.has_seen(case)
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("deletion"), erased(kept=("template",)))
    assert "“Face template” is still held" in why[0]


def test_the_letter_cites_the_law_on_storage(resident, hotel, past_due):
    case = resident.files(hotel, "deletion")
    past_due(case, resident)
    letter = resident.writes_to_the_venue_again(case)

    assert "Application of Face Recognition" in letter
    assert "art. 8" in letter


def test_before_checking_in_one_sees_that_nothing_should_be_kept(stranger, hotel):
    assert "0 days" in stranger.reads("consents:venue_detail", hotel.slug)
