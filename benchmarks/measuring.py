"""One result, and how a time is taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Result:
    """A measured value beside what it is compared with; ``ratio`` is value / reference_value.

    ``limit`` is what the ratio should not pass: from above if ``at_least``.
    """

    name: str
    unit: str
    value: float
    reference: str
    reference_value: float
    limit: float | None = None
    at_least: bool = False

    @property
    def ratio(self) -> float:
        return self.value / self.reference_value

    @property
    def holds(self) -> bool:
        if self.limit is None:
            return True
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit

    def as_dict(self) -> dict[str, str | float]:
        return {
            "name": self.name,
            "unit": self.unit,
            "value": round(self.value, 3),
            "reference": self.reference,
            "reference_value": round(self.reference_value, 3),
            "ratio": round(self.ratio, 3),
        }


def side_by_side(
    first: Callable[[], object], second: Callable[[], object], *, times: int
) -> tuple[float, float]:
    """Median milliseconds of processor time of both, in turns.

    Everything measured runs in one thread and waits for nothing, so on an idle machine this is
    the time on the clock; on a busy one it leaves out the time that others took.
    """
    first(), second()
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(times):
        for call, into in zip((first, second), taken, strict=True):
            start = time.process_time()
            call()
            into.append((time.process_time() - start) * 1000)
    return median(taken[0]), median(taken[1])
