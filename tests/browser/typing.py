"""Text that does not break by itself, typed into every field that people type into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from accounts.kit.inventory import model_of, tables

LINK = "https://saveface.example/"
LONG = {
    "link": LINK.ljust(134, "x"),
    "word": "W" * 120,
    "chinese": "还我人脸" * 30,
    "emoji": "👨‍👩‍👧‍👦脸Gesichtserkennungsanlagenbetreibergesellschaft🏳️‍🌈" * 3,
}
# Written by programs, and looked up, parsed or compared by them. Every other text is typed by somebody,
# and a new field is one of those until it stands here.
BY_PROGRAMS = frozenset(
    """
    password prefix digest key fingerprint endpoint public_key secret kind actor_kind target_type
    target_id session_key session_data provider uid token token_secret provider_id client_id
    object_id codename app_label model slug jurisdiction time_zone language channel engine space
    destroyed_because problem path policy_id policy_version gestures reference pause_reason rule
    previous key_id jws author_kind media_type refusal_code topic authority sha256 group line after
    until
    """.split()  # noqa: SIM905  (a list that is read, not a column)
)
TABLES_BY_PROGRAMS = frozenset({"auth", "contenttypes", "sessions", "socialaccount"})
# JSON whose strings are typed: what an answer says in evidence, the references of a venue's records.
TYPED_JSON = frozenset({"evidence", "matched_references"})


def typed_fields() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every field of every table of which somebody may write the text."""
    for table in tables():
        model = model_of(table)
        if model._meta.app_label in TABLES_BY_PROGRAMS:
            continue
        for field in model._meta.concrete_fields:
            text = isinstance(field, models.CharField | models.TextField)
            if (text and not field.choices and field.name not in BY_PROGRAMS) or (
                field.name in TYPED_JSON
            ):
                yield model, field


def type_everywhere(text: str) -> int:
    """Write ``text`` into all of them, as far as it fits; the number of values written.

    Past the services, whose limits are not looked at here, and past what is written once.
    """
    written = 0
    for model, field in typed_fields():
        rows = models.QuerySet(model)
        for row in rows.all():
            value = _value(field, text, row)
            written += models.QuerySet(model).filter(pk=row.pk).update(**{field.name: value})
    return written


def _value(field: models.Field[Any, Any], text: str, row: models.Model) -> Any:
    old = getattr(row, field.name)
    if field.name in TYPED_JSON:
        return _in_json(old, text)
    if isinstance(field, models.EmailField):
        name = "".join(char for char in str(row.pk) if char.isalnum())
        return f"{name[:20]}{'w' * 40}@{'w' * 60}.{'w' * 60}.example" if old else old
    if old == "":
        return old  # not filled in: the page looks as it looks without
    return text[: field.max_length] if field.max_length else text


def _in_json(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: _in_json(part, text) for key, part in value.items()}
    if isinstance(value, list):
        return [_in_json(part, text) for part in value]
    return text if isinstance(value, str) else value
