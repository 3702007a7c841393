"""Each “may this person see it?” and its queryset say the same, for every person and every object."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership, Role
from accounts.policies import has_permission, memberships_with, organisations_where
from accounts.roles import PERMISSIONS, Permission
from consents.models import VenueStatus
from requests_app import policies
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services import filing
from tests.factories import MembershipFactory, UserFactory, VenueFactory, filed_request, handed_over


def is_on_a_side(user, case):
    """The twin of `visible_to`: as the resident or as the operator."""
    return policies.is_resident(user, case) or policies.can_see_as_operator(user, case)


TWINS = {
    policies.is_resident: RightsRequest.objects.of_resident,
    policies.can_see_as_operator: RightsRequest.objects.of_operator,
    is_on_a_side: RightsRequest.objects.visible_to,
}


@pytest.fixture
def everyone(people, manager):
    """Every persona, and those whom rules forget: nobody, the dismissed, members of two sides."""
    dismissed = UserFactory(is_active=False)
    MembershipFactory(
        user=dismissed, organisation=people["operator"].organisations.get(), role=Role.MANAGER
    )
    both = UserFactory()
    for side in ("operator", "other_operator"):
        MembershipFactory(user=both, organisation=people[side].organisations.get())
    doubled = UserFactory()
    for role in (Role.RESPONDER, Role.MANAGER):
        MembershipFactory(
            user=doubled, organisation=people["operator"].organisations.get(), role=role
        )
    root = UserFactory(is_superuser=True, is_staff=True)
    return [AnonymousUser(), *people.values(), manager, dismissed, both, doubled, root]


@pytest.fixture
def cases(people, child, venue, other_venue, moderator):
    """A case in every situation that changes who may see it."""

    def draft(by, where):
        return filing.open_draft(claim=filing.Claim(venue=where, rights=[Right.ACCESS]), by=by)

    nobodys = VenueFactory(operator=None, status=VenueStatus.REPORTED)
    merged = VenueFactory(operator=None, status=VenueStatus.REPORTED)
    filed_request(resident=people["resident"], venue=merged)
    handed_over(merged, into=venue)
    for person, where in product(("resident", "stranger", "operator"), (venue, other_venue)):
        filed_request(resident=people[person], venue=where)
    filed_request(resident=people["guardian"], venue=venue, dependant=child)
    filed_request(resident=people["resident"], venue=nobodys)
    draft(people["resident"], venue)
    thrown_away = draft(people["stranger"], venue)
    filing.withdraw(case=thrown_away, by=people["stranger"])
    without_person = filed_request(resident=people["stranger"], venue=venue)
    RightsRequest.objects.filter(pk=without_person.pk).update(resident=None)
    return list(RightsRequest.objects.select_related("venue__operator"))


@pytest.mark.parametrize("policy", TWINS, ids=lambda policy: policy.__name__)
def test_the_twins_agree(policy, everyone, cases):
    for person in everyone:
        listed = [case.pk for case in TWINS[policy](person)]
        assert len(listed) == len(set(listed)), "nothing is listed twice"
        for case in cases:
            assert policy(person, case) is (case.pk in listed), (str(person), case.reference)


def test_somebody_sees_something_and_nobody_everything(everyone, cases):
    seen = [RightsRequest.objects.visible_to(person).count() for person in everyone]
    assert max(seen) < len(cases)
    assert seen[0] == 0
    assert sum(seen) > len(cases)


def test_whoever_may_answer_may_see(everyone, cases):
    for person, case in product(everyone, cases):
        if policies.can_answer(person, case) or policies.can_disclose(person, case):
            assert policies.can_see_as_operator(person, case)


@pytest.mark.parametrize("permission", Permission)
def test_permissions_in_an_organisation_agree_with_its_queryset(permission, everyone, venue):
    organisations = {m.organisation for m in Membership.objects.select_related("organisation")}
    for person, organisation in product(everyone, organisations):
        listed = organisation in organisations_where(person, permission)
        assert has_permission(person, permission, organisation) is listed
        assert (
            memberships_with(person, permission).filter(organisation=organisation).exists()
            is listed
        )


def test_every_role_may_something_and_no_permission_is_for_nobody():
    assert set(PERMISSIONS) == set(Role)
    assert set().union(*PERMISSIONS.values()) == set(Permission)


def test_a_superuser_has_no_way_around(everyone, cases):
    root = everyone[-1]
    assert not RightsRequest.objects.visible_to(root).exists()
    assert not any(is_on_a_side(root, case) for case in cases)
