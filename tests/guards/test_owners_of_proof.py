"""What opens or restores an account is its owner's: a code, a change that can be undone, a handover.

Beside each of one person stands the same of another, who must find theirs as it was.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import proof
from accounts.core.actors import SYSTEM
from accounts.models import AccountChange, ApiToken, Organisation, ProofCode, Role, User
from accounts.models.token import TokenScope
from accounts.policies import has_permission, memberships_with
from accounts.proof import Act, Way
from accounts.roles import Permission
from accounts.second_factor import is_enrolled
from accounts.services import proof_codes, undoable_changes
from accounts.services.proof_codes import ProofProblem, TooManyCodesError
from accounts.services.tokens import create_token, revoke_token
from consents.models import Handover, Venue
from consents.services import handovers
from requests_app.law.rights import Right
from requests_app.models import Incident, Notification, RightsRequest
from requests_app.services import filing
from requests_app.services.incidents import Facts, announce_breach
from tests.factories import (
    HoldingFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VenueFactory,
    filed_request,
    handed_over,
)
from tests.personas import TOTP_SECRET

pytestmark = pytest.mark.django_db
SESSION = "one-session"


# --- codes ----------------------------------------------------------------------------------------


def test_a_code_is_good_for_whom_and_in_which_session_it_was_sent(resident, stranger):
    _code, digits = proof_codes.issue(by=resident, session_key=SESSION)
    proof_codes.issue(by=stranger, session_key=SESSION)
    for person, session in ((stranger, SESSION), (resident, "another-session")):
        with pytest.raises(ProofProblem):
            proof_codes.present(by=person, session_key=session, typed=digits)
    assert proof_codes.present(by=resident, session_key=SESSION, typed=digits).user == resident
    with pytest.raises(ProofProblem):
        proof_codes.present(by=resident, session_key=SESSION, typed=digits)


def test_a_code_ends_with_its_time_and_its_tries(resident):
    for spoilt in (
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"tries": proof_codes.TRIES},
        {"ended_at": timezone.now()},
    ):
        code, digits = proof_codes.issue(by=resident, session_key=SESSION)
        ProofCode.objects.filter(pk=code.pk).update(**spoilt)
        with pytest.raises(ProofProblem):
            proof_codes.present(by=resident, session_key=SESSION, typed=digits)


def test_a_try_or_a_right_code_ends_no_code_of_anybody_else(resident, stranger):
    theirs, their_digits = proof_codes.issue(by=stranger, session_key=SESSION)
    _code, digits = proof_codes.issue(by=resident, session_key=SESSION)
    with pytest.raises(ProofProblem):
        proof_codes.present(by=resident, session_key=SESSION, typed="00000000")
    proof_codes.present(by=resident, session_key=SESSION, typed=digits)
    theirs.refresh_from_db()
    assert (theirs.tries, theirs.ended_at) == (0, None)
    assert proof_codes.present(by=stranger, session_key=SESSION, typed=their_digits) == theirs


def test_how_many_codes_are_sent_is_counted_for_each_person_and_hour(resident, stranger):
    for _time in range(proof_codes.SENT_AT_MOST):
        proof_codes.issue(by=resident, session_key=SESSION)
    with pytest.raises(TooManyCodesError):
        proof_codes.issue(by=resident, session_key=SESSION)
    assert proof_codes.issue(by=stranger, session_key=SESSION)
    ProofCode.objects.update(created_at=timezone.now() - timedelta(hours=1, seconds=1))
    assert proof_codes.issue(by=resident, session_key=SESSION)


# --- what is undone -------------------------------------------------------------------------------


def changed(person: User) -> AccountChange:
    """Somebody in the session of ``person`` has made an address of theirs the main one."""
    new = f"thief-of-{person.pk}@example.test"
    old = person.email
    change = undoable_changes.ask_for_address(by=person, address=new)
    EmailAddress.objects.create(user=person, email=new, verified=True, primary=True)
    User.objects.filter(pk=person.pk).update(email=new)
    person.refresh_from_db()
    undoable_changes.address_took_effect(by=person, old=old, new=new)
    change.refresh_from_db()
    return change


def a_token_of(person: User, organisation: Organisation) -> ApiToken:
    token, _secret = create_token(
        organisation=organisation,
        name="program",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=1),
        owner=person,
        by=SYSTEM,
    )
    return token


def account_of(person: User) -> list[object]:
    """All of an account that an undoing touches."""
    person.refresh_from_db()
    return [
        person.email,
        list(EmailAddress.objects.filter(user=person).order_by("pk").values()),
        list(person.authenticator_set.order_by("pk").values_list("pk", "type")),
        list(ProofCode.objects.filter(user=person).values("pk", "ended_at")),
        list(ApiToken.objects.filter(created_by=person).values("pk", "revoked_at")),
        list(AccountChange.objects.filter(user=person).order_by("pk").values()),
        list(person.usersession_set.values_list("session_key", flat=True)),
    ]


def test_undoing_puts_back_ones_own_account_and_leaves_every_other_as_it_is(
    resident, stranger, operator, signed_in
):
    organisation = operator.organisations.get()
    for person in (resident, stranger):
        changed(person)
        TOTP.activate(person, TOTP_SECRET)
        proof_codes.issue(by=person, session_key=SESSION)
        a_token_of(person, organisation)
    older = a_token_of(resident, organisation)
    ApiToken.objects.filter(pk=older.pk).update(created_at=timezone.now() - timedelta(days=1))
    their_browser = signed_in(stranger)
    key = their_browser.session.session_key
    UserSession.objects.get_or_create(user=stranger, session_key=key, defaults={"ip": "192.0.2.1"})
    before = account_of(stranger)
    token = undoable_changes.token_of(AccountChange.objects.get(user=resident))
    assert Client().post(f"/me/undo/{token}").status_code == 200
    assert account_of(stranger) == before
    assert their_browser.get("/me/").status_code == 200
    assert account_of(resident) != before
    resident.refresh_from_db()
    assert not resident.email.startswith("thief")
    assert not resident.authenticator_set.exists()
    good = ApiToken.objects.filter(created_by=resident, revoked_at=None)
    assert list(good) == [older], "made before anybody else was in"


def test_a_link_undoes_the_change_that_it_names_and_no_other(resident, stranger):
    mine, theirs = changed(resident), changed(stranger)
    AccountChange.objects.filter(pk=theirs.pk).update(undone_at=timezone.now())
    assert Client().get(f"/me/undo/{undoable_changes.token_of(theirs)}").status_code == 410
    assert undoable_changes.change_of(undoable_changes.token_of(mine)) == mine


def test_an_address_is_on_file_and_kept_for_the_account_that_it_was_of_alone(resident, stranger):
    old = resident.email
    changed(resident)
    assert undoable_changes.address_on_file(resident) == old
    assert undoable_changes.is_reserved(resident, old)
    assert not undoable_changes.is_reserved(resident, "somebody@example.test")
    assert undoable_changes.address_on_file(stranger) == stranger.email
    assert not undoable_changes.is_reserved(stranger, old)
    assert undoable_changes.changed_at(stranger) is None


# --- who answers for a place ----------------------------------------------------------------------


def test_handing_over_one_place_touches_no_other_and_nobodys_list_elsewhere(
    venue, other_venue, resident, stranger
):
    merged_elsewhere = VenueFactory(merged_into=other_venue, status="merged")
    listed = HoldingFactory(resident=stranger, venue=other_venue)
    places = Venue.objects.filter(pk__in=[other_venue.pk, merged_elsewhere.pk]).order_by("pk")
    before = list(places.values("operator", "status", "contact_email", "merged_into"))
    handed_over(venue, operator=OrganisationFactory())
    assert list(places.values("operator", "status", "contact_email", "merged_into")) == before
    HoldingFactory(resident=resident, venue=venue)
    handed_over(venue, into=VenueFactory(operator=OrganisationFactory()))
    assert list(places.values("operator", "status", "contact_email", "merged_into")) == before
    listed.refresh_from_db()
    assert (listed.venue, listed.ended_at) == (other_venue, None)


# --- incidents at the desk ------------------------------------------------------------------------


def test_an_operator_sees_confirmed_incidents_of_its_own_places(
    signed_in, operator, other_operator, venue, other_venue
):
    facts = Facts(what="A server was copied.", aware_at=timezone.now(), measures="Closed.")
    own = announce_breach(venue=venue, facts=facts, by=operator)
    theirs = announce_breach(venue=other_venue, facts=facts, by=other_operator)

    def status(incident: Incident) -> int:
        page = reverse("admin:requests_app_incident_change", args=(incident.pk,))
        return signed_in(operator).get(page).status_code

    assert (status(own), status(theirs)) == (200, 302)
    Incident.objects.filter(pk=own.pk).update(state="reported", confirmed_at=None)
    assert status(own) == 302, "what is being checked is not for the operator"
    told = reverse("admin:requests_app_incident_authority_told", args=(theirs.pk,))
    assert signed_in(operator).post(told).status_code == 404
    assert Incident.objects.get(pk=theirs.pk).authority_told_at is None


def test_the_managers_in_office_of_either_side_are_told_and_nobody_else(
    venue, other_venue, manager, operator, moderator
):
    outsider, retired = UserFactory(), UserFactory(is_active=False)
    MembershipFactory(user=outsider, organisation=other_venue.operator, role=Role.MANAGER)
    MembershipFactory(user=retired, organisation=venue.operator, role=Role.MANAGER)
    taker = OrganisationFactory(contact_email="desk@taker.test")
    handovers.propose(venue=venue, operator=taker, reason="x", by=moderator)
    told = Notification.objects.filter(kind="handover").exclude(user=None)
    assert [row.user for row in told] == [manager]


def test_what_was_given_to_somebody_else_is_not_shown(signed_in, venue, other_operator):
    head = UserFactory()
    MembershipFactory(user=head, organisation=other_operator.organisations.get(), role=Role.MANAGER)
    handover = handed_over(venue, operator=OrganisationFactory())
    page = reverse("admin:consents_handover_change", args=(handover.pk,))
    assert signed_in(head).get(page).status_code == 302
    assert signed_in(head).post(_step("object", handover)).status_code == 404
    assert signed_in(head).post(_step("undo", handover)).status_code == 404


def _step(name: str, handover: Handover) -> str:
    return reverse(f"admin:consents_handover_{name}", args=(handover.pk,))


# --- which way of proof is asked for ----------------------------------------------------------------


def test_the_factor_of_another_person_is_no_reason_to_ask_for_one(resident, stranger):
    TOTP.activate(stranger, TOTP_SECRET)
    assert proof.way_for(Act.MAKE_TOKEN, proof.on_file(resident)) is Way.CODE
    assert proof.way_for(Act.MAKE_TOKEN, proof.on_file(stranger)) is Way.SECOND_FACTOR


def test_recovery_codes_by_themselves_are_no_factor(resident):
    RecoveryCodes.activate(resident)
    assert proof.way_for(Act.MAKE_TOKEN, proof.on_file(resident)) is Way.CODE


def test_a_change_is_open_for_its_time(resident):
    change = changed(resident)
    assert undoable_changes.open_changes(resident).get() == change
    AccountChange.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not undoable_changes.open_changes(resident).exists()


def test_each_address_that_is_asked_for_is_a_change_of_its_own(resident):
    first = undoable_changes.ask_for_address(by=resident, address="one@example.test")
    second = undoable_changes.ask_for_address(by=resident, address="two@example.test")
    assert None not in (first, second)
    assert undoable_changes.ask_for_address(by=resident, address="Two@example.test") is None
    undoable_changes.address_took_effect(by=resident, old=resident.email, new="two@example.test")
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.effective_at is None
    assert second.effective_at is not None


def test_a_code_that_ended_before_keeps_its_time(resident):
    code, _digits = proof_codes.issue(by=resident, session_key=SESSION)
    then = timezone.now() - timedelta(minutes=5)
    ProofCode.objects.filter(pk=code.pk).update(ended_at=then)
    undoable_changes.undo(token=undoable_changes.token_of(changed(resident)))
    code.refresh_from_db()
    assert code.ended_at == then


# --- policies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("permission", Permission)
def test_nobody_in_particular_has_a_membership(operator, manager, moderator, permission):
    assert not memberships_with(AnonymousUser(), permission).exists()


def test_a_token_that_was_revoked_keeps_its_time(operator):
    token = a_token_of(operator, operator.organisations.get())
    then = timezone.now() - timedelta(days=1)
    ApiToken.objects.filter(pk=token.pk).update(revoked_at=then)
    revoke_token(token=token, by=SYSTEM)
    token.refresh_from_db()
    assert token.revoked_at == then


def test_a_permission_is_for_the_organisation_in_which_one_has_it(operator, other_operator):
    own, other = operator.organisations.get(), other_operator.organisations.get()
    assert has_permission(operator, Permission.ANSWER_REQUESTS, own)
    assert not has_permission(operator, Permission.ANSWER_REQUESTS, other)


def test_ones_own_second_factor_counts_alone(resident, stranger):
    TOTP.activate(stranger, TOTP_SECRET)
    RecoveryCodes.activate(resident)
    assert is_enrolled(stranger)
    assert not is_enrolled(resident)


def test_an_operator_has_what_was_filed_at_its_own_places(
    operator, resident, venue, other_venue, stranger
):
    own = filed_request(resident=resident, venue=venue)
    filed_request(resident=stranger, venue=other_venue)
    everything = RightsRequest.objects
    for rows in (everything.of_operator(operator), everything.visible_to(operator)):
        assert list(rows) == [own]
    draft = filing.open_draft(claim=filing.Claim(venue=venue, rights=[Right.ACCESS]), by=stranger)
    for rows in (everything.of_operator(operator), everything.visible_to(operator)):
        assert draft not in rows
    assert not everything.visible_to(AnonymousUser()).exists()
    assert not everything.of_resident(AnonymousUser()).exists()


def test_a_secret_that_belongs_to_no_token_lets_nobody_in(operator):
    organisation = operator.organisations.get()
    other = a_token_of(operator, organisation)
    _token, secret = create_token(
        organisation=organisation,
        name="reader",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=1),
        owner=operator,
        by=SYSTEM,
    )

    def status(said: str) -> int:
        bearer = {"authorization": f"Bearer {said}"}
        return Client(headers=bearer).get("/api/v1/requests").status_code

    last = "x" if secret[-1] != "x" else "y"
    assert status(secret[:-1] + last) == 401
    assert status(secret) == 200
    other.refresh_from_db()
    assert other.last_used_on is None
