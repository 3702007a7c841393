"""Whoever decides who belongs to an organisation hears of each person whom another lets in."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Membership, Role
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ADD = reverse("admin:accounts_membership_add")


@pytest.fixture
def let_in(signed_in, django_capture_on_commit_callbacks):
    def add(by, organisation, role, email="mole@example.test"):
        mail.outbox.clear()
        data = {"organisation": str(organisation.pk), "email": email, "role": role}
        with django_capture_on_commit_callbacks(execute=True):
            assert signed_in(by).post(ADD, data).status_code == 302
        assert Membership.objects.filter(user__email=email, organisation=organisation).exists()
        return {address: one for one in mail.outbox for address in one.to}

    return add


def test_the_managers_hear_of_whom_the_platforms_staff_lets_in(let_in, manager, venue):
    told = let_in(UserFactory(is_staff=True), venue.operator, "manager")
    assert set(told) == {manager.email}
    letter = told[manager.email]
    assert "mole@example.test" in letter.body
    assert "manager" in letter.body
    assert reverse("admin:accounts_membership_changelist") in letter.body


def test_and_of_whom_another_manager_lets_in(let_in, manager, operator, venue):
    other = MembershipFactory(organisation=venue.operator, role=Role.MANAGER).user
    told = let_in(manager, venue.operator, "responder")
    assert set(told) == {other.email}, "neither who did it, nor who decides nothing"


def test_moderators_hear_of_a_new_moderator(let_in, moderator):
    platform = moderator.memberships.get().organisation
    told = let_in(UserFactory(is_staff=True), platform, "moderator")
    assert set(told) == {moderator.email}


def test_who_is_taken_out_hears_it_and_so_do_the_others(
    signed_in, manager, venue, django_capture_on_commit_callbacks
):
    """Let a stranger in, then take the owners out: each step is told."""
    other = MembershipFactory(organisation=venue.operator, role=Role.MANAGER).user
    url = reverse("admin:accounts_membership_delete", args=(manager.memberships.get().pk,))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(UserFactory(is_staff=True)).post(url, {"post": "yes"})
    assert not manager.memberships.exists()
    assert {address for one in mail.outbox for address in one.to} == {manager.email, other.email}
    assert "has lost a role in Gate Company" in mail.outbox[0].body


def test_where_mail_went_until_now_hears_where_it_goes(
    signed_in, manager, venue, django_capture_on_commit_callbacks
):
    organisation = venue.operator
    old = organisation.contact_email
    url = reverse("admin:accounts_organisation_change", args=(organisation.pk,))
    said = {"name": organisation.name, "legal_name": "", "verified_at_0": "2026-01-01"}
    mail.outbox.clear()
    for address in ("mole@example.test", "mole@example.test"):
        data = {**said, "verified_at_1": "00:00:00", "contact_email": address}
        with django_capture_on_commit_callbacks(execute=True):
            assert signed_in(UserFactory(is_staff=True)).post(url, data).status_code == 302
    assert [one.to[0] for one in mail.outbox] == [old, manager.email], (
        "once: the second changed nothing"
    )
    assert "goes to mole@example.test" in mail.outbox[0].body


def test_each_reads_it_in_their_own_language(let_in, manager, venue):
    manager.locale = "zh-hans"
    manager.save()
    told = let_in(UserFactory(is_staff=True), venue.operator, "manager")
    assert "管理员" in told[manager.email].body
