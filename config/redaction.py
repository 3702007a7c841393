"""The last step before a log line is written: nothing of a person leaves in it.

Not a list of what is dangerous alone, but of what is harmless too: bytes, arrays and numbers with
a fraction (a score is a template) go unless their key is known to hold a time or a rate.
"""

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

REDACTED: Final = "[redacted]"

SECRET_KEYS: Final = re.compile(
    r"password|passwd|secret|token|cookie|authorization|api_?key|signature|otp|csrf|e?mail|phone"
    r"|name$|address|selfie|picture|image|photo|frame|embedding|vector|template|descriptor|probe"
    r"|distance|score|similarity|body|form|payload|args|kwargs|params|query|referer|user_agent|^ip",
    re.IGNORECASE,
)
HARMLESS_KEYS: Final = frozenset(
    {
        "logger",
        "logger_name",
        "task_name",
        "app_name",
        "hostname",
        "template_name",
        "parent_task_id",
    }
)
MEASURE_KEYS: Final = re.compile(r"(seconds|duration|_ms|runtime|interval|elapsed|per_second)$")

EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# Sign-in links, API tokens, JWTs, base64 of anything: long runs without a break. UUIDs are ids.
OPAQUE: Final = re.compile(r"(?=[\w\-+=]*\d)[A-Za-z0-9_\-+=]{32,}(?:\.[A-Za-z0-9_\-]+)*")
QUERY_STRING: Final = re.compile(r"\?[^\s'\"]+")
NUMBERS: Final = re.compile(r"(?:-?\d+\.\d*(?:e[+-]?\d+)?[,\s]+){3,}-?\d+\.\d*(?:e[+-]?\d+)?")
UUID_TEXT: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def redact(_logger: Any, _method: str, event: Any) -> Any:
    """Return the structlog event with every value made harmless (a structlog processor)."""
    return {key: redact_value(key, value) for key, value in event.items()}


def redact_value(key: str, value: Any) -> Any:
    """Return what may be written under this key."""
    if key.startswith("_"):  # structlog's own record, removed before rendering
        return value
    if key not in HARMLESS_KEYS and SECRET_KEYS.search(key):
        return REDACTED
    if isinstance(value, Mapping):
        return {str(name): redact_value(str(name), inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_value(key, inner) for inner in value]
    return _redact_single(key, value)


def _redact_single(key: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | UUID):
        return value
    if isinstance(value, float):
        return value if MEASURE_KEYS.search(key) else REDACTED
    if isinstance(value, str) or _prints_safely(value):
        return redact_text(str(value))
    return f"<{type(value).__name__}>"  # bytes, arrays, models, uploads


def redact_text(text: str) -> str:
    """Return the text without addresses, tokens, query strings and rows of numbers."""
    text = QUERY_STRING.sub("?" + REDACTED, text)
    text = NUMBERS.sub(REDACTED, text)
    text = EMAIL.sub(REDACTED, text)
    return OPAQUE.sub(lambda run: run[0] if UUID_TEXT.fullmatch(run[0]) else REDACTED, text)


def _prints_safely(value: Any) -> bool:
    # Errors and lazy translations are text; models, arrays and uploads show only their type.
    return isinstance(value, Exception) or type(value).__module__.startswith("django.utils")
