"""A worker that lacks what it needs does not start: Celery runs the checks and ignores what they say."""

from typing import Any

from celery import bootsteps
from django.core.management import call_command
from django.core.management.base import SystemCheckError


class ChecksFirst(bootsteps.Step):
    """What refuses to start a web server refuses to start a worker, too."""

    def __init__(self, worker: Any, **kwargs: Any) -> None:
        super().__init__(worker, **kwargs)
        from config.checks import TAG

        try:
            call_command("check", tags=[TAG])
        except SystemCheckError as error:
            raise SystemExit(str(error)) from None
