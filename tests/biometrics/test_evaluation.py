"""Policies are measured, and calibrations made, on folders of people."""

import json
from dataclasses import replace

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from biometrics.calibration import Calibration
from biometrics.engines import mosaic
from biometrics.evaluation.curves import worst_group_curves
from biometrics.evaluation.heldout import hold_out
from biometrics.evaluation.samples import EVERYBODY, Samples, appearance_groups, half
from biometrics.evaluation.scores import FAR, Scores, score
from biometrics.evaluation.searches import Search, by_owners, by_strangers
from biometrics.thresholds import PolicyKind, policy_for

pytestmark = pytest.mark.usefixtures("mosaic_engine")


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    """Twelve invented people with three pictures each, and a file that is no picture."""
    folder = tmp_path_factory.mktemp("people")
    for person in range(12):
        (folder / f"person {person}").mkdir()
        for variant in range(3):
            picture = mosaic.draw(person, variant, size=160)
            picture.save(folder / f"person {person}" / f"{variant}.png")
    (folder / "person 3" / "notes.txt").write_text("not a picture")
    return folder


def invented(people=400, pictures=3, spread=0.12, dimension=32):
    """Templates of invented people whose pictures vary a little."""
    random = np.random.default_rng(0)
    centres = random.standard_normal((people, dimension))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True) / 1.4
    person = np.repeat(np.arange(people), pictures)
    templates = centres[person] + spread * random.standard_normal((len(person), dimension))
    names = tuple(f"person {each}" for each in range(people))
    return Samples(
        templates.astype(np.float32), person, names, {EVERYBODY: np.ones(people, dtype=bool)}
    )


def with_look_alikes(samples):
    """A quarter of the people resemble a second quarter, so that there are false matches."""
    people, pictures = samples.people // 4, 3
    one, other = slice(0, pictures * people), slice(pictures * people, 2 * pictures * people)
    samples.templates[one] = samples.templates[other] * 0.9
    groups = samples.groups | appearance_groups(samples.templates, samples.person, count=2)
    return replace(samples, groups=groups)


def scored(others, mated, owner=None):
    """Scores of one probe a person, unless said otherwise, against five people."""
    owner = np.arange(len(others)) if owner is None else np.array(owner)
    return Scores(
        1, owner, np.zeros(len(owner)), np.array(mated, np.float32), np.array(others, np.float32)
    )


def search(size, probes=3):
    return Search(size, match=np.full(probes, -0.1), grey=np.zeros(probes))


def test_rates_are_printed_by_group_and_a_report_is_written(dataset, tmp_path, capsys):
    groups = tmp_path / "groups.tsv"
    groups.write_text("".join(f"person {each}\tevens\n" for each in range(0, 12, 2)))
    call_command(
        "evaluate_policy",
        dataset=dataset,
        groups=groups,
        report=tmp_path / "report",
        frames=[1],
        gallery=[1, 3],
    )
    printed = capsys.readouterr()
    assert "| evens | 6 | 1 | 1 | 1 | 0.100% | 0.000%" in printed.out
    assert "notes.txt: unknown_format" in printed.err
    content = json.loads((tmp_path / "report" / "report.json").read_text())
    assert content["policy"] == "mosaic/access"
    everybody = next(line for line in content["lines"] if line["group"] == EVERYBODY)
    assert everybody["false_negative"]["value"] == 0
    assert everybody["kept"] is True
    assert (tmp_path / "report" / "det.svg").read_text().startswith("<svg")
    assert "| everybody |" in (tmp_path / "report" / "report.md").read_text()


def test_a_data_set_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="is no folder"):
        call_command("evaluate_policy", dataset=tmp_path / "nowhere", kind=PolicyKind.ACCESS)
    with pytest.raises(CommandError, match="no face was found"):
        call_command("evaluate_policy", dataset=tmp_path, kind=PolicyKind.ACCESS)


def test_nobody_is_compared_with_oneself_or_ones_second_name(mosaic_engine):
    from biometrics.calibration import load

    samples = replace(invented(people=20), twins=((3, 7),))
    scores = score(samples, load(mosaic_engine.calibration), frames=1)
    for row, owner in enumerate(scores.owner):
        assert scores.others[row, owner] == FAR
        if owner == 3:
            assert scores.others[row, 7] == FAR
    assert (scores.others == FAR).sum() == len(scores.owner) + 6


def test_groups_by_appearance_hold_everybody_once():
    samples = invented(people=60)
    groups = appearance_groups(samples.templates, samples.person, count=5)
    assert (np.stack(list(groups.values())).sum(axis=0) == 1).all()


def test_a_calibration_is_made_and_holds_nobody(tmp_path):
    from biometrics.evaluation.calibrate import make_calibration
    from biometrics.types import EngineId

    samples = with_look_alikes(invented(people=600, dimension=10))
    folder = tmp_path / "mosaic-2"
    made = make_calibration(samples, EngineId("mosaic", "2"), folder, source="invented")
    assert "people in whitening, crowding and cohort" in str(made)
    calibration = Calibration(folder)
    assert calibration.dimension == 10
    with np.load(folder / "cohort.npz") as mixture:
        assert mixture["people"].min() >= 100
        nearest = np.linalg.norm(
            calibration.whiten(samples.templates)[:, None] - mixture["means"], axis=2
        ).min()
    assert nearest > 0.3
    curve = json.loads((folder / "curve.json").read_text())
    assert curve["source"] == "invented"
    assert curve["frames"]["1"]["groups"]["appearance 1"]["people"] > 0


def test_a_set_of_few_people_gives_no_curve(mosaic_engine):
    from biometrics.calibration import load

    samples = invented(people=30)
    groups = {"all": np.ones(30, dtype=bool)}
    samples = Samples(samples.templates, samples.person, samples.names, groups)
    with pytest.raises(ValueError, match="too few people"):
        worst_group_curves(samples, load(mosaic_engine.calibration), frames=(1,))


def test_a_gallery_holds_the_probes_own_group_first():
    """One look-alike outside the group: a gallery of two never reaches it, one of four does."""
    others = [[FAR, 0.5, 0.5, -0.9], [0.5, FAR, 0.5, -0.9]]
    scores = scored(others, [np.nan, np.nan])
    group = np.array([True, True, True, False])
    small, whole = (search(size, probes=2) for size in (3, 4))
    assert by_strangers(scores, group, small).rate.tolist() == [0.0, 0.0]
    assert by_strangers(scores, group, replace(whole, size=3)).rate[0] == 0
    everybody = np.ones(4, dtype=bool)
    assert by_strangers(scores, everybody, search(3, probes=2)).rate[0] > 0.4
    assert by_strangers(scores, group, whole) is None, "nobody is left out of such a gallery"


def test_searches_of_strangers_are_named_or_in_doubt():
    scores = scored([[FAR, -0.5, 0.3], [-0.05, FAR, 0.3], [0.3, 0.3, FAR]], [np.nan] * 3)
    everybody = np.ones(3, dtype=bool)
    pairs = by_strangers(scores, everybody, search(1))
    assert pairs.rate.tolist() == [1 / 6, 1 / 6]
    searches = by_strangers(scores, everybody, search(2))
    assert 0 < searches.rate[0] < 1
    assert searches.people == 3


def test_searches_of_people_with_a_record_find_it_leave_doubt_or_deny_it():
    others = [[FAR, 0.3, 0.3], [0.3, FAR, 0.3], [-0.5, 0.3, FAR]]
    scores = scored(others, [-0.2, -0.05, 0.2])
    everybody = np.ones(3, dtype=bool)
    alone = by_owners(scores, everybody, search(1))
    assert alone.rate.tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])
    # Person 2 is now and then answered with a stranger's record: missed, and no longer denied.
    among = by_owners(scores, everybody, search(2))
    assert among.rate[0] == pytest.approx(2 / 3)
    assert among.rate[2] < 1 / 3


def test_held_out_people_are_judged_by_a_calibration_without_them(mosaic_engine):
    samples = with_look_alikes(invented(people=800, dimension=10))
    policy = policy_for(mosaic_engine.id, PolicyKind.DELETION)
    told = []
    lines = hold_out(samples, policy, times=2, frames=(1,), galleries=(1, 50), progress=told.append)
    assert told == [1, 2]
    everybody = next(line for line in lines if (line.group, line.gallery) == (EVERYBODY, 50))
    assert everybody.own == 50
    assert everybody.false_positive.low <= everybody.false_positive.value
    assert everybody.kept
    assert 300 < everybody.false_positive.of < 500


def test_two_names_of_one_person_stay_in_one_half():
    samples = replace(invented(people=200), twins=tuple((each, each + 100) for each in range(100)))
    chosen = half(samples, seed=1)
    assert (chosen[:100] == chosen[100:]).all()
    assert 60 < chosen.sum() < 140


def test_bursts_are_measured_by_moments(tmp_path, capsys):
    for person in range(4):
        for moment in range(2):
            folder = tmp_path / f"person {person}" / f"moment {moment}"
            folder.mkdir(parents=True)
            for frame in range(3):
                picture = mosaic.draw(person, 10 * moment + frame, size=160)
                picture.save(folder / f"{frame}.png")
    call_command("evaluate_bursts", dataset=tmp_path, frames=[1, 3])
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith("mosaic/access")
    assert printed[3].startswith("| 1 | 0.00 | 0.00%")
    # The mosaics' calibration does not know how pictures of different days vary.
    assert printed[4].startswith("| 3 | 1.00 | 0.00%")
    with pytest.raises(CommandError, match="no moment of this data set has 9 frames"):
        call_command("evaluate_bursts", dataset=tmp_path, frames=[9])
    with pytest.raises(CommandError, match="is no folder"):
        call_command("evaluate_bursts", dataset=tmp_path / "nowhere")
