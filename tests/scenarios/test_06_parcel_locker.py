"""6. Parcel lockers that a photograph can open: a pickup code instead."""

import pytest

from tests.scenarios.saying import another_way, erased, fulfilled, stopped
from tests.scenarios.steps import refused


@pytest.fixture
def locker(place):
    return place(
        "parcel_locker",
        jurisdiction="CN-ZJ-HZ",
        purpose="opens a locker by face",
        vendor="Jiege",
        alternative="取件码",
        alternative_en="pickup code",
    )


def test_the_face_is_switched_off_and_a_pickup_code_opens_the_locker(resident, operator, locker):
    entry = resident.registers(
        locker, "consented", evidence="A printed photograph of me opened locker 7."
    )
    case = resident.files(locker, "opt_out", "deletion", holding=entry["id"])
    operator.has_seen(case)
    answer = fulfilled("opt_out", "deletion")

    on = another_way("code", face_entry_disabled=False)
    with refused("request.evidence_missing") as why:
        operator.answers(case, answer, erased(), on)
    assert "“Face entry is off for this person” must be yes" in why[0]

    operator.answers(case, answer, erased(), another_way("code"))
    shown = resident.sees(case)["answers"][0]["evidence"]["alternative"]
    assert shown["means"] == ["code"]
    assert shown["face_entry_disabled"] is shown["template_deleted"] is True
    assert "Code or password" in resident.reads("requests:detail", case.reference)
    assert resident.register()[locker.slug]["state"] == "removed"


def test_a_code_that_costs_more_or_nags_is_no_alternative(resident, operator, locker):
    case = resident.files(locker, "opt_out")
    dear = another_way("code", free=False, no_prompting=False)
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("opt_out"), dear)
    assert "“Free of charge” must be yes" in why[0]
    assert "“No repeated prompting to enrol” must be yes" in why[0]


def test_captured_again_after_removal_is_noted_and_asked_about(resident, operator, locker):
    entry = resident.registers(locker, "consented")
    case = resident.files(locker, "objection", holding=entry["id"])
    operator.answers(case, fulfilled("objection"), stopped("all lockers"))
    disputed = resident.disputes(case, "Locker 3 asked for my face again today.")

    assert disputed["workflow"] == "awaiting_operator"
    assert disputed["clock"] == "running"


def test_who_looks_first_finds_the_code(stranger, locker):
    assert "pickup code" in stranger.reads("consents:venue_detail", locker.slug)
