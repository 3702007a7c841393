"""The calibrations that are shipped hold nobody, and the attack on one tells if it does.

How the shipped one fared against people who were in its fit and people who were not is in
docs/accuracy.md: their pictures are not here.
"""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from biometrics.calibration import Calibration
from biometrics.calibration.space import SHIPPED
from biometrics.evaluation import calibrate, privacy
from biometrics.evaluation.calibrate import FEWEST_PEOPLE, FILES, MEASURED, make_calibration
from biometrics.evaluation.crowding import AXES, STEEPNESS, nearness
from biometrics.evaluation.privacy import MOST_MEMBERSHIP, attack
from biometrics.types import EngineId
from tests.biometrics.test_evaluation import invented, with_look_alikes

COHORTS = sorted(path.parent for path in SHIPPED.glob("*/cohort.npz"))


@pytest.fixture(params=COHORTS, ids=lambda folder: folder.name)
def folder(request):
    return request.param


@pytest.fixture
def mixture(folder):
    with np.load(folder / "cohort.npz") as found:
        return {key: found[key] for key in found}


def test_every_component_averages_people_enough(mixture):
    assert len(mixture["people"]) == len(mixture["means"]) == len(mixture["weights"])
    assert mixture["people"].min() >= FEWEST_PEOPLE


def test_nothing_but_sums_over_people_is_shipped(folder, mixture):
    assert set(mixture) == {"weights", "means", "variances", "people", "core"}
    with np.load(folder / "crowding.npz") as crowding:
        assert set(crowding) == {"centre", "constant", "linear", "quadratic", "highest"}
    assert {path.name for path in folder.iterdir()} - {MEASURED} == set(FILES)


def test_there_are_many_people_to_each_number_of_the_crowding(folder, mixture):
    """Free numbers: a constant, a linear part, the squared length, and pairs of twenty axes."""
    with np.load(folder / "crowding.npz") as crowding:
        values = np.linalg.eigvalsh(crowding["quadratic"].astype(np.float64))
    dimension = len(values)
    # In all other directions it is round: so many eigenvalues are one and the same.
    span = values[dimension - AXES - 1 :] - values[: AXES + 1]
    assert span.min() < 1e-4 * np.abs(values).max()
    numbers = 2 + dimension + AXES * (AXES + 1) // 2
    assert mixture["people"].sum() >= 4 * numbers


def test_no_component_has_shrunk_to_a_point(mixture):
    """In every direction a component is at least a fifth as wide as all of them together."""
    weights = mixture["weights"][:, None] / mixture["weights"].sum()
    centre = (weights * mixture["means"]).sum(axis=0)
    spread = mixture["variances"] + (mixture["means"] - centre) ** 2
    whole = (weights * spread).sum(axis=0)
    assert (mixture["variances"] >= whole / 25).all()


def test_vectors_of_the_population_are_strangers_to_one_another(folder):
    """They scatter as people do: hardly any two would pass for one person."""
    calibration = Calibration(folder)
    vectors = calibration.sample(2000, seed=1)
    half = calibration.crowding(vectors) / 2
    squares = np.einsum("ij,ij->i", vectors, vectors)
    distances = np.sqrt((squares[:, None] + squares - 2 * vectors @ vectors.T).clip(0))
    scores = distances - half[:, None] - half
    np.fill_diagonal(scores, 9)
    assert (scores <= calibration.curve(1).threshold(1e-3)).mean() < 1e-3


def test_no_mean_of_the_cohort_could_be_a_face(folder, mixture):
    """It lies in the midst of a group, where a comparison verifies nothing and no vector is taken."""
    calibration = Calibration(folder)
    assert calibration.in_the_midst(mixture["means"]).all()
    assert not calibration.in_the_midst(calibration.sample(500, seed=2)).all()


@pytest.fixture
def made(tmp_path, mosaic_engine):
    samples = with_look_alikes(invented(people=600, dimension=10))
    return samples, make_calibration(
        samples, EngineId("mosaic", "2"), tmp_path / "mosaic-2", source="invented"
    )


def test_an_attack_on_a_calibration_of_many_learns_next_to_nothing(made):
    samples, calibration = made
    result = attack(samples, calibration.fit, calibration.calibration)
    assert result.refusal == ""
    assert set(result.membership) == {
        f"{what}, {picture}"
        for what in ("cohort", "crowding")
        for picture in ("picture used", "another picture")
    }
    used = result.membership["cohort, picture used"]
    assert used.low < used.value < used.high
    assert used.members + used.strangers == samples.people
    assert "membership by the crowding, another picture: AUC" in str(result)


def test_an_attack_on_a_cohort_of_a_few_finds_them(tmp_path, monkeypatch, mosaic_engine):
    monkeypatch.setattr(calibrate, "PEOPLE_A_COMPONENT", 3)
    monkeypatch.setattr(calibrate, "FEWEST_PEOPLE", 1)
    samples = with_look_alikes(invented(people=600, dimension=10))
    leaking = make_calibration(samples, EngineId("mosaic", "2"), tmp_path / "leak", source="leak")
    result = attack(samples, leaking.fit, leaking.calibration)
    assert result.membership["cohort, picture used"].low > MOST_MEMBERSHIP
    assert "the cohort, picture used, tells who was in it" in result.refusal


def test_an_attack_on_a_crowding_that_follows_each_person_finds_them(made):
    """One that answers with the very distance to the nearest people, as if each were in it."""
    samples, calibration = made
    people = calibration.calibration.whiten(samples.templates[samples.first])
    inside = people[calibration.fit]
    known = STEEPNESS * nearness(inside, inside, np.arange(len(inside)))

    class Following:
        def __getattr__(self, name):
            return getattr(calibration.calibration, name)

        def crowding(self, points):
            squares = ((points[:, None] - inside) ** 2).sum(axis=2)
            same = squares.min(axis=1) < 1e-9
            told = calibration.calibration.crowding(points).astype(np.float64)
            told[same] = known[squares.argmin(axis=1)[same]]
            return told

    result = attack(samples, calibration.fit, Following())
    assert result.membership["crowding, picture used"].low > 0.95
    assert "the crowding, picture used" in result.refusal


def test_a_mean_that_is_somebody_is_found(made, monkeypatch):
    # The invented people's curve is measured no further down than this.
    monkeypatch.setattr(privacy, "VERIFY_RATE", 1e-3)
    samples, calibration = made
    first = calibration.calibration.whiten(samples.templates[samples.first])
    without_look_alike = np.flatnonzero(calibration.fit[300:])[0] + 300
    calibration.calibration.mixture["means"][:] = first[without_look_alike]
    result = attack(samples, calibration.fit, calibration.calibration)
    assert result.means.verified > result.means.by_chance
    assert "pass for a person" in result.refusal


def test_a_calibration_that_tells_is_not_left_in_the_folder(
    tmp_path, monkeypatch, mosaic_engine, capsys
):
    command = "biometrics.management.commands.calibrate_engine"
    samples = with_look_alikes(invented(people=600, dimension=10))
    monkeypatch.setattr(f"{command}.read_samples", lambda *_: samples)
    options = {"dataset": tmp_path, "source": "invented", "output": tmp_path / "mosaic-2"}
    call_command("calibrate_engine", **options)
    assert "membership by the cohort, picture used: AUC" in capsys.readouterr().out
    assert json.loads((tmp_path / "mosaic-2" / "curve.json").read_text())["source"] == "invented"
    monkeypatch.setattr(calibrate, "PEOPLE_A_COMPONENT", 3)
    monkeypatch.setattr(calibrate, "FEWEST_PEOPLE", 1)
    with pytest.raises(CommandError, match="was removed: the cohort, picture used, tells who"):
        call_command("calibrate_engine", **options)
    assert list((tmp_path / "mosaic-2").iterdir()) == []
