"""One probe against a million sealed references, against plain comparisons of the same rows."""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Iterator

import numpy as np

from benchmarks.measuring import Result, side_by_side
from biometrics.comparison import compare
from biometrics.engines import get
from biometrics.engines.dlib_models import face_recognition_api
from biometrics.thresholds import PolicyKind, policy_for
from biometrics.types import Floats, OpenTemplate
from biometrics.vault.blocks import BLOCK_ROWS, SealedBlock
from biometrics.vault.gallery import (
    GalleryContext,
    GalleryKey,
    create_key,
    open_key,
)
from biometrics.vault.keys import LocalKeyWrapper

ROWS = int(os.environ.get("BENCH_REFERENCES", "1000000"))
TIMES = 7
WRAPPER = LocalKeyWrapper(bytes(32))


def measure() -> Iterator[Result]:
    engine = get("dlib-resnet")
    context = GalleryContext.today("bench", engine.id)
    rows = _rows(ROWS, engine.dimension)
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
        blocks = _seal(key, rows)
        probe = OpenTemplate(rows[ROWS // 2] * np.float32(1.1), engine=engine.id)
        policy = policy_for(engine.id, PolicyKind.ACCESS)

        def ours() -> None:
            gallery = key.open_blocks(blocks, count=ROWS)
            compare(probes=[probe], gallery=gallery, policy=policy)

        def library() -> None:
            face_recognition_api().face_distance(rows, probe.values)

        squares = np.einsum("ij,ij->i", rows, rows)

        def product() -> None:
            np.sqrt((squares - 2 * (rows @ probe.values) + 1).clip(0))

        mine, theirs = side_by_side(ours, library, times=TIMES)
        yield Result(
            f"1 probe against {ROWS:,} sealed references",
            "ms",
            mine,
            "plain face_recognition.face_distance",
            theirs,
            limit=0.35,
        )
        mine, theirs = side_by_side(ours, product, times=TIMES)
        yield Result(
            f"1 probe against {ROWS:,} sealed references",
            "ms",
            mine,
            "plain matrix product",
            theirs,
            limit=2.2,
        )
        yield Result(
            f"memory above {ROWS:,} sealed references",
            "MB",
            _peak(ours),
            # One block in the clear, an eighth of it in floating point; however many there are.
            "one sealed block",
            len(blocks[0].blob) / 1e6,
            limit=1.6,
        )


def _rows(count: int, dimension: int) -> Floats:
    random = np.random.default_rng(1)
    rows = random.standard_normal((count, dimension), dtype=np.float32)
    rows *= np.float32(1.4) / np.linalg.norm(rows, axis=1, keepdims=True)
    return rows


def _seal(key: GalleryKey, rows: Floats) -> list[SealedBlock]:
    """Rows as if already whitened, with one crowding for all: the work of comparing is the same."""
    crowding = np.full(BLOCK_ROWS, 0.5, dtype=np.float32)
    return [
        key.seal_rows(part, crowding[: len(part)], index=index, first_row=index * BLOCK_ROWS)
        for index, part in enumerate(np.split(rows, range(BLOCK_ROWS, len(rows), BLOCK_ROWS)))
    ]


def _peak(call: object) -> float:
    """Greatest allocation, in megabytes, during one call."""
    tracemalloc.start()
    assert callable(call)
    call()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6
