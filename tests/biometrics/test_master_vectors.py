"""Vectors made to be near to everybody: made here from the shipped cohort, and refused."""

from __future__ import annotations

import numpy as np
import pytest

from biometrics import engines
from biometrics.calibration import load
from biometrics.engines import UnusableVector
from biometrics.services.disclosures import add_vectors
from biometrics.thresholds import PolicyKind, policy_for
from biometrics.types import EngineId, OpenTemplate
from tests.guards.job import begin

DLIB = EngineId("dlib-resnet", "1")
LIBRARY_TOLERANCE = 0.6


def templates_of(whitened):
    """Whitened vectors as the templates that they stand for."""
    return np.asarray(whitened, np.float64) @ np.linalg.inv(load("dlib-resnet-1")._whitening)


def optimised(people, steps=150):
    """A template that as many of ``people`` as possible are near to: gradient ascent on a soft count."""
    vector, speed = people[0] + 1e-3, np.zeros(people.shape[1])
    for step in range(steps):
        ways = vector - people
        distances = np.linalg.norm(ways, axis=1)
        near = 1 / (1 + np.exp((distances - LIBRARY_TOLERANCE) / 0.02))
        gain = (near * (1 - near) + 1e-9)[:, None] * ways / distances[:, None]
        uphill = -gain.mean(axis=0)
        speed = 0.9 * speed + uphill / np.linalg.norm(uphill)
        vector = vector + 0.02 * (1 - step / steps) * speed
    return vector


@pytest.fixture(scope="module")
def people():
    """Templates of people who took no part in anything."""
    return templates_of(load("dlib-resnet-1").sample(2000, seed=1))


@pytest.fixture(scope="module")
def master(people):
    return optimised(people)


def test_a_master_vector_can_be_made_and_passes_for_a_face_by_its_length(master):
    others = templates_of(load("dlib-resnet-1").sample(2000, seed=2))
    found = np.linalg.norm(others - master, axis=1) <= LIBRARY_TOLERANCE
    assert found.mean() > 0.7, "with the library's tolerance it is nearly everybody"
    low, high = engines.get("dlib-resnet").norm_range
    assert low <= np.linalg.norm(master) <= high


def test_a_master_vector_is_refused(master):
    with pytest.raises(UnusableVector) as refused:
        engines.accept_vector("dlib-resnet", master.tolist())
    assert "nearer to everybody" in str(refused.value.sentence)


def test_the_middle_of_each_group_is_refused():
    calibration = load("dlib-resnet-1")
    middles = templates_of(calibration.mixture["means"])
    taken = engines.accept_vectors("dlib-resnet", middles.tolist())
    assert all(isinstance(each, UnusableVector) for each in taken)


@pytest.mark.parametrize("name", ["dlib-resnet-1", "mosaic-1"])
def test_of_ordinary_vectors_one_in_a_thousand_is_refused_at_most(name):
    calibration = load(name)
    assert calibration.in_the_midst(calibration.sample(10_000, seed=3)).mean() <= 0.001


def test_even_unrefused_it_would_be_taken_for_few(master):
    """The comparison weighs how crowded a place is; the gate is a second wall."""
    calibration = load("dlib-resnet-1")
    others = calibration.sample(5000, seed=4)
    whitened = calibration.whiten(master[None].astype(np.float32))
    crowding = calibration.crowding(whitened)[0], calibration.crowding(others)
    scores = np.linalg.norm(others - whitened, axis=1) - (crowding[0] + crowding[1]) / 2
    for kind in (PolicyKind.ACCESS, PolicyKind.DELETION):
        policy = policy_for(DLIB, kind)
        match, _grey = policy.thresholds(count=1, frames=1)
        assert np.mean(scores <= match) <= policy.targets.fmr


def test_real_people_are_accepted(photograph):
    engine = engines.get("dlib-resnet")
    for name in ("person_a_1", "person_a_2", "person_b_1", "person_b_2"):
        template = engine.encode_reference(photograph(name))
        taken = engines.accept_vector("dlib-resnet", template.values.tolist())
        assert isinstance(taken, OpenTemplate)


@pytest.mark.django_db
def test_a_poisoned_row_is_refused_and_the_others_are_taken(
    rights_request, operator, master, people
):
    disclosure = begin(rights_request, operator)
    rows = [("good", people[0]), ("poisoned", master), ("also good", people[1])]
    items = add_vectors(
        disclosure=disclosure,
        engine="dlib-resnet",
        rows=[(name, values.tolist()) for name, values in rows],
    )
    assert [item.state for item in items] == ["encoded", "refused", "encoded"]
    assert [item.row for item in items] == [0, None, 1]
    assert items[1].problem == "unusable_vector"
    disclosure.refresh_from_db()
    assert disclosure.count == 2
