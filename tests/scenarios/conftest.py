"""The people and places of the scenarios."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from accounts.models import Role
from tests.factories import (
    DependantFactory,
    FaceSystemFactory,
    MembershipFactory,
    UserFactory,
    VenueFactory,
)
from tests.scenarios.steps import Moderator, Operator, Resident


@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """`with worked():` the workers do at the end what was queued inside."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def enters(api, signed_in, worked, notices) -> Callable:
    """`enters(Resident, user)`: ``user`` signed in, in the API and in a browser."""
    return lambda role, user: role(user, api(user), signed_in(user), worked)


@pytest.fixture
def resident(resident, enters) -> Resident:
    return enters(Resident, resident)


@pytest.fixture
def stranger(stranger, enters) -> Resident:
    return enters(Resident, stranger)


@pytest.fixture
def guardian(guardian, enters) -> Resident:
    return enters(Resident, guardian)


@pytest.fixture
def child(guardian):
    return DependantFactory(guardian=guardian.user, display_name="Xiaoyu")


@pytest.fixture
def operator(operator, operator_organisation, enters) -> Operator:
    colleague = UserFactory(display_name="Colleague", is_staff=True)
    MembershipFactory(user=colleague, organisation=operator_organisation, role=Role.RESPONDER)
    entered = enters(Operator, operator)
    entered.colleague = enters(Operator, colleague)
    return entered


@pytest.fixture
def manager(manager, enters) -> Operator:
    return enters(Operator, manager)


@pytest.fixture
def moderator(moderator, enters) -> Moderator:
    return enters(Moderator, moderator)


@pytest.fixture
def place(operator_organisation):
    """`place("hospital", purpose="…")`: a venue that `operator` answers for, with one system."""

    def build(kind, *, jurisdiction="CN", name="", **system):
        venue = VenueFactory(
            slug=kind.replace("_", "-"),
            name=name or kind,
            kind=kind,
            jurisdiction=jurisdiction,
            operator=operator_organisation,
        )
        FaceSystemFactory(venue=venue, **system)
        return venue

    return build


@pytest.fixture
def past_due(signed_in):
    """`past_due(case, person)`: the date has passed by three days, and ``person`` signs in again."""
    journeys = []

    def travel(case, person):
        journey = time_machine.travel(case.row.due_at + timedelta(days=3), tick=False)
        journey.start()
        journeys.append(journey)
        person.browser = signed_in(person.user)

    yield travel
    for journey in journeys:
        journey.stop()
