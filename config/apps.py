"""Start of every Django process."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Hardens the process, then connects what hangs on the settings."""

    name = "config"
    verbose_name = "Saveface"

    def ready(self) -> None:
        """Load the Celery app (so that shared tasks find it) and the system checks."""
        from config import checks, total_tables  # noqa: F401
        from config.hardening import forbid_core_dumps
        from config.worker import celery  # noqa: F401

        forbid_core_dumps()
