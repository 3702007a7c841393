"""4. A sales office that took faces of people it cannot name: a gallery of one window of time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.bursts import MOSAIC, burst
from tests.scenarios.saying import accounted, erased, fulfilled, held, today
from tests.scenarios.steps import refused

RESIDENT, BUYER, AGENT = 1, 2, 3
VISIT = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=8)
WINDOW = (VISIT.isoformat(), (VISIT + timedelta(hours=2)).isoformat())


def photograph(person, variant):
    return burst(person, [], variant=variant)[0]


@pytest.fixture(autouse=True)
def faces_that_can_move(settings):
    settings.FACE_ENGINES, settings.FACE_ENGINE = MOSAIC, "mosaic"


@pytest.fixture
def showroom(place):
    return place("showroom", purpose="recognises visitors", notice_shown=False)


@pytest.fixture
def case(resident, showroom):
    resident.registers(showroom, "unknowingly")
    return resident.files(
        showroom, "access", "deletion", visited_from=WINDOW[0], visited_to=WINDOW[1]
    )


@pytest.fixture
def gallery():
    """Four records of that afternoon under the venue's own references; nobody is named."""
    people = {"cam2-0001": BUYER, "cam2-0002": RESIDENT, "cam2-0003": AGENT, "cam5-0007": RESIDENT}
    return {name: photograph(person, 1) for name, person in people.items()}


def test_the_nameless_records_that_are_the_residents_are_found_and_deleted(
    resident, operator, case, gallery
):
    assert operator.sees(case)["claimant_name"] == ""
    disclosed = operator.discloses(case, gallery, WINDOW)
    assert (disclosed["state"], disclosed["count"]) == ("ready", 4)

    resident.consents()
    ended = resident.looks_into_the_camera(case, RESIDENT)
    assert (ended["capture"], ended["state"], ended["outcome"]) == ("live", "decided", "verified")

    seen = operator.sees(case)
    assert seen["matched_references"] == ["cam2-0002", "cam5-0007"]
    assert resident.sees(case)["matched_references"] == []
    form = operator.reads("admin:requests_app_rightsrequest_answer", case.row.pk)
    assert "records: cam2-0002, cam5-0007" in form
    said = (fulfilled("access", "deletion"), held("two pictures"), erased())
    with refused("request.evidence_missing") as why:
        operator.answers(case, *said)
    assert "What became of each record" in why[0]
    done = {"handed_over_on": today(), "deleted_on": today()}
    with refused("request.contradictory") as why:
        operator.answers(case, *said, accounted("cam2-0002", **done))
    assert "Say what became of record cam5-0007" in why[0]
    operator.answers(case, *said, accounted("cam2-0002", "cam5-0007", **done))

    assert "cam5-0007" in resident.reads("requests:detail", case.reference)
    assert resident.sees(case)["outcome"] == "fulfilled"
    left = operator.get(f"requests/{case.reference}/disclosures")
    assert [one["state"] for one in left] == ["destroyed"]


def test_whoever_was_not_there_learns_nothing(resident, operator, case, gallery):
    others = {name: data for name, data in gallery.items() if name in ("cam2-0001", "cam2-0003")}
    operator.discloses(case, others, WINDOW)
    resident.consents()

    assert resident.looks_into_the_camera(case, RESIDENT)["outcome"] == "not_matched"
    assert operator.sees(case)["matched_references"] == []
    assert operator.sees(case)["identity"] == "failed"


def test_faces_of_strangers_are_disclosed_for_the_time_of_the_visit_alone(operator, case, gallery):
    path = f"requests/{case.reference}/disclosures"
    with refused("face.window_missing"):
        operator.post(path, {"basis": "time_window"})
    week = {"window_from": WINDOW[0], "window_to": (VISIT + timedelta(days=7)).isoformat()}
    with refused("face.window_too_long") as why:
        operator.post(path, {"basis": "time_window", **week})
    assert "Narrow it to the time of the visit" in why[0]


def test_a_photograph_of_somebody_opens_nothing_among_strangers(resident, operator, case, gallery):
    """It would tell whoever has the photograph that this person was there."""
    operator.discloses(case, gallery, WINDOW)
    resident.consents()
    with refused("face.liveness_needed") as why:
        resident.sends_a_selfie(case, photograph(RESIDENT, 2))
    assert "Use the camera here" in why[0]
    assert operator.sees(case)["matched_references"] == []


def test_no_face_without_consent(resident, operator, case, gallery):
    operator.discloses(case, {"cam2-0002": gallery["cam2-0002"]}, WINDOW)
    with refused("face.consent_missing"):
        resident.looks_into_the_camera(case, RESIDENT)
    assert operator.sees(case)["identity"] == "pending"
