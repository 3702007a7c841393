"""9. A subway's “passenger credit” list: explained, and looked at again by a person."""

import pytest

from tests.scenarios.saying import explained, fulfilled, refused_for
from tests.scenarios.steps import refused

LOGIC = "Three unpaid fares in a year put a passenger on the slow lane; a face finds them."
REVIEW = "The duty manager of the line reviews it within two days: window 3, or 010-0000."


@pytest.fixture
def subway(place):
    return place(
        "subway",
        purpose="fast lane and a passenger credit list",
        automated_decision=True,
        custodian="government",
    )


@pytest.fixture
def case(resident, operator, subway):
    case = resident.files(subway, "explanation")
    operator.has_seen(case, "in_person")
    return case


def explains(**changes):
    said = {"necessity": "a ticket does as well", "automated": True}
    return explained(**said, logic=LOGIC, human_review=REVIEW, **changes)


def test_the_machines_decision_is_explained_and_a_person_looks_at_it_again(
    resident, operator, case
):
    operator.answers(case, fulfilled("explanation"), explains())
    page = resident.reads("requests:detail", case.reference)
    assert LOGIC in page
    assert REVIEW in page

    resident.disputes(case, "I paid all three fares. Please have a person look at it.")
    assert operator.sees(case)["messages"][-1]["body"].endswith("Please have a person look at it.")
    taken_off = "A person looked at it: you are off the list."
    operator.answers(case, fulfilled("explanation"), explains(), text=taken_off)

    answers = resident.sees(case)["answers"]
    assert len(answers) == 2  # the disputed one stays
    assert answers[-1]["text"] == taken_off
    assert resident.accepts(case)["workflow"] == "closed"


@pytest.mark.parametrize(
    ("left_out", "asked_for"),
    [("logic", "How it decides and what follows"), ("human_review", "Who reviews it")],
)
def test_an_automated_decision_without_logic_or_review_is_not_explained(
    operator, case, left_out, asked_for
):
    said = {"necessity": "speed", "automated": True, "logic": LOGIC, "human_review": REVIEW}
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("explanation"), explained(**{**said, left_out: ""}))
    assert asked_for in str(why[0].sentences)


def test_a_trade_secret_covers_a_part_at_most(operator, case):
    whole = refused_for("explanation", "CN-TRADE-SECRET", "The model is our secret.")
    with refused("request.refusal_unknown") as why:
        operator.answers(case, whole)
    assert "Withhold the secret itself." in why[0]


def test_the_letter_cites_the_law_on_automated_decisions(resident, case, past_due):
    past_due(case, resident)
    assert "art. 24" in resident.writes_to_the_venue_again(case)


def test_before_entering_one_sees_that_a_machine_decides(stranger, subway):
    assert "decides by itself about people" in stranger.reads("consents:venue_detail", subway.slug)
