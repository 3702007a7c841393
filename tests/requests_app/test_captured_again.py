"""Re-enrolment after deletion is flagged, and the new request names the earlier one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.core.actors import Actor, ActorKind
from consents.models import HoldingState
from consents.services import HoldingProblem, captured_again, set_holding_state
from requests_app.law.rights import Right
from requests_app.services.filing import Claim, file_request
from tests.factories import HoldingFactory


@pytest.fixture
def holding(resident, venue):
    return HoldingFactory(resident=resident, venue=venue)


@pytest.fixture
def by(resident):
    return Actor(ActorKind.RESIDENT, resident.pk)


def test_what_was_never_removed_cannot_be_captured_again(holding, by):
    with pytest.raises(HoldingProblem):
        captured_again(holding=holding, by=by)


def test_the_new_request_follows_the_earlier_one(holding, by, resident, venue):
    claim = Claim(venue=venue, rights=[Right.DELETION], holding=holding)
    first = file_request(claim=claim, by=resident)
    set_holding_state(holding=holding, state=HoldingState.REMOVED, by=by)
    captured_again(holding=holding, by=by)
    second = file_request(claim=claim, by=resident)
    assert second.follows == first
    assert first.follows is None


def test_the_resident_flags_it_with_one_touch(holding, by, resident, signed_in):
    set_holding_state(holding=holding, state=HoldingState.REMOVED, by=by)
    browser = signed_in(resident)
    assert "They have it again" in browser.get(reverse("consents:holding_list")).content.decode()
    answer = browser.post(reverse("consents:holding_again", args=(holding.pk,)))
    assert answer["Location"].startswith(reverse("requests:new"))
    holding.refresh_from_db()
    assert holding.state == HoldingState.AGAIN


def test_a_stranger_cannot_flag_it(holding, stranger, signed_in):
    answer = signed_in(stranger).post(reverse("consents:holding_again", args=(holding.pk,)))
    assert answer.status_code == 404
