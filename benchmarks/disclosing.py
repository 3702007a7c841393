"""Photographs of a disclosure encoded and sealed, against bare detection and encoding."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import numpy as np
from PIL import Image

from benchmarks.measuring import Result
from benchmarks.selfie import WRAPPER, jpeg
from biometrics import engines
from biometrics.drawn import faces
from biometrics.engines.dlib_models import face_recognition_api
from biometrics.images import inspect_picture, read_picture
from biometrics.vault.gallery import GalleryContext, create_key, open_key

PHOTOGRAPHS = 60
BATCH = 10


def measure() -> Iterator[Result]:
    people = faces.DEMO_PEOPLE
    files = [jpeg(people[each % 6], each // 6, 640) for each in range(PHOTOGRAPHS)]
    _bare(files[:1])
    _disclose(files[:1])
    rates: dict[str, float] = {"ours": 0.0, "bare": 0.0}
    # In turns, batch by batch, so that a busy machine burdens both alike.
    for start in range(0, PHOTOGRAPHS, BATCH):
        batch = files[start : start + BATCH]
        for name, work in (("ours", _disclose), ("bare", _bare)):
            begun = time.process_time()
            work(batch)
            rates[name] += time.process_time() - begun
    yield Result(
        "disclosure: photographs encoded and sealed, one process",
        "photographs/s",
        PHOTOGRAPHS / rates["ours"],
        "bare detection and encoding",
        PHOTOGRAPHS / rates["bare"],
        limit=0.9,
        at_least=True,
    )


def _disclose(files: list[bytes]) -> None:
    engine = engines.get("dlib-resnet")
    context = GalleryContext.today("bench", engine.id)
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
        templates = []
        for row, data in enumerate(files):
            inspect_picture(data)
            templates.append(engine.encode_reference(read_picture(data)))
            key.seal_reference(f"record {row}", number=row)
        key.seal_block(templates, index=0, first_row=0)
        for template in templates:
            template.wipe()


def _bare(files: list[bytes]) -> None:
    api = face_recognition_api()
    for data in files:
        pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
        places = api.face_locations(pixels, number_of_times_to_upsample=0)
        api.face_encodings(pixels, places)
