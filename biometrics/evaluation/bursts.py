"""How much several frames of one moment help, and whether the promise survives averaging them.

A data set of moments holds one folder a person, and in it one folder a moment (a burst, a visit).
Probes are frames of one moment, averaged; they are compared with single pictures of the same
person of other moments, and of other people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration import Calibration
from biometrics.engines import Engine
from biometrics.evaluation.rates import by_person
from biometrics.evaluation.samples import read_folder
from biometrics.evaluation.thresholds import Rate
from biometrics.thresholds import Policy
from biometrics.types import Floats

PROBES = 30
SEED = 1


@dataclass(frozen=True, slots=True)
class Moments:
    """Templates (n, d) with the person (n,) and the moment (n,) of each."""

    templates: Floats
    person: NDArray[np.int64]
    moment: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Gain:
    """One number of frames. ``variety`` is the mean; 1 would be frames of different days.

    ``missed`` is FNMR and ``named`` FMR, as the comparison counts frames;
    ``missed_as_days`` is FNMR if frames of one moment were counted like those of different days.
    """

    frames: int
    variety: float
    missed: Rate | None
    missed_as_days: Rate | None
    named: Rate | None

    def __str__(self) -> str:
        rates = (self.missed, self.missed_as_days, self.named)
        cells = [f"{r.value:.2%} ({r.low:.2%} to {r.high:.2%})" if r else "-" for r in rates]
        return f"| {self.frames} | {self.variety:.2f} | " + " | ".join(cells) + " |"


HEADER = (
    "| frames | variety | own missed | missed, if counted as different days | strangers named |\n"
    "|---|---|---|---|---|"
)


def read_moments(
    folder: Path,
    engine: Engine,
    *,
    progress: Callable[[int, str], None] = lambda done, problem: None,
) -> Moments:
    """Encode a folder of people of moments. ValueError if no face is found at all."""
    templates, people, moments = [], [], []
    for number, person in enumerate(sorted(path for path in folder.iterdir() if path.is_dir())):
        found, moment, _ = read_folder(person, engine, progress=progress)
        templates.append(found)
        people.append(np.full(len(found), number))
        moments.append(moment + 1000 * number)
    if not templates:
        raise ValueError(f"{folder} should hold one folder a person, and in it one a moment")
    return Moments(np.concatenate(templates), np.concatenate(people), np.concatenate(moments))


def measure_bursts(
    moments: Moments, policy: Policy, calibration: Calibration, frames: tuple[int, ...]
) -> list[Gain]:
    """The gain of each number of frames at the policy's promise for one comparison."""
    return [_gain(moments, policy, calibration, number) for number in frames]


def _gain(moments: Moments, policy: Policy, calibration: Calibration, frames: int) -> Gain:
    whitened = calibration.whiten(moments.templates)
    chosen = _bursts(moments.moment, frames)
    varieties = [calibration.variety(whitened[rows]) for rows in chosen]
    rate = policy.targets.match_rate(1)
    limits = np.array([calibration.limit(rate, frames=frames, variety=each) for each in varieties])
    as_days = calibration.limit(rate, frames=frames, variety=1.0)
    probes = np.stack([whitened[rows].mean(axis=0) for rows in chosen])
    owner = np.array([moments.person[rows[0]] for rows in chosen])
    when = np.array([moments.moment[rows[0]] for rows in chosen])
    scores = _scores(probes, whitened, calibration)
    own = owner[:, None] == moments.person
    mated = own & (when[:, None] != moments.moment)
    return Gain(
        frames=frames,
        variety=float(np.mean(varieties)),
        missed=_rate(owner, scores > limits[:, None], mated),
        missed_as_days=_rate(owner, scores > as_days, mated),
        named=_rate(owner, scores <= limits[:, None], ~own),
    )


def _scores(probes: Floats, whitened: Floats, calibration: Calibration) -> Floats:
    """Comparison scores (p, n) of every probe with every picture."""
    squares = np.einsum("ij,ij->i", probes, probes)[:, None] - 2 * probes @ whitened.T
    squares += np.einsum("ij,ij->i", whitened, whitened)
    half_probes, half = (calibration.crowding(each) / 2 for each in (probes, whitened))
    return np.asarray(np.sqrt(squares.clip(0)) - half_probes[:, None] - half, dtype=np.float32)


def _bursts(moment: NDArray[np.int64], frames: int) -> list[NDArray[np.int64]]:
    """Rows of thirty probes of each moment that has frames enough, of one if it has no more."""
    random = np.random.RandomState(SEED)
    chosen = []
    for each in np.unique(moment):
        rows = np.flatnonzero(moment == each)
        if len(rows) >= frames:
            count = PROBES if len(rows) > frames else 1
            chosen += [random.choice(rows, frames, replace=False) for _ in range(count)]
    if not chosen:
        raise ValueError(f"no moment of this data set has {frames} frames")
    return chosen


def _rate(
    owner: NDArray[np.int64], wrong: NDArray[np.bool_], compared: NDArray[np.bool_]
) -> Rate | None:
    """Every person weighs the same, however many frames they have."""
    rows = np.flatnonzero(compared.any(axis=1))
    if not len(rows):
        return None
    people, number = np.unique(owner[rows], return_inverse=True)
    shares = (wrong & compared)[rows].sum(axis=1) / compared[rows].sum(axis=1)
    mean = np.bincount(number, shares) / np.bincount(number)
    millionths = np.rint(mean[:, None] * 1e6).astype(np.int64)
    return Rate.at(by_person(people, millionths, np.full(len(people), 10**6)), 0)
