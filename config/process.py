"""What kind of process this is. Each is started by its own module, which says so before it reads settings."""

from enum import StrEnum


class Process(StrEnum):
    """Who asks the database, and so how long it may."""

    WEB = "web"
    WORKER = "worker"
    COMMAND = "command"
    """`manage.py`: migrations and what somebody watches on a terminal."""


_started_as: Process | None = None


def start_as(kind: Process) -> None:
    """Say what this process is. The first word holds: a web server loads the Celery app, too."""
    global _started_as  # noqa: PLW0603  (a fact about the process, said once)
    _started_as = _started_as or kind


def kind() -> Process:
    """Return what was said; a command where nobody said anything."""
    return _started_as or Process.COMMAND
