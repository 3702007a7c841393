"""From a selfie's bytes to an outcome, against the bare library calls on the same bytes."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image

from benchmarks.measuring import Result, side_by_side
from biometrics import engines
from biometrics.comparison import compare
from biometrics.drawn import faces
from biometrics.engines.dlib_models import face_recognition_api
from biometrics.images import read_picture
from biometrics.thresholds import PolicyKind, policy_for
from biometrics.types import OpenTemplate, Outcome
from biometrics.vault import wipe
from biometrics.vault.gallery import GalleryContext, create_key, open_key
from biometrics.vault.keys import LocalKeyWrapper
from biometrics.vault.transit import seal, unseal

TIMES = 15
FRAME_SIDE = 640
"""What the camera page takes, and what a photograph is shrunk to: see static/js."""
PHOTOGRAPH_SIDE = 1280
PERSON = faces.DEMO_PEOPLE[0]
WRAPPER = LocalKeyWrapper(bytes(32))


def jpeg(person: int, variant: int, size: int) -> bytes:
    """A drawn person as a JPEG file of ``size`` by ``size`` pixels."""
    stored = io.BytesIO()
    faces.draw(person, variant, size).save(stored, "JPEG", quality=90)
    return stored.getvalue()


def measure() -> Iterator[Result]:
    api = face_recognition_api()
    reference = engines.get("dlib-resnet").encode_reference(
        read_picture(jpeg(PERSON, 1, PHOTOGRAPH_SIDE))
    )
    for side, limit in ((FRAME_SIDE, 1.15), (PHOTOGRAPH_SIDE, None)):
        selfie = jpeg(PERSON, 0, side)

        def leanest(selfie: bytes = selfie) -> None:
            """What the library needs at least: 640 px, no upsampling, one encoding."""
            image = Image.open(io.BytesIO(selfie))
            image.draft("RGB", (640, 640))
            pixels = np.asarray(image.convert("RGB"))
            (place,) = api.face_locations(pixels, number_of_times_to_upsample=0)
            (encoding,) = api.face_encodings(pixels, [place])
            if api.face_distance([reference.values], encoding)[0] > 0.6:
                raise RuntimeError("the library did not match the benchmark's person")

        def plain(selfie: bytes = selfie) -> None:
            """What its examples do."""
            pixels = np.asarray(Image.open(io.BytesIO(selfie)).convert("RGB"))
            api.compare_faces([reference.values], api.face_encodings(pixels)[0])

        name = f"selfie of {side} px to outcome, 1:1, sealed"
        with verifying(selfie, reference) as ours:
            mine, theirs = side_by_side(ours, leanest, times=TIMES)
            bare = "bare face_recognition at 640 px without upsampling"
            yield Result(name, "ms", mine, bare, theirs, limit=limit)
            mine, theirs = side_by_side(ours, plain, times=5)
            yield Result(name, "ms", mine, "face_recognition as in its examples", theirs)


@contextmanager
def verifying(selfie: bytes, reference: OpenTemplate) -> Iterator[Callable[[], None]]:
    """From the sealed selfie to its outcome, with one sealed reference."""
    engine = engines.get("dlib-resnet")
    context = GalleryContext.today("bench", engine.id)
    wrapped = create_key(context, wrapper=WRAPPER)
    with open_key(wrapped, context, wrapper=WRAPPER) as key:
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

    yield ours
