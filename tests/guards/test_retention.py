"""The retention rules run: each row of a table with a declared time goes when it has come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.kit import audit
from accounts.kit.inventory import tables
from accounts.models import AuditEvent, StoredResponse
from accounts.services.retention import purge
from accounts.tasks import purge as purge_task
from requests_app.models import Event, Message, Notification, Receipt, RightsRequest, VenueCode
from requests_app.services import filing, identity, messages
from tests.tampering import without_triggers


def days_ago(days: float):
    return timezone.now() - timedelta(days=days)


def test_every_table_says_how_long_and_every_time_has_a_start():
    for table in tables():
        assert table.retention.words, table.label
        assert (table.retention.after is None) == (not table.retention.since), table.label


def test_a_young_installation_purges_nothing(rights_request, notices, consent_of, resident):
    consent_of(resident)
    assert purge() == {}


def test_stored_api_answers_live_a_day(resident):
    for key, age in (("new", 0.9), ("old", 1.1)):
        StoredResponse.objects.create(user=resident, key=key, kept_until=days_ago(age - 1))
    purge_task()
    assert [row.key for row in StoredResponse.objects.all()] == ["new"]


def test_sessions_go_when_they_expire(db):
    Session.objects.create(session_key="old", session_data="", expire_date=days_ago(0.01))
    Session.objects.create(session_key="new", session_data="", expire_date=days_ago(-1))
    purge()
    assert [row.session_key for row in Session.objects.all()] == ["new"]


def test_codes_go_after_they_expired(rights_request, operator):
    identity.issue_code(case=rights_request, by=operator)
    VenueCode.objects.update(expires_at=days_ago(2))
    purge()
    assert not VenueCode.objects.exists()


@pytest.mark.parametrize(("closed", "left"), [(89, True), (91, False)])
def test_notifications_go_90_days_after_the_case_was_closed(rights_request, resident, closed, left):
    filing.withdraw(case=rights_request, by=resident)
    Notification.objects.update(created_at=days_ago(400), sent_at=days_ago(400))
    RightsRequest.objects.update(closed_at=days_ago(closed))
    purge()
    assert Notification.objects.exists() is left


def test_an_unsent_notification_is_never_purged(rights_request, resident):
    filing.withdraw(case=rights_request, by=resident)
    Notification.objects.update(created_at=days_ago(400), sent_at=None)
    RightsRequest.objects.update(closed_at=days_ago(400))
    purge()
    assert Notification.objects.exists()


def test_closed_cases_become_anonymous_after_three_years(rights_request, resident):
    messages.write(case=rights_request, body="my words", by=resident)
    filing.withdraw(case=rights_request, by=resident)
    events = Event.objects.count()
    RightsRequest.objects.update(closed_at=days_ago(3 * 365 + 1))
    done = purge()
    assert done["requests_app.RightsRequest"] == 1
    case = RightsRequest.objects.get()
    assert (case.resident, case.claimant_name, case.outcome) == (None, "", "withdrawn")
    message = Message.objects.get()
    assert (message.body, message.author) == ("", None)
    assert Event.objects.count() == Receipt.objects.count() == events
    assert "requests_app.RightsRequest" not in purge(), "and only once"


def test_an_open_case_is_never_made_anonymous(rights_request, resident):
    RightsRequest.objects.update(filed_at=days_ago(2000), created_at=days_ago(2000))
    purge()
    assert RightsRequest.objects.get().resident == resident


def test_the_audit_log_lives_three_years(django_db_setup, db, resident):
    audit.record(kind="account.changed", by=SYSTEM, target=resident)
    _age(AuditEvent, "at", 3 * 365 + 1)
    audit.record(kind="account.changed", by=SYSTEM, target=resident)
    purge()
    assert AuditEvent.objects.count() == 1


def _age(model, column: str, days: float) -> None:
    """Make rows of an append-only table old, as only somebody with the database can."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {column} = %s", [days_ago(days)])
