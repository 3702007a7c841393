"""Policies and comparison: three outcomes, promised rates, and no score."""

import numpy as np
import pytest

from biometrics.calibration import Curve, load
from biometrics.comparison import compare
from biometrics.engines import UnknownEngine, mosaic
from biometrics.thresholds import SAFE_RATE, TARGETS, PolicyKind, per_comparison, policy_for
from biometrics.types import EngineId, OpenTemplate, Outcome, PictureProblem, UnusablePicture
from biometrics.vault import Undecryptable
from biometrics.vault.gallery import GalleryContext, create_key, open_key
from biometrics.vault.keys import LocalKeyWrapper

MOSAIC, DLIB = EngineId("mosaic", "1"), EngineId("dlib-resnet", "1")
WRAPPER = LocalKeyWrapper(b"w" * 32)
RESIDENT = 1


@pytest.fixture
def decide(template_of):
    """Seal records, compare probes with them, and give the decision."""

    def run(probes, records, kind=PolicyKind.ACCESS, engine=MOSAIC):
        context = GalleryContext.today("d-1", engine)
        with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
            block = key.seal_block(records, index=0, first_row=0)
            gallery = key.open_blocks([block], count=len(records))
            return compare(probes=probes, gallery=gallery, policy=policy_for(engine, kind))

    return run


def test_the_residents_own_record_is_named(decide, template_of):
    records = [template_of(person) for person in (7, 8, RESIDENT, 9)]
    decision = decide([template_of(RESIDENT, 1)], records)
    assert decision.outcome is Outcome.VERIFIED
    assert decision.matched == (2,)
    assert (decision.policy_id, decision.policy_version) == ("mosaic/access", "3.1")


def test_all_records_of_one_person_are_named(decide, template_of):
    records = [template_of(RESIDENT, 2), template_of(8), template_of(RESIDENT, 3), template_of(9)]
    assert decide([template_of(RESIDENT, 1)], records).matched == (0, 2)


def test_a_stranger_is_not_matched(decide, template_of):
    decision = decide([template_of(77)], [template_of(person) for person in range(1, 6)])
    assert decision.outcome is Outcome.NOT_MATCHED
    assert decision.matched == ()


def test_in_the_grey_zone_nothing_is_named(decide, template_of):
    record = template_of(2, alike=RESIDENT, share=0.45)
    decision = decide([template_of(RESIDENT)], [record])
    assert decision.outcome is Outcome.INCONCLUSIVE
    assert decision.matched == ()


def test_a_sure_match_leaves_doubtful_records_out(decide, template_of):
    records = [template_of(2, alike=RESIDENT, share=0.45), template_of(RESIDENT, 1)]
    assert decide([template_of(RESIDENT)], records).matched == (1,)


def test_frames_are_averaged(decide, template_of):
    frames = [template_of(RESIDENT, variant) for variant in range(5)]
    assert decide(frames, [template_of(RESIDENT, 9)]).outcome is Outcome.VERIFIED


def test_frames_of_two_people_are_refused(decide, template_of):
    with pytest.raises(UnusablePicture) as refused:
        decide([template_of(RESIDENT), template_of(2)], [template_of(2)])
    assert refused.value.problem is PictureProblem.DIFFERENT_PEOPLE


@pytest.mark.parametrize("frames", [0, 6])
def test_one_to_five_frames_are_compared(decide, template_of, frames):
    with pytest.raises(ValueError, match="1 to 5"):
        decide([template_of(RESIDENT)] * frames, [template_of(2)])


def test_templates_of_another_engine_are_never_compared(decide, template_of):
    foreign = OpenTemplate(template_of(1).values, engine=EngineId("mosaic", "2"))
    with pytest.raises(ValueError, match="different engines"):
        decide([foreign], [template_of(2)])


def test_the_probe_survives_a_comparison_for_its_owner_to_wipe(decide, template_of):
    probe = template_of(RESIDENT)
    before = probe.values.copy()
    decide([probe], [template_of(2)])
    assert (probe.values == before).all()


def test_an_incomplete_gallery_is_an_error_and_no_outcome(template_of):
    context = GalleryContext.today("d-1", MOSAIC)
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
        block = key.seal_block([template_of(RESIDENT)], index=0, first_row=0)
        gallery = key.open_blocks([block], count=2)
        with pytest.raises(Undecryptable):
            compare(
                probes=[template_of(RESIDENT)],
                gallery=gallery,
                policy=policy_for(MOSAIC, PolicyKind.ACCESS),
            )


def test_a_gallery_of_many_blocks_is_compared_whole(template_of):
    random = np.random.default_rng(0)
    strangers = random.standard_normal((5000, 32)).astype(np.float32)
    strangers *= 1.4 / np.linalg.norm(strangers, axis=1, keepdims=True)
    rows = [OpenTemplate(vector, engine=MOSAIC) for vector in strangers]
    rows[4321] = template_of(RESIDENT)
    context = GalleryContext.today("d-1", MOSAIC)
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
        blocks = [
            key.seal_block(rows[first : first + 2048], index=index, first_row=first)
            for index, first in enumerate(range(0, 5000, 2048))
        ]
        decision = compare(
            probes=[template_of(RESIDENT, 1)],
            gallery=key.open_blocks(blocks, count=5000),
            policy=policy_for(MOSAIC, PolicyKind.DELETION),
        )
    assert decision.matched == (4321,)


@pytest.mark.parametrize("engine", [MOSAIC, DLIB], ids=str)
class TestPolicies:
    @pytest.fixture(autouse=True)
    def _both_engines(self, settings):
        settings.FACE_ENGINES = {
            "mosaic": {"class": "biometrics.engines.mosaic.Mosaic"},
            "dlib-resnet": {"class": "biometrics.engines.dlib_resnet.DlibResnet"},
        }

    def test_access_is_stricter_than_deletion_and_a_telephones_vector_strictest(self, engine):
        order = [PolicyKind.ON_DEVICE, PolicyKind.ACCESS, PolicyKind.DELETION]
        for count in (1, 50, 10_000):
            for frames in (1, 3, 5):
                found = [
                    policy_for(engine, kind).thresholds(count=count, frames=frames)[0]
                    for kind in order
                ]
                assert found == sorted(found)
                assert found[0] < found[2]

    def test_a_larger_gallery_is_held_to_a_stricter_threshold(self, engine):
        policy = policy_for(engine, PolicyKind.ACCESS)
        found = [policy.thresholds(count=10**power, frames=1)[0] for power in range(1, 7)]
        assert found == sorted(found, reverse=True)
        assert len(set(found)) == len(found)

    def test_the_grey_zone_lies_above_a_match(self, engine):
        for kind in PolicyKind:
            for count in (1, 10, 1000, 10**6):
                match, grey = policy_for(engine, kind).thresholds(count=count, frames=1)
                assert match < grey

    def test_a_policy_has_a_name_and_a_version(self, engine):
        policy = policy_for(engine, "deletion")
        assert policy.id == f"{engine.name}/deletion"
        assert policy.version

    def test_nothing_is_compared_with_an_empty_gallery(self, engine):
        with pytest.raises(ValueError, match="at least one"):
            policy_for(engine, "access").thresholds(count=0, frames=1)


def test_no_policy_without_engine_or_kind(mosaic_engine):
    with pytest.raises(UnknownEngine):
        policy_for(EngineId("mosaic", "2"), PolicyKind.ACCESS)
    with pytest.raises(ValueError, match="payment"):
        policy_for(mosaic_engine.id, "payment")


def test_no_comparison_without_a_calibration():
    with pytest.raises(LookupError, match="nothing is compared"):
        load("arcface-1")


def test_a_match_keeps_a_margin_where_the_curve_is_measured():
    access, on_device = TARGETS[PolicyKind.ACCESS], TARGETS[PolicyKind.ON_DEVICE]
    assert access.match_rate(1) == access.fmr / 5
    assert access.match_rate(50) == SAFE_RATE
    assert access.match_rate(1000) == per_comparison(access.fpir, 1000)
    assert on_device.match_rate(1) == on_device.fmr
    rates = [access.match_rate(count) for count in (1, 10, 100, 1000)]
    assert rates == sorted(rates, reverse=True)


def test_the_fpir_of_a_gallery_is_shared_among_its_comparisons():
    for count in (1, 7, 1000):
        rate = per_comparison(0.01, count)
        assert 1 - (1 - rate) ** count == pytest.approx(0.01)


def test_the_measured_curve_keeps_its_promise_on_invented_people(mosaic_engine):
    """FPIR of strangers in galleries of 20, counted, stays under the policy's target."""
    calibration = load(mosaic_engine.calibration)
    vectors = np.stack(
        [mosaic.project(mosaic.pattern(10_000 + each).astype(np.float32)) for each in range(2100)]
    )
    whitened = calibration.whiten(vectors)
    half = calibration.crowding(whitened) / 2
    match, _ = policy_for(MOSAIC, PolicyKind.DELETION).thresholds(count=20, frames=1)
    found = 0
    for probe in range(100):
        gallery = slice(100 + probe * 20, 120 + probe * 20)
        distance = np.linalg.norm(whitened[gallery] - whitened[probe], axis=1)
        found += bool((distance - half[gallery] - half[probe] <= match).any())
    assert found / 100 <= 3 * TARGETS[PolicyKind.DELETION].fpir


def test_a_curve_gives_the_threshold_of_a_rate():
    curve = Curve((-0.2, -0.1, 0.0), (1e-4, 1e-3, 1e-2))
    assert curve.threshold(1e-3) == pytest.approx(-0.1)
    assert curve.threshold(10**-2.5) == pytest.approx(-0.05)
    assert curve.threshold(0.5) == pytest.approx(0.0)


def test_below_what_was_measured_a_curve_errs_on_the_strict_side():
    curve = Curve((-0.2, -0.1, 0.0), (1e-4, 1e-3, 1e-2))
    assert curve.threshold(1e-5) == pytest.approx(-0.4)


@pytest.mark.parametrize(
    ("thresholds", "rates"),
    [((0.1,), (0.1,)), ((0.1, 0.0), (0.1, 0.2)), ((0.0, 0.1), (0.2, 0.2)), ((0, 1), (0.0, 1.0))],
)
def test_a_curve_that_does_not_rise_is_refused(thresholds, rates):
    with pytest.raises(ValueError, match=r"curve|rates"):
        Curve(thresholds, rates)


def test_a_false_match_rate_is_a_rate():
    with pytest.raises(ValueError, match="between 0 and 1"):
        Curve((0.0, 1.0), (0.1, 0.2)).threshold(0)


def test_crowding_runs_away_to_neither_side_of_what_was_fitted():
    """A vector far from every face must not count as lying in a lonely place, where all match."""
    calibration = load("dlib-resnet-1")
    people = calibration.sample(2000, seed=1)
    far = people[:200] + 5 * (people[:200] - people.mean(axis=0))
    assert calibration.crowding(far).max() == calibration.crowding(far).min()
    ordinary = calibration.crowding(people)
    assert calibration.crowding(far).max() <= 1.1 * ordinary.max()
    assert ordinary.min() > 0.3


def test_frames_of_one_moment_count_as_hardly_more_than_one():
    """The limit falls with how much the frames vary, and never below that of different days."""
    calibration = load("dlib-resnet-1")
    person = calibration.sample(1, seed=5)
    random = np.random.default_rng(1)

    def frames(spread):
        noise = random.standard_normal((5, calibration.dimension)) * spread
        return (person + noise / np.sqrt(calibration.dimension)).astype(np.float32)

    burst, days = calibration.variety(frames(0.1)), calibration.variety(frames(0.4))
    assert calibration.variety(person) == 0
    assert calibration.variety(np.repeat(person, 5, axis=0)) < 1e-9
    assert 0 < burst < 0.3
    assert days == 1
    single, moment, different = (
        calibration.limit(1e-3, frames=frames, variety=variety)
        for frames, variety in ((1, 0.0), (5, burst), (5, days))
    )
    assert different < moment < single
    assert moment - different > single - moment


def test_a_calibration_that_does_not_know_how_pictures_vary_is_strict(mosaic_engine):
    calibration = load(mosaic_engine.calibration)
    assert calibration.variety(np.repeat(calibration.sample(1, seed=1), 3, axis=0)) == 1


def test_a_probe_in_the_midst_of_many_faces_is_never_verified(decide, settings):
    """No face's template lies there; a picture made to resemble many has its own there."""
    settings.FACE_ENGINES = {"dlib-resnet": {"class": "biometrics.engines.dlib_resnet.DlibResnet"}}
    calibration = load("dlib-resnet-1")
    back = np.linalg.inv(calibration.whiten(np.eye(calibration.dimension, dtype=np.float32)))
    middle, face = calibration.mixture["means"][0], calibration.sample(1, seed=5)[0]
    for values, outcome in ((middle, Outcome.INCONCLUSIVE), (face, Outcome.VERIFIED)):
        probe = OpenTemplate(values @ back, engine=DLIB)
        assert decide([probe], [probe], engine=DLIB).outcome is outcome
