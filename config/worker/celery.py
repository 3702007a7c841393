"""The Celery app. Its schedule is code: each app's `schedule.py` says what runs when."""

import os
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings
from django_structlog.celery.steps import DjangoStructLogInitStep

from config import process
from config.hardening import overwrite_freed_memory
from config.worker import broker
from config.worker.checks_first import ChecksFirst
from config.worker.face_processes import FaceProcesses

process.start_as(process.Process.WORKER)  # unless this is a web server, or a command
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def collect_schedule(app_names: list[str]) -> dict[str, dict[str, Any]]:
    """Return the beat entries of all apps, each named "<app>.<entry>".

    An app declares `SCHEDULE = {"sweep": {"task": "requests_app.sweep", "schedule": 60.0}}`.
    """
    entries: dict[str, dict[str, Any]] = {}
    for name in app_names:
        if find_spec(f"{name}.schedule"):
            schedule = import_module(f"{name}.schedule").SCHEDULE
            entries |= {f"{name}.{entry}": dict(what) for entry, what in schedule.items()}
    return entries


broker.install()
app = Celery("saveface")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(settings.SAVEFACE_APPS)
app.conf.beat_schedule = collect_schedule(settings.SAVEFACE_APPS)
app.steps["worker"] |= {ChecksFirst, DjangoStructLogInitStep, FaceProcesses}


@worker_process_init.connect
def _harden(**kwargs: Any) -> None:
    """In each process that does the work; faces are open there."""
    overwrite_freed_memory()
