"""How crowded a place among faces is, as a formula that was fitted to many people and holds none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from biometrics.types import Floats


@dataclass(frozen=True, slots=True)
class Crowding:
    """m(x) = constant + linear · z + z' quadratic z with z = x - centre, and at most ``highest``.

    ``centre`` and ``linear`` are (d,), ``quadratic`` (d, d), symmetric. Beyond the people it was
    fitted to a quadratic runs away; upwards that would let a far vector match, so it is cut
    there. Downwards it makes a match harder.
    """

    centre: Floats
    constant: float
    linear: Floats
    quadratic: Floats
    highest: float

    def at(self, whitened: Floats) -> Floats:
        """m(x) of each row of (n, d)."""
        away = whitened - self.centre
        values = self.constant + away @ self.linear
        values += np.einsum("ij,ij->i", away @ self.quadratic, away)
        return np.asarray(np.minimum(values, self.highest), dtype=np.float32)

    def numbers(self) -> dict[str, Floats]:
        """Everything that it is made of, by name."""
        return {
            "centre": self.centre,
            "constant": np.asarray(self.constant, dtype=np.float32),
            "linear": self.linear,
            "quadratic": self.quadratic,
            "highest": np.asarray(self.highest, dtype=np.float32),
        }

    def write(self, path: Path) -> None:
        np.savez(
            path,
            centre=self.centre,
            constant=np.float32(self.constant),
            linear=self.linear,
            quadratic=self.quadratic,
            highest=np.float32(self.highest),
        )

    @classmethod
    def read(cls, path: Path) -> Crowding:
        with np.load(path) as stored:
            return cls(
                centre=stored["centre"],
                constant=float(stored["constant"]),
                linear=stored["linear"],
                quadratic=stored["quadratic"],
                highest=float(stored["highest"]),
            )
