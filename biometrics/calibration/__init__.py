"""Calibrations: what turns a distance into an error rate, per engine and version.

A calibration is a folder (here, or in the setting CALIBRATION_DIRS) with

``whitening.npy``
    (d, d): templates times this matrix vary alike in every direction within one person.
``crowding.npz``
    How crowded a place among faces is, as a formula: see ``Crowding``.
``cohort.npz``
    A population of nobody, a mixture in which every component averages at least a hundred
    people. In the midst of a component lies no face.
``curve.json``
    False match rates per threshold, with sample sizes, per number of averaged frames.

The comparison score of probe p and reference r, whitened, is
``s = |p - r| - (m(p) + m(r)) / 2`` where m, the crowding, grows with the mean distance to the
ten nearest of some thousands of people: in a crowded place the same distance says less.
Lower is more alike. Scores never leave the comparison. What was measured: docs/accuracy.md.
"""

from biometrics.calibration.curves import Curve
from biometrics.calibration.space import Calibration, load

__all__ = ["Calibration", "Curve", "load"]
