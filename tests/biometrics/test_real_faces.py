"""The whole core on real photographs, which lie beside the project or not at all."""

import io

import numpy as np
import pytest
from PIL import Image

from biometrics.comparison import compare
from biometrics.engines.dlib_resnet import DlibResnet
from biometrics.images import read_picture
from biometrics.thresholds import PolicyKind, policy_for
from biometrics.types import Outcome, PictureProblem, UnusablePicture
from biometrics.vault.gallery import GalleryContext, create_key, open_key
from biometrics.vault.keys import LocalKeyWrapper

WRAPPER = LocalKeyWrapper(b"w" * 32)
NAMES = ("person_a_1", "person_a_2", "person_b_1", "person_b_2")


@pytest.fixture(scope="module")
def engine():
    return DlibResnet()


@pytest.fixture(scope="module")
def templates(engine, photograph):
    return {name: engine.encode_probe(photograph(name)) for name in NAMES}


def decide(engine, probe, records, kind=PolicyKind.ACCESS):
    context = GalleryContext.today("d-1", engine.id)
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
        block = key.seal_block(records, index=0, first_row=0)
        gallery = key.open_blocks([block], count=len(records))
        return compare(probes=[probe], gallery=gallery, policy=policy_for(engine.id, kind))


@pytest.fixture(autouse=True)
def _dlib(settings):
    settings.FACE_ENGINES = {"dlib-resnet": {"class": "biometrics.engines.dlib_resnet.DlibResnet"}}


@pytest.mark.parametrize("kind", [PolicyKind.ACCESS, PolicyKind.DELETION])
@pytest.mark.parametrize(
    ("selfie", "record"),
    [("person_a_1", "person_a_2"), ("person_b_1", "person_b_2"), ("person_b_2", "person_b_1")],
)
def test_another_photograph_of_oneself_is_verified(engine, templates, selfie, record, kind):
    decision = decide(engine, templates[selfie], [templates[record]], kind)
    assert decision.outcome is Outcome.VERIFIED
    assert decision.matched == (0,)


@pytest.mark.parametrize("kind", [PolicyKind.ACCESS, PolicyKind.DELETION])
@pytest.mark.parametrize("selfie", ["person_b_1", "person_b_2"])
@pytest.mark.parametrize("record", ["person_a_1", "person_a_2"])
def test_a_stranger_is_not_matched(engine, templates, selfie, record, kind):
    decision = decide(engine, templates[selfie], [templates[record]], kind)
    assert decision.outcome is Outcome.NOT_MATCHED


def test_in_a_gallery_exactly_ones_own_records_are_named(engine, templates):
    records = [templates[name] for name in NAMES]
    assert decide(engine, templates["person_a_2"], records).matched == (0, 1)
    assert decide(engine, templates["person_b_1"], records).matched == (2, 3)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("JPEG", {"quality": 60}), ("WEBP", {}), ("HEIF", {}), ("PNG", {})],
)
def test_the_format_does_not_matter(engine, photograph, templates, kind, options):
    stored = io.BytesIO()
    image = Image.fromarray(photograph("person_a_1"))
    image.thumbnail((800, 800))
    image.save(stored, kind, **options)
    probe = engine.encode_probe(read_picture(stored.getvalue()))
    assert decide(engine, probe, [templates["person_a_2"]]).outcome is Outcome.VERIFIED


def test_a_photograph_lying_on_its_side_is_set_upright(engine, photograph, templates):
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = io.BytesIO()
    sideways = Image.fromarray(photograph("person_a_1")).transpose(Image.Transpose.ROTATE_90)
    sideways.save(stored, "JPEG", exif=exif)
    probe = engine.encode_probe(read_picture(stored.getvalue()))
    assert decide(engine, probe, [templates["person_a_2"]]).outcome is Outcome.VERIFIED


def test_two_real_people_are_refused(engine, photograph):
    heads = [
        np.asarray(Image.fromarray(photograph(name)).resize((600, 750)))
        for name in ("person_a_1", "person_b_2")
    ]
    with pytest.raises(UnusablePicture) as refused:
        engine.encode_probe(np.hstack(heads))
    assert refused.value.problem is PictureProblem.SEVERAL_FACES


def test_a_tiny_real_face_is_told_to_come_closer(engine, photograph):
    scene = Image.new("RGB", (900, 900), "grey")
    scene.paste(Image.fromarray(photograph("person_a_1")).resize((190, 237)), (300, 300))
    with pytest.raises(UnusablePicture) as refused:
        engine.encode_probe(np.asarray(scene))
    assert refused.value.problem is PictureProblem.FACE_TOO_SMALL
