"""System checks: what nobody declared, or declared wrongly, stops the start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldError
from django.db.models import SET_NULL, Model
from django.utils import timezone

from accounts.kit.inventory.registry import NotDeclaredError, model_of, table_of, tables
from accounts.kit.inventory.types import Scrub, Table

WHERE = (
    "Declare it in the inventory.py of its app, with category, purpose, retention and scrub rule."
)


def every_field_is_declared(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """E020: a field without declaration; E021: a declaration that cannot be carried out."""
    undeclared = (
        Error(message, hint=WHERE, id="saveface.E020")
        for model in stored_models()
        for message in gaps(model)
    )
    wrong = (
        Error(f"{table.label}: {message}", id="saveface.E021")
        for table in tables()
        for message in contradictions(table)
    )
    return [*undeclared, *wrong]


def stored_models() -> Iterator[type[Model]]:
    """Every model with a table of its own."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def field_names(model: type[Model]) -> set[str]:
    """The fields that ``model`` stores, many-to-many ones included."""
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


def gaps(model: type[Model]) -> Iterator[str]:
    """What of ``model`` is not declared, or declared and not there."""
    try:
        declared = table_of(model).names
    except NotDeclaredError as error:
        yield str(error)
        return
    there = field_names(model)
    label = model._meta.label
    yield from (f"{label}.{name} is not in the inventory" for name in sorted(there - {*declared}))
    yield from (f"{label}.{name} is declared but not there" for name in {*declared} - there)
    yield from (f"{label}.{name} is declared twice" for name in _doubled(declared))


def _doubled(names: Sequence[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}


def contradictions(table: Table) -> Iterator[str]:
    """What in a declaration cannot be carried out, or leaves a question open."""
    model = model_of(table)
    yield from _bad_scrubs(table, model)
    if table.is_personal and not (table.owner or table.withheld):
        yield "a personal table needs an owner, or says why the download leaves it out"
    if table.retention.after is not None and not table.retention.since:
        yield "a retention time needs the date from which it counts"
    for lookup in filter(None, (table.owner, table.retention.since, *table.alongside)):
        try:
            model._default_manager.filter(**{f"{lookup}__isnull": True})
        except FieldError as error:
            yield str(error)
    if table.retention.since:
        model._default_manager.filter(**{f"{table.retention.since}__lt": timezone.now()})


def _bad_scrubs(table: Table, model: type[Model]) -> Iterator[str]:
    deletes = {group.scrub is Scrub.DELETE for group in table.fields}
    if len(deletes) > 1:
        yield "a row is deleted whole or stays: all of its fields or none"
    for group in table.fields:
        if group.scrub is Scrub.KEEP and not group.because:
            yield f"{group.names} are kept without a reason"
        for name in group.names:
            field = model._meta.get_field(name)
            if group.scrub is Scrub.NULL and not getattr(field, "null", False):
                yield f"{name} cannot be emptied: it may not be NULL"
            remote = getattr(field, "remote_field", None)
            if group.scrub is Scrub.UNLINK and getattr(remote, "on_delete", None) is not SET_NULL:
                yield f"{name} is no link that the database removes"
