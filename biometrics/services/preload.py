"""What a face worker loads before it starts the processes that do the work."""

from __future__ import annotations

from biometrics import calibration, engines


def load_models() -> None:
    """Every installed engine and its calibration. Raises EngineMisconfigured."""
    for engine in engines.installed().values():
        engine.load()
        calibration.load(engine.calibration)
