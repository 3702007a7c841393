"""Somebody is seen at the venue by two of its people, as it has to be before it counts."""

from __future__ import annotations

from accounts.models import Role
from requests_app.models import Guardianship, IdentityMeans, RightsRequest, Seen
from requests_app.services import attestations
from tests.factories import MembershipFactory, UserFactory


def sight(request, means=IdentityMeans.DOCUMENT_SEEN) -> attestations.Sight:
    """An identity card; for a child also the household register."""
    shown = Guardianship.HOUSEHOLD_REGISTER if request.dependant_id else None
    return attestations.Sight(IdentityMeans(means), Seen.IDENTITY_CARD, shown)


def colleague_of(operator):
    """Somebody else who answers for the same venues."""
    user = UserFactory(display_name="Colleague", is_staff=True)
    organisation = operator.organisations.get()
    MembershipFactory(user=user, organisation=organisation, role=Role.RESPONDER)
    return user


def seen_by_two(request, by, means=IdentityMeans.DOCUMENT_SEEN) -> RightsRequest:
    """``by`` and a colleague both saw it."""
    colleague = colleague_of(by)  # who was there before
    attestations.attest(case=request, sight=sight(request, means), by=by)
    return attestations.attest(case=request, sight=sight(request, means), by=colleague, fresh=True)
