"""Present bursts to the liveness check and count what is accepted, with intervals.

Terms of ISO/IEC 30107-3: APCER is the share of presentations of one attack species that are
taken for bona fide ones, BPCER the share of bona fide presentations that are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from biometrics.drawn.motion import Portrait
from biometrics.engines import Engine
from biometrics.evaluation.attacks import SEQUENCES, SPECIES, Frames, bona_fide
from biometrics.liveness.checking import check_burst
from biometrics.liveness.gestures import Gesture
from biometrics.liveness.problems import NotLive
from biometrics.types import UnusablePicture

BONA_FIDE = "bona fide: drawn people who move"
ACCEPTED = ""
CONFIDENCE = 0.95
HEADER = (
    "| presentation | number | accepted | share | 95% interval | refused because |\n"
    "|---|---|---|---|---|---|"
)


def _silently(kind: str) -> None:
    """Nobody hears of each presentation."""


@dataclass(frozen=True, slots=True)
class Count:
    """Presentations of one kind: what came of them, by problem, "" for accepted."""

    kind: str
    answers: Mapping[str, int]

    @property
    def presentations(self) -> int:
        return sum(self.answers.values())

    @property
    def accepted(self) -> int:
        return self.answers.get(ACCEPTED, 0)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, of the share accepted."""
        return wilson(self.accepted, self.presentations)

    def as_dict(self) -> dict[str, Any]:
        low, high = self.interval
        share = self.accepted / self.presentations
        names = {"presentations": self.presentations, "accepted": self.accepted, "share": share}
        return {"kind": self.kind, **names, "low": low, "high": high, "answers": dict(self.answers)}


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The two-sided 95% score interval of a share. ValueError without trials."""
    if trials < 1:
        raise ValueError("an interval needs at least one trial")
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    middle = (hits + z * z / 2) / (trials + z * z)
    reach = z / (trials + z * z) * (hits * (trials - hits) / trials + z * z / 4) ** 0.5
    return max(0.0, middle - reach), min(1.0, middle + reach)


def count_bona_fide(
    people: Sequence[Portrait], engine: Engine, *, progress: Callable[[str], None] = _silently
) -> Count:
    """Every person follows every sequence."""
    answers: Counter[str] = Counter()
    for number, asked in enumerate(SEQUENCES):
        for person in people:
            frames = bona_fide(person, asked, np.random.RandomState([number, 1]))
            answers[answer(frames, asked, engine)] += 1
            progress(BONA_FIDE)
    return Count(BONA_FIDE, answers)


def count_attacks(
    people: Sequence[Portrait],
    engine: Engine,
    *,
    attempts: int,
    species: Iterable[str] = SPECIES,
    progress: Callable[[str], None] = _silently,
) -> Iterator[Count]:
    """So many presentations of each species, each for a sequence drawn at random."""
    for kind in species:
        answers: Counter[str] = Counter()
        for number in range(attempts):
            random = np.random.RandomState([number, 2])
            asked = SEQUENCES[random.randint(len(SEQUENCES))]
            victim = people[number % len(people)]
            attacker = people[(number + 1 + number // len(people)) % len(people)]
            frames = SPECIES[kind](victim, attacker, asked, random)
            answers[answer(frames, asked, engine)] += 1
            progress(kind)
        yield Count(kind, answers)


def answer(frames: Frames, asked: Sequence[Gesture], engine: Engine) -> str:
    """The problem that the check names, or "" when it accepts the burst."""
    try:
        templates = check_burst(frames, asked, engine)
    except (NotLive, UnusablePicture) as refused:
        return str(refused.problem)
    for template in templates:
        template.wipe()
    return ACCEPTED


def table(counts: Iterable[Count]) -> str:
    """The counts as a Markdown table."""
    return "\n".join([HEADER, *map(_row, counts)])


def _row(count: Count) -> str:
    low, high = count.interval
    share = count.accepted / count.presentations
    reasons = sorted(
        ((number, problem) for problem, number in count.answers.items() if problem), reverse=True
    )
    named = ", ".join(f"{problem} {number}" for number, problem in reasons[:3])
    return (
        f"| {count.kind} | {count.presentations} | {count.accepted} | {share:.0%} "
        f"| {low:.0%} to {high:.0%} | {named} |"
    )
