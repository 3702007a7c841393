"""The demo's settings with named points at which a process can be held, to be killed there."""

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.recovery.points"]  # noqa: F405
