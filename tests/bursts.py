"""Bursts of a person who moves as asked, drawn for the mosaic engine."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

from django.core.files.uploadedfile import SimpleUploadedFile

from biometrics.engines import mosaic
from biometrics.liveness.gestures import Gesture

MOSAIC = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}

# Out, there, and back to looking straight: (turn, nearness) in each picture.
STRAIGHT = ((0.0, 1.0), (0.0, 1.0))
MOVEMENTS = {
    Gesture.LEFT: ((0.1, 1.0), (0.2, 1.0), (0.2, 1.0), (0.1, 1.0)),
    Gesture.RIGHT: ((-0.1, 1.0), (-0.2, 1.0), (-0.2, 1.0), (-0.1, 1.0)),
    Gesture.CLOSER: ((0.0, 1.2), (0.0, 1.4), (0.0, 1.4), (0.0, 1.2)),
}


def burst(person: int, gestures: Iterable[Gesture | str], *, variant: int = 20) -> list[bytes]:
    """PNG files of ``person`` who makes ``gestures`` in their order: 20 for three movements."""
    poses = enumerate(_poses(gestures), start=variant)
    return [_png(person, number, turn, scale) for number, (turn, scale) in poses]


def _poses(gestures: Iterable[Gesture | str]) -> Iterator[tuple[float, float]]:
    yield from STRAIGHT
    for gesture in gestures:
        yield from MOVEMENTS[Gesture(gesture)]
        yield from STRAIGHT


def _png(person: int, variant: int, turn: float, scale: float) -> bytes:
    out = io.BytesIO()
    mosaic.draw(person, variant, turn=turn, scale=scale).save(out, "PNG")
    return out.getvalue()


def uploads(frames: Iterable[bytes]) -> list[SimpleUploadedFile]:
    """``frames`` as a browser or an app sends them."""
    return [
        SimpleUploadedFile(f"{number}.png", frame, "image/png")
        for number, frame in enumerate(frames)
    ]
