"""The clock ledger through the services: started, extended, reopened, begun anew with the identity."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from requests_app import states
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.models import IdentityMeans
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import answers, identity, operator_steps
from requests_app.services.clocks import state_of
from requests_app.services.replies import Reply, Verdict
from tests.attesting import seen_by_two
from tests.factories import VenueFactory, filed_request


@pytest.fixture
def french(resident, operator_organisation):
    venue = VenueFactory(
        jurisdiction="FR", time_zone="Europe/Paris", operator=operator_organisation
    )
    return filed_request(resident=resident, venue=venue)


@pytest.fixture
def british(resident, operator_organisation):
    venue = VenueFactory(
        jurisdiction="UK-ENG", time_zone="Europe/London", operator=operator_organisation
    )
    with time_machine.travel("2026-03-02T10:00Z"):
        return filed_request(resident=resident, venue=venue)


def refuse(request, operator):
    verdict = Verdict(Right.DELETION, Decision.NOT_HELD)
    evidence = {
        "venue": {"legal_name": "Gate", "person_in_charge": "A", "contact": "a@gate.example"},
        "search": {
            "stores": "all",
            "on": timezone.localdate().isoformat(),
            "nothing_because": "never_collected",
            "retention": "none",
        },
    }
    return answers.answer(
        case=request, reply=Reply(verdicts=[verdict], evidence=evidence), by=operator
    )


def test_an_extension_is_lawful_once_and_only_with_its_reason(french, operator):
    first = french.due_on
    with pytest.raises(RequestProblem) as missing:
        operator_steps.extend(case=french, reason=" ", by=operator)
    assert missing.value.kind is ProblemKind.REASON_MISSING
    extended = operator_steps.extend(case=french, reason="300 requests at once", by=operator)
    assert extended.clock == states.Clock.EXTENDED
    assert extended.due_on > first + timedelta(days=50)
    with pytest.raises(RequestProblem):
        operator_steps.extend(case=french, reason="still many", by=operator)


def test_chinese_law_knows_no_extension(rights_request, operator):
    with pytest.raises(RequestProblem) as problem:
        operator_steps.extend(case=rights_request, reason="busy", by=operator)
    assert problem.value.kind is ProblemKind.EXTENSION_NOT_ALLOWED


def test_an_extension_after_the_date_comes_too_late(french, operator):
    with time_machine.travel(french.due_at + timedelta(days=1)), pytest.raises(RequestProblem):
        operator_steps.extend(case=french, reason="300 requests at once", by=operator)


def test_a_disputed_answer_leaves_the_date_where_it_was_extended_to(french, operator, resident):
    operator_steps.extend(case=french, reason="300 requests at once", by=operator)
    french.refresh_from_db()
    extended_to = french.due_on
    refuse(french, operator)
    reopened = answers.dispute(case=french, reason="They have it.", by=resident)
    assert reopened.clock == states.Clock.EXTENDED
    assert reopened.due_on == extended_to
    assert state_of(reopened.rights.get()).extended


def test_in_the_uk_the_time_begins_with_the_proof_of_identity(british, operator):
    assert british.due_on == date(2026, 4, 2)
    with time_machine.travel(british.filed_at + timedelta(days=10)):
        identity.issue_code(case=british, by=operator)
        seen_by_two(british, operator, IdentityMeans.IN_PERSON)
    british.refresh_from_db()
    assert british.due_on == date(2026, 4, 13), "a month after 12 March is a Sunday"
    assert [entry.kind for entry in british.clock_entries.all()] == ["started", "started"]


def test_what_is_overdue_does_not_begin_anew_with_the_identity(british, operator):
    """A venue that lets the date pass would else win a month by looking at a document afterwards."""
    due = british.due_on
    with time_machine.travel("2026-04-03T10:00Z", tick=False):
        british.refresh_from_db()
        assert british.is_overdue
        seen_by_two(british, operator)
        british.refresh_from_db()
        assert (british.identity, british.due_on) == ("verified", due)
        assert british.is_overdue
