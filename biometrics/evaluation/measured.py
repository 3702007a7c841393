"""What the curves of a calibration were made of, for whoever audits it: FMR and FNMR by group."""

from __future__ import annotations

from typing import Any

from biometrics.calibration import Calibration
from biometrics.evaluation.curves import grid
from biometrics.evaluation.rates import Measured, Rates, false_matches, false_non_matches
from biometrics.evaluation.samples import Samples
from biometrics.evaluation.scores import score


def measured_curves(
    samples: Samples, calibration: Calibration, *, frames: tuple[int, ...]
) -> dict[str, Any]:
    """Per number of frames and group: rates with both ends of their 95% intervals.

    ``fmr`` is of probes against one reference of everybody else of the group, ``fnmr`` against
    another picture of the same person, both at each of ``threshold`` (ISO/IEC 19795-1).
    """
    found: dict[str, Any] = {}
    for number in frames:
        scores = score(samples, calibration, frames=number)
        thresholds = grid(scores)
        groups = {
            name: _rates(
                false_matches(scores, group, thresholds),
                false_non_matches(scores, group, thresholds),
            )
            for name, group in samples.groups.items()
        }
        found[str(number)] = {"threshold": thresholds.tolist(), "groups": groups}
    return found


def _rates(fmr: Measured | None, fnmr: Measured | None) -> dict[str, Any]:
    return {"fmr": _as_dict(fmr), "fnmr": _as_dict(fnmr)}


def _as_dict(measured: Measured | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "people": measured.people,
        "comparisons": measured.comparisons,
        "rate": _rounded(measured.rate),
        "low": _rounded(measured.low),
        "high": _rounded(measured.high),
    }


def _rounded(rates: Rates) -> list[float]:
    return [float(f"{rate:.3g}") for rate in rates]
