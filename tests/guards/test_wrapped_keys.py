"""No wrapped key is forgotten: every column that may hold one is registered, or said to hold none."""

from __future__ import annotations

import base64

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import BinaryField

from biometrics.models import Disclosure
from biometrics.services import wrapped_keys
from biometrics.vault.keys import fingerprint_of, key_wrapper
from tests.guards.job import committed
from tests.sealing import everywhere

__all__ = ["committed", "everywhere"]

# Bytes that are no wrapped key, and what they are.
OTHERS = {
    "biometrics.Disclosure.sealed_count": "sealed under the key of its gallery",
    "biometrics.DisclosedItem.reference": "sealed under the key of its gallery",
}


def test_every_binary_field_is_a_registered_key_or_said_to_be_none():
    """A new one stops here: register it with `wrapped_keys.held_in`, or say above what it is."""
    found = {
        f"{model._meta.label}.{field.name}"
        for name in settings.SAVEFACE_APPS
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }
    registered = {f"{model._meta.label}.{field}" for model, field in wrapped_keys.COLUMNS}
    assert found - registered - set(OTHERS) == set(), "not registered"
    assert registered | set(OTHERS) == found, "registered, and not there"
    assert not registered & set(OTHERS)


@pytest.mark.django_db
def test_no_column_but_the_registered_ones_holds_a_key(everywhere):
    """Whatever a field is called, or of which kind: nothing else carries the wrapping key's mark."""
    mark = fingerprint_of(Disclosure.objects.get(pk=everywhere.ready.pk).wrapped_key)
    registered = {
        (model._meta.db_table, model._meta.get_field(field).column)
        for model, field in wrapped_keys.COLUMNS
    }
    holding = {place for place, value in _values() if any(m in value for m in _spellings(mark))}
    assert holding == registered


def _spellings(mark: bytes) -> list[bytes]:
    """The mark as bytes, in hexadecimal, and as base64 begins with it."""
    return [mark, mark.hex().encode(), base64.b64encode(mark)[:10]]


def _values():
    """Every value of every table, as bytes, by table and column."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    if value is not None:
                        yield (table, column), _as_bytes(value)


def _as_bytes(value) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


@pytest.mark.django_db
def test_a_key_opens_under_the_context_that_its_column_names(everywhere):
    for column in wrapped_keys.COLUMNS.values():
        rows = list(column.rows())
        assert rows, (
            f"{column.model._meta.label}: nothing is sealed in it here, so nothing is shown"
        )
        for row in rows:
            key = bytes(getattr(row, column.field))
            assert key_wrapper().unwrap(key, context=column.context_of(row))
