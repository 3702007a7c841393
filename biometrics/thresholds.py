"""Named, versioned policies: how sure a comparison must be, by what hangs on it.

A policy promises error rates, never a distance: at most ``fmr`` false matches for one
comparison and at most ``fpir`` false answers for a whole gallery, whichever is stricter.
Above that lies a grey zone, in which a person decides or another way of proof is taken.
The engine's calibration turns that into a threshold for the gallery's size and the number
of frames. There is no global tolerance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.core.totality import total
from biometrics import engines
from biometrics.calibration import load
from biometrics.types import Capture, EngineId


class PolicyKind(StrEnum):
    """What a match opens."""

    ACCESS = "access"
    """Data is shown to the person: a false match hands somebody a stranger's data."""
    DELETION = "deletion"
    """Data is deleted, corrected or no longer used: a false match loses a stranger's data."""
    ON_DEVICE = "on_device"
    """The probe was computed on a telephone and cannot be checked: deletion only, strictest."""


# Curves are not measured so far down but continued, on the strict side: nobody was matched.
SAFE_RATE = 5e-5


@dataclass(frozen=True, slots=True)
class Targets:
    """Promised rates for the worst group: of a false match, and of a doubt about a stranger.

    ``margin`` is how many times stricter a match is than the measured curve demands, down to
    SAFE_RATE, below which the curve is strict enough by itself.
    """

    fmr: float
    fpir: float
    margin: float
    grey_fmr: float = 0.05
    grey_fpir: float = 0.3

    def match_rate(self, count: int) -> float:
        promised = min(self.fmr, per_comparison(self.fpir, count))
        return min(promised, max(promised / self.margin, SAFE_RATE))

    def grey_rate(self, count: int) -> float:
        return min(self.grey_fmr, per_comparison(self.grey_fpir, count))


@dataclass(frozen=True, slots=True)
class Policy:
    """One way to decide, recorded with every verification by ``id`` and ``version``."""

    kind: PolicyKind
    engine: EngineId
    calibration: str
    version: str
    targets: Targets

    @property
    def id(self) -> str:
        return f"{self.engine.name}/{self.kind}"

    def thresholds(self, *, count: int, frames: int, variety: float = 1.0) -> tuple[float, float]:
        """(verified at or below, inconclusive at or below) for a gallery of ``count``.

        ``variety`` says how much the frames vary, see ``Calibration.variety``.
        """
        calibration = load(self.calibration)
        match, grey = (
            calibration.limit(rate, frames=frames, variety=variety)
            for rate in (self.targets.match_rate(count), self.targets.grey_rate(count))
        )
        return match, grey


# One in a thousand for one comparison is what border gates are held to (Frontex, best
# practice for automated border control, 2015), and here it holds for the worst group.
# People of one age, sex and city are more alike than any group that the curves were measured
# on. Hence the margins: with them no set of such people that was tried shows a rate whose
# interval lies above the promise (docs/accuracy.md).
# The version changes with any number here; the calibration has a version of its own.
TARGETS_VERSION = "3"
TARGETS = total(
    PolicyKind,
    {
        PolicyKind.ACCESS: Targets(fmr=1e-3, fpir=5e-3, margin=5),
        PolicyKind.DELETION: Targets(fmr=5e-3, fpir=2e-2, margin=15),
        PolicyKind.ON_DEVICE: Targets(fmr=1e-4, fpir=1e-3, margin=1),
    },
    name="biometrics.thresholds.TARGETS",
)


def policy_for(engine: EngineId, kind: PolicyKind | str) -> Policy:
    """The policy of this engine for this kind of request.

    Raises UnknownEngine, LookupError without a calibration, ValueError for another kind.
    """
    known = engines.get(engine)
    wanted = PolicyKind(kind)
    calibration = load(known.calibration)
    return Policy(
        kind=wanted,
        engine=known.id,
        calibration=calibration.name,
        version=f"{TARGETS_VERSION}.{calibration.version}",
        targets=TARGETS[wanted],
    )


# Whether a probe ties the claim to the claimant by the way it came to be (docs/adr/0011). A photograph
# that was sent may be of anybody: even “not matched” would tell its sender whether a venue holds that
# person. A vector from a device ties by the number that goes with it, and has a gate of its own.
SHOWS_THE_CLAIMANT: Mapping[Capture, bool] = total(
    Capture,
    {
        Capture.LIVE: True,
        Capture.ATTENDED: True,
        Capture.PHOTOGRAPHS: False,
        Capture.ON_DEVICE: False,
    },
    name="biometrics.thresholds.SHOWS_THE_CLAIMANT",
)


def per_comparison(fpir: float, count: int) -> float:
    """The false match rate that keeps FPIR over ``count`` comparisons: 1 - (1 - FPIR)^(1/N)."""
    if count < 1:
        raise ValueError("a gallery holds at least one record")
    return float(1 - (1 - fpir) ** (1 / count))
