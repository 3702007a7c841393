"""1. A paper dispenser in a public toilet: not networked, photographs gone after a while."""

import pytest

from tests.scenarios.saying import another_way, fulfilled, not_held, searched, today
from tests.scenarios.steps import refused


@pytest.fixture
def toilet(place):
    return place(
        "public_toilet",
        purpose="dispenses paper",
        custodian="device",
        networked=False,
        retention_days=3,
        compulsory=True,
    )


def test_nothing_is_held_any_more_and_how_that_came_is_attested(resident, operator, toilet):
    resident.registers(toilet, "made_to", since="2026-05-01")
    holding = resident.register()[toilet.slug]["id"]
    case = resident.files(toilet, "deletion", "opt_out", holding=holding)

    verdicts = not_held("deletion") + fulfilled("opt_out")
    paper = another_way("staff", "without_check", people=["visitors", "children", "elderly"])
    bare = searched("the dispenser and its memory card", "expired_automatically")
    with refused("request.evidence_missing") as why:
        operator.answers(case, verdicts, paper, bare)
    assert "Retention in force" in why[0]

    attested = searched(
        "the dispenser and its memory card", "expired_automatically", "erased after three days"
    )
    operator.answers(case, verdicts, paper, attested, text="Paper is free at the desk.")
    answered = resident.sees(case)

    assert [right["outcome"] for right in answered["rights"]] == ["fulfilled", "not_held"]
    assert answered["outcome"] == "fulfilled"
    search = answered["answers"][0]["evidence"]["search"]
    assert search["nothing_because"] == "expired_automatically"
    assert search["retention"] == "erased after three days"
    assert answered["answers"][0]["evidence"]["alternative"]["free"] is True
    page = resident.reads("requests:detail", case.reference)
    assert "Erased automatically at the end of its retention" in page
    assert resident.accepts(case)["workflow"] == "closed"


def test_the_attestation_can_be_written_at_the_desk(resident, operator, toilet):
    case = resident.files(toilet, "access")
    typed = {
        "access-decision": "not_held",
        "venue-legal_name": "East Lake Park Office",
        "venue-person_in_charge": "He Wei",
        "search-stores": "the dispenser",
        "search-on": today(),
        "search-nothing_because": "expired_automatically",
        "text": "Nothing is left.",
    }
    incomplete = operator.browser.post(
        f"/admin/requests_app/rightsrequest/{case.row.pk}/answer/", typed
    )
    assert incomplete.status_code == 422
    assert "Retention in force" in incomplete.content.decode()

    operator.takes_a_step(case, "answer", **typed, **{"search-retention": "three days"})
    answered = resident.sees(case)
    assert answered["outcome"] == "not_held"
    assert answered["answers"][0]["evidence"]["search"]["retention"] == "three days"


def test_whoever_looks_before_walking_in_sees_that_it_stays_in_the_device(resident, toilet):
    page = resident.reads("consents:venue_detail", toilet.slug)

    assert "stays where it is taken" in page
    assert "3 days" in page
    assert "No other way is offered" in page
