"""From a selfie's bytes to an outcome, against the bare library calls on the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
from PIL import Image

from benchmarks.measuring import Result, side_by_side
from biometrics import drawn_faces, engines
from biometrics.comparison import compare
from biometrics.engines.dlib_models import face_recognition_api
from biometrics.images import read_picture
from biometrics.policies import PolicyKind, policy_for
from biometrics.types import Outcome
from biometrics.vault import wipe
from biometrics.vault.gallery import GalleryContext, create_key, open_key
from biometrics.vault.keys import LocalKeyWrapper
from biometrics.vault.transit import seal, unseal

TIMES = 15
PERSON = drawn_faces.DEMO_PEOPLE[0]
WRAPPER = LocalKeyWrapper(bytes(32))


def jpeg(person: int, variant: int, size: int) -> bytes:
    """A drawn person as a JPEG file of ``size`` by ``size`` pixels."""
    stored = io.BytesIO()
    drawn_faces.draw(person, variant, size).save(stored, "JPEG", quality=90)
    return stored.getvalue()


def measure() -> Iterator[Result]:
    selfie, record = jpeg(PERSON, 0, 1280), jpeg(PERSON, 1, 1280)
    engine = engines.get("dlib-resnet")
    context = GalleryContext.today("bench", engine.id)
    wrapped = create_key(context, wrapper=WRAPPER)
    with open_key(wrapped, context, wrapper=WRAPPER) as key:
        reference = engine.encode_reference(read_picture(record))
        block = key.seal_block([reference], index=0, first_row=0)
    policy = policy_for(engine.id, PolicyKind.ACCESS)
    sealed = seal(selfie, context={"purpose": "bench"}, wrapper=WRAPPER)

    def ours() -> None:
        data = unseal(sealed, context={"purpose": "bench"}, wrapper=WRAPPER)
        probe = engine.encode_probe(read_picture(data))
        wipe(data)
        with open_key(wrapped, context, wrapper=WRAPPER) as key:
            gallery = key.open_blocks([block], count=1)
            decision = compare(probes=[probe], gallery=gallery, policy=policy)
        if decision.outcome is not Outcome.VERIFIED:
            raise RuntimeError("the benchmark's own person was not verified")

    api = face_recognition_api()

    def leanest() -> None:
        """What the library needs at least: a picture of 640 px, no upsampling, one encoding."""
        image = Image.open(io.BytesIO(selfie))
        image.draft("RGB", (640, 640))
        pixels = np.asarray(image.convert("RGB"))
        (place,) = api.face_locations(pixels, number_of_times_to_upsample=0)
        (encoding,) = api.face_encodings(pixels, [place])
        if api.face_distance([reference.values], encoding)[0] > 0.6:
            raise RuntimeError("the library did not match the benchmark's person")

    def plain() -> None:
        """What its examples do."""
        pixels = np.asarray(Image.open(io.BytesIO(selfie)).convert("RGB"))
        api.compare_faces([reference.values], api.face_encodings(pixels)[0])

    mine, theirs = side_by_side(ours, leanest, times=TIMES)
    yield Result(
        "selfie to outcome, 1:1, sealed",
        "ms",
        mine,
        "bare face_recognition at 640 px without upsampling",
        theirs,
        limit=1.15,
    )
    mine, theirs = side_by_side(ours, plain, times=5)
    yield Result(
        "selfie to outcome, 1:1, sealed", "ms", mine, "face_recognition as in its examples", theirs
    )
