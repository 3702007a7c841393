"""7. SIM registration: a regulation makes the shop keep something, and use it for nothing else."""

import pytest

from tests.scenarios.saying import erased, fulfilled, keeping, partly, proof
from tests.scenarios.steps import refused

UNTIL = "2028-05-01"
GROUND = "real-name registration of telephone users"
REASON = "The rules on real-name registration make us keep the record of the check."


@pytest.fixture
def case(resident, operator, place):
    shop = place("telecom_shop", purpose="identity check for a SIM", lawful_basis="legal_duty")
    case = resident.files(shop, "deletion")
    resident.types_the_code(case, operator.sends_a_code(case))
    return case


def shown(*, stopped=True, **proven):
    proven = {"retention_ground": GROUND, "retained_until": UNTIL, **proven}
    return (
        erased(kept=("log",), contact=""),
        keeping("the record of the check", "CN-RETENTION", UNTIL, stopped=stopped),
        proof("deletion", processing_stopped=stopped, **proven),
    )


def test_only_what_the_rule_orders_is_kept_and_nothing_else_is_done_with_it(
    resident, operator, case
):
    operator.answers(case, partly("deletion", "CN-RETENTION", REASON), *shown())
    answered = resident.sees(case)

    assert answered["outcome"] == "partly_fulfilled"
    evidence = answered["answers"][0]["evidence"]
    results = {line["kind"]: line["result"] for line in evidence["inventory"]}
    assert (results["log"], results["template"]) == ("kept", "erased")
    assert evidence["kept"][0]["until"] == UNTIL
    page = resident.reads("requests:detail", case.reference)
    assert "A statutory retention period has not ended" in page
    assert "not the templates of a door or a till" in page
    assert "art. 47(2)" in page


def test_what_is_kept_may_not_be_used(operator, case):
    with refused("request.evidence_missing") as why:
        operator.answers(case, partly("deletion", "CN-RETENTION", REASON), *shown(stopped=False))
    assert "All other use must have stopped" in why[0]
    assert "“All use but storage and security has stopped”" in why[0]


@pytest.mark.parametrize(
    ("left_out", "asked_for"),
    [
        ("retention_ground", "Law that orders the keeping"),
        ("retained_until", "Kept until"),
    ],
)
def test_the_ground_names_the_law_and_the_last_day(operator, case, left_out, asked_for):
    with refused("request.evidence_missing") as why:
        operator.answers(case, partly("deletion", "CN-RETENTION", REASON), *shown(**{left_out: ""}))
    assert f"“{asked_for}”" in why[0]


def test_keeping_is_not_called_fulfilled(operator, case):
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("deletion"), erased(kept=("log",), contact=""))
    assert "answer “partly fulfilled”" in why[0]


def test_the_resident_disputes_and_the_letter_holds_the_limits_of_the_ground_against_it(
    resident, operator, case
):
    operator.answers(case, partly("deletion", "CN-RETENTION", REASON), *shown())
    letter = resident.complains(case, "cn-pip-department")

    assert "answered in part only" in letter
    assert "not the templates of a door or a till" in letter
    assert resident.disputes(case, "A log is not my photograph.")["outcome"] == "pending"
