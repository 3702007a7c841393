"""A whole installation for the length of one job: its own database, keys, storage and outbox.

It lives in a temporary folder that goes with the job. The key that wraps the data keys never touches
the disk, so even a job that was killed leaves nothing that opens.
"""

from __future__ import annotations

import base64
import logging
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from django.apps import apps
from django.conf import settings
from django.core.management import call_command

# What a program needs to run; everything that names a real installation stays behind.
PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LANGUAGE",
    "LC_ALL",
    "TMPDIR",
    "TERM",
    "NO_COLOR",
    "VIRTUAL_ENV",
)


def run(arguments: Sequence[str]) -> int:
    """Run ``manage.py`` with ``arguments`` in a throwaway installation; its exit code."""
    with _folder() as folder:
        command = [sys.executable, "-W", "ignore", str(settings.BASE_DIR / "manage.py"), *arguments]
        return subprocess.run(command, env=environment(folder), check=False).returncode  # noqa: S603


def environment(folder: Path) -> Mapping[str, str]:
    """The variables of an installation whose every file lies in ``folder``."""
    passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return passed_on | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAVEFACE_PROFILE": "demo",
        "SAVEFACE_VAR": str(folder),
        "KEY_WRAPPER": "env",
        "VAULT_WRAPPING_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "OMP_NUM_THREADS": "1",
    }


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for its owner alone, removed also when the job is told to end."""
    before = signal.signal(signal.SIGTERM, _leave)
    folder = Path(tempfile.mkdtemp(prefix="saveface-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def prepare() -> None:
    """Inside: make the tables, publish the notices, and do the workers' work in this process."""
    from celery import current_app

    logging.disable(logging.WARNING)  # the terminal is for the steps, and for errors
    current_app.conf.task_always_eager = True
    current_app.conf.task_eager_propagates = True
    # Straight from the models: what lives for seconds needs no history, which takes seconds.
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    call_command("publish_notices", verbosity=0)
