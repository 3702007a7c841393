"""What is written once stays as it was: in Python everywhere, by trigger on PostgreSQL."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from accounts.core.actors import SYSTEM
from accounts.kit import audit
from accounts.models import AuditEvent, User
from accounts.models.audit import AppendOnlyError, AppendOnlyModel
from accounts.services.erasure import erase_account
from requests_app.models import Event, Receipt

APPEND_ONLY = [m for m in apps.get_models() if issubclass(m, AppendOnlyModel)]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has the guard in Python alone"
)


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def written(rights_request, consent_of, resident):
    """A row of most append-only tables."""
    consent_of(resident)
    return [model for model in APPEND_ONLY if model.objects.exists()]


def test_the_tables_that_must_be_append_only_are(written):
    labels = {model._meta.label for model in APPEND_ONLY}
    assert {
        "accounts.AuditEvent",
        "consents.Notice",
        "consents.Consent",
        "requests_app.Event",
        "requests_app.Receipt",
        "requests_app.ClockEntry",
    } <= labels
    assert {model._meta.label for model in written} >= labels - {"requests_app.ExportBatch"}


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
def test_python_refuses_to_change_or_remove(model, written):
    rows = model.objects.all()
    key = {"pk__isnull": False}
    for attempt in (
        lambda: rows.update(pk=1),
        rows.delete,
        lambda: rows.filter(**key).delete(),
        lambda: model.objects.bulk_update(list(rows), [model._meta.concrete_fields[-1].name]),
    ):
        if attempt.__name__ == "<lambda>" and not rows:
            continue  # an update of no rows changes nothing
        with pytest.raises(AppendOnlyError):
            attempt()
    for row in rows:
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()


@on_postgresql
@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET id = id", "DELETE FROM {table}"])
def test_the_database_refuses_to_change_or_remove(model, statement, written):
    if not model.objects.exists():
        pytest.skip("nothing is written into it by the job of this test")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute(statement.format(table=model._meta.db_table))


@on_postgresql
def test_every_append_only_table_has_its_trigger(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"
        )
        guarded = {row[0] for row in cursor.fetchall()}
    assert guarded == {model._meta.db_table for model in APPEND_ONLY}


@on_postgresql
def test_even_an_erasure_changes_no_row(written, resident):
    """The setting that lets rows be removed does not let them be changed."""
    execute("SELECT set_config('saveface.removing', 'on', true)")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        execute("UPDATE requests_app_event SET kind = 'answer'")


def test_an_account_can_be_erased_all_the_same(written, resident):
    events, receipts = Event.objects.count(), Receipt.objects.count()
    erase_account(user=resident)
    assert not User.objects.filter(pk=resident.pk).exists()
    assert Event.objects.count() > events
    assert Receipt.objects.count() > receipts


def test_the_guard_is_up_again_after_an_erasure(written, resident):
    erase_account(user=resident)
    with pytest.raises((AppendOnlyError, IntegrityError)), transaction.atomic():
        AuditEvent.objects.all().delete()
    if connection.vendor == "postgresql":
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditEvent.objects.all()._raw_delete("default")


def test_an_audit_event_needs_the_transaction_of_its_change(transactional_db, resident_committed):
    with pytest.raises(audit.OutsideTransactionError):
        audit.record(kind="account.changed", by=SYSTEM, target=resident_committed)
    assert not AuditEvent.objects.exists()


@pytest.fixture
def resident_committed(transactional_db) -> User:
    return User.objects.create_user("committed@example.test")
