"""Calibrations: what turns a distance into an error rate, per engine and version.

A calibration is a folder (here, or in the setting CALIBRATION_DIRS) with

``cohort.npz``
    A mixture that stands for a population and contains nobody: every component averages
    at least fifteen people. Twenty thousand vectors are sampled from it with a fixed seed.
``whitening.npy``
    (d, d): templates times this matrix vary alike in every direction within one person.
``curve.json``
    False match rates per threshold, with sample sizes, per number of averaged frames.

The comparison score of probe p and reference r, whitened, is
``s = |p - r| - (m(p) + m(r)) / 2`` where m, the crowding, is the mean distance to the 50
nearest of the cohort: in a crowded neighbourhood the same distance says less. Lower is more
alike. Scores never leave the comparison.
"""

from biometrics.calibration.curves import Curve
from biometrics.calibration.space import Calibration, load

__all__ = ["Calibration", "Curve", "load"]
