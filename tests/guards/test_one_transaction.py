"""A change and its event live together or not at all, for every step of a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.kit.inventory.checks import stored_models
from accounts.services.people import add_dependant, update_profile
from consents.models import HowCaptured, Purpose
from consents.models.venue import VenueFacts
from consents.services import (
    give_consent,
    record_holding,
    report_venue,
    withdraw_consent,
)
from consents.services.holdings import HoldingFacts
from requests_app.models import Event, RightsRequest
from requests_app.services import (
    admonitions,
    answers,
    attestations,
    closure,
    filing,
    identity,
    lifecycle,
    messages,
    operator_steps,
)
from tests.attesting import sight
from tests.factories import filed_request
from tests.guards.job import not_held


class BrokenError(RuntimeError):
    """What was made to fail."""


def broken(*args: object, **kwargs: object) -> None:
    raise BrokenError


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table."""
    return {
        model._meta.label: sorted(
            (tuple(map(str, row)) for row in model._base_manager.values_list()), key=str
        )
        for model in stored_models()
    }


class Cast:
    """Who acts, and the case in the state that a step needs."""

    def __init__(self, resident, operator, venue) -> None:
        self.resident, self.operator, self.venue = resident, operator, venue
        self.request = filed_request(resident=resident, venue=venue)

    def filed(self) -> None:
        """Nothing more is needed."""

    def asked(self) -> None:
        messages.ask(case=self.request, body="Which gate?", by=self.operator)

    def answered(self) -> None:
        answers.answer(case=self.request, reply=not_held(), by=self.operator)

    def overdue(self) -> None:
        RightsRequest.objects.filter(pk=self.request.pk).update(due_at=timezone.now())

    def coded(self) -> str:
        return identity.issue_code(case=self.request, by=self.operator)


STEPS: dict[str, Callable[[Cast], object]] = {
    "file": lambda c: filed_request(resident=c.resident, venue=c.venue),
    "acknowledge": lambda c: operator_steps.acknowledge(case=c.request, by=c.operator),
    "ask": lambda c: messages.ask(case=c.request, body="When?", by=c.operator),
    "message": lambda c: messages.write(case=c.request, body="Hello", by=c.resident),
    "reply": lambda c: messages.write(case=c.request, body="Then.", by=c.resident),
    "issue_code": lambda c: identity.issue_code(case=c.request, by=c.operator),
    "attest": lambda c: attestations.attest(case=c.request, sight=sight(c.request), by=c.operator),
    "answer": lambda c: answers.answer(case=c.request, reply=not_held(), by=c.operator),
    "dispute": lambda c: answers.dispute(case=c.request, reason="You do.", by=c.resident),
    "admonish": lambda c: admonitions.admonish(case=c.request, by=c.resident),
    "accept": lambda c: closure.accept(case=c.request, by=c.resident),
    "close": lambda c: closure.close(case=c.request),
    "withdraw": lambda c: filing.withdraw(case=c.request, by=c.resident),
}
# What must have happened before a step is possible.
BEFORE = {
    "reply": Cast.asked,
    "dispute": Cast.answered,
    "admonish": Cast.overdue,
    "accept": Cast.answered,
    "close": Cast.answered,
}
# What fails, one thing at a time: signing, writing the event, telling people, the change itself.
FAILURES = {
    "signing": (lifecycle, "signer"),
    "event": (lifecycle, "_append_event"),
    "notifying": (lifecycle, "notify"),
    "change": (RightsRequest, "save"),
}


@pytest.fixture
def cast(resident, operator, venue) -> Cast:
    return Cast(resident, operator, venue)


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_anywhere_changes_nothing(step, failure, cast, monkeypatch):
    BEFORE.get(step, Cast.filed)(cast)
    before = everything()
    where, name = FAILURES[failure]
    monkeypatch.setattr(where, name, broken)
    with pytest.raises(BrokenError):
        STEPS[step](cast)
    assert everything() == before


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_succeeds_leaves_its_event_and_receipt(step, cast):
    BEFORE.get(step, Cast.filed)(cast)
    events = Event.objects.count()
    STEPS[step](cast)
    assert Event.objects.count() > events
    assert not Event.objects.filter(receipt=None).exists()


def test_a_wrong_code_counts_although_nothing_else_changes(cast):
    """The one step that must leave a trace when it fails: a try is spent before it is judged."""
    cast.coded()
    codes = cast.request.venue_codes
    left = codes.get().tries_left
    with pytest.raises(identity.RequestProblem):
        identity.redeem_code(case=cast.request, code="00000000", by=cast.resident)
    assert codes.get().tries_left == left - 1


# --- what the audit log tells of --------------------------------------------------------------

AUDITED: dict[str, Callable[..., object]] = {
    "give_consent": lambda c, notices: give_consent(
        resident=c.resident,
        purpose=Purpose.RESEARCH_EXPORT,
        notice=notices[Purpose.RESEARCH_EXPORT],
        language="en",
    ),
    "withdraw_consent": lambda c, notices: withdraw_consent(
        resident=c.resident, purpose=Purpose.FACE_COMPARISON, language="en"
    ),
    "record_holding": lambda c, notices: record_holding(
        resident=c.resident, venue=c.venue, facts=HoldingFacts(how=HowCaptured.MADE_TO)
    ),
    "report_venue": lambda c, notices: report_venue(
        facts=VenueFacts(name="Shop", kind="showroom", jurisdiction="CN", city="Wuxi"),
        purpose="counts",
        text="seen",
        by=c.resident,
    ),
    "update_profile": lambda c, notices: update_profile(
        by=c.resident, display_name="New", locale="en", birth_band="adult"
    ),
    "add_dependant": lambda c, notices: add_dependant(
        display_name="Child", birth_band="under_14", by=c.resident
    ),
}


@pytest.mark.parametrize("act", AUDITED)
def test_an_act_without_its_audit_event_did_not_happen(
    act, cast, notices, consent_of, resident, monkeypatch
):
    consent_of(resident)
    before = everything()
    monkeypatch.setattr("accounts.kit.audit.record", broken)
    with pytest.raises(BrokenError):
        AUDITED[act](cast, notices)
    assert everything() == before
