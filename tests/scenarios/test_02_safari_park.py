"""2. An annual pass by face and fingerprint: a court orders deletion; the refund runs beside it."""

import pytest

from tests.scenarios.saying import erased, fulfilled, item, refused_for, today
from tests.scenarios.steps import refused

JUDGMENT = "Fuyang District People's Court, (2026) Zhe 0111 Min Chu 1"
ORDER = {"court": "Fuyang District People's Court", "number": "(2026) Zhe 0111 Min Chu 1"}


@pytest.fixture
def park(place):
    return place(
        "park_entry",
        jurisdiction="CN-ZJ-HZ",
        purpose="annual pass: face and fingerprint",
        lawful_basis="contract",
        compulsory=True,
    )


@pytest.fixture
def case(resident, park):
    return resident.files(park, "deletion", claimant_name="Guo", court_order=JUDGMENT)


def test_face_and_fingerprint_go_and_the_answer_says_that_the_order_is_carried_out(
    resident, operator, case
):
    assert JUDGMENT in operator.reads("admin:requests_app_rightsrequest_change", case.row.pk)
    operator.has_seen(case)
    done = {"court_order": {**ORDER, "carried_out": True, "on": today()}}
    fingerprint = item("fingerprint", store="device")

    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("deletion"), erased(), done)
    assert "“Fingerprint”" in why[0]
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("deletion"), erased(fingerprint))
    assert "The order of the court" in why[0]

    answered = operator.answers(case, fulfilled("deletion"), erased(fingerprint), done)
    kinds = {line["kind"] for line in answered["answers"][0]["evidence"]["inventory"]}
    assert {"template", "fingerprint"} <= kinds
    page = resident.reads("requests:detail", case.reference)
    assert "Fingerprint" in page
    assert "The order of the court" in page
    assert f"Ordered by a court: {JUDGMENT}" in page


def test_an_order_that_was_not_carried_out_is_not_fulfilled(operator, case):
    operator.has_seen(case)
    undone = {"court_order": {**ORDER, "carried_out": False, "why_not": "on appeal"}}
    whole = erased(item("fingerprint", store="device"))

    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("deletion"), whole, undone)
    assert "has not been carried out" in why[0]


def test_not_even_a_refusal_passes_over_the_order(resident, operator, case):
    ground = refused_for("deletion", "CN-ABUSE", "We think that the judgment is wrong.")
    with refused("request.evidence_missing") as why:
        operator.answers(case, ground)
    assert "The order of the court" in why[0]

    undone = {"court_order": {**ORDER, "carried_out": False, "why_not": "on appeal"}}
    operator.answers(case, ground, undone)
    letter = resident.writes_to_the_venue_again(case)
    assert "People's court" in resident.complains(case, "cn-court")
    assert "CN-ABUSE" in letter
    assert f"A court has ordered it: {JUDGMENT}." in letter


def test_the_refund_is_claimed_beside_it_and_delays_nothing(resident, operator, case):
    before = resident.sees(case)["due_on"]
    resident.writes(case, "Please also refund the rest of my annual pass, 678 yuan.")
    operator.writes(case, "The refund is on its way, whatever becomes of the data.")
    after = resident.sees(case)

    assert [message["by"] for message in after["messages"]] == ["resident", "operator"]
    assert after["due_on"] == before
    assert after["clock"] == "running"


def test_the_judgment_is_named_on_the_web_form_too(resident, park):
    page = resident.submits(
        "requests:new", about=park, wish="delete", court_order=JUDGMENT, claimant_name="Guo"
    )
    assert f"Ordered by a court: {JUDGMENT}" in page
