"""One JSON line per event on stderr, redacted before it is written."""

import logging

import structlog
from structlog.typing import Processor

from config import env
from config.redaction import redact
from config.settings.paths import PRODUCTION

DJANGO_STRUCTLOG_CELERY_ENABLED = True
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG  # one line a request: its end

_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.format_exc_info,
    redact,
]
_RENDERER = (
    structlog.processors.JSONRenderer(ensure_ascii=False)
    if PRODUCTION
    else structlog.dev.ConsoleRenderer(colors=False)
)

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

_LEVEL = env.text("LOG_LEVEL", "INFO")
if _LEVEL not in logging.getLevelNamesMapping():
    _KNOWN = "DEBUG, INFO, WARNING, ERROR or CRITICAL"
    env.wrong("LOG_LEVEL", f"LOG_LEVEL is {_LEVEL!r}. Set it to {_KNOWN}.")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _RENDERER,
            ],
            "foreign_pre_chain": [structlog.stdlib.ExtraAdder(), *_SHARED],
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": _LEVEL},
    "loggers": {
        # Django's own handlers would write the same event again, and mail it to the admins.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # Each task's start and end are logged once, with the request that asked for it.
        "celery.worker.strategy": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
    },
}
