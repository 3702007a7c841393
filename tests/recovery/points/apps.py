"""Holds a process at a named point for as long as a file says so; the code around it is the real one."""

import time
from datetime import timedelta
from functools import wraps

from django.apps import AppConfig
from django.conf import settings


def pass_by(name):
    """Stand still here while ``points/<name>.hold`` exists; ``<name>.reached`` tells that we do."""
    folder = settings.VAR_DIR / "points"
    hold = folder / f"{name}.hold"
    if hold.exists():
        (folder / f"{name}.reached").touch()
        while hold.exists():
            time.sleep(0.02)


def hold_after(owner, attribute, name):
    original = getattr(owner, attribute)

    @wraps(original)
    def held(*args, **kwargs):
        result = original(*args, **kwargs)
        pass_by(name)
        return result

    setattr(owner, attribute, held)


class PointsConfig(AppConfig):
    name = "tests.recovery.points"

    def ready(self):
        import biometrics.tasks  # noqa: F401
        from biometrics.engines.dlib_resnet import DlibResnet
        from biometrics.services import comparing, leases, reading, sweep, verifications
        from requests_app.services import lifecycle

        # Faces have been found and encoded: picture and template are open in memory.
        hold_after(DlibResnet, "encode", "encoded")
        # The outcome is written and the selfies are removed, but nothing is committed.
        hold_after(comparing, "destroy_frames", "compared")
        # The block of templates lies in the store, its row is not committed.
        hold_after(reading, "append_block", "block_sealed")
        # The sealed selfie lies in the store, its row is not committed.
        hold_after(verifications, "_seal_frame", "selfie_sealed")
        # Event, receipt and notifications are written, not committed.
        hold_after(lifecycle, "notify", "event_written")
        # A killed worker's work is taken over after a minute; here after seconds. The tasks keep their
        # time limits: they have been read before.
        leases.COMPARE = leases.READ = leases.BLUR = timedelta(seconds=4)
        sweep.LOST_AFTER = timedelta(seconds=2)
        sweep.ORPHANED_AFTER = timedelta(seconds=2)
        self._sweep_often()

    def _sweep_often(self):
        from config.worker.celery import app

        for entry in app.conf.beat_schedule.values():
            if isinstance(entry["schedule"], float):
                entry["schedule"] = min(entry["schedule"], 2.0)
