"""Look into every row of every table, whatever tables there are."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.contrib.sessions.models import Session

from accounts.kit.inventory.checks import stored_models


def every_value() -> Iterator[tuple[str, object]]:
    """Each stored value with its place, such as ``("requests_app.Message.body", "…")``."""
    for model in stored_models():
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._base_manager.values_list(*names):
            for name, value in zip(names, row, strict=True):
                yield f"{model._meta.label}.{name}", value
    for session in Session.objects.all():
        yield "sessions.Session (decoded)", session.get_decoded()


def as_text(value: object) -> str:
    """A value as somebody with a database dump would read it."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("latin-1")
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def places_of(*needles: str) -> list[str]:
    """Where any of ``needles`` lies in the database."""
    return [
        f"{place}: {needle}"
        for place, value in every_value()
        for needle in needles
        if needle in as_text(value)
    ]
