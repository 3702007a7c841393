"""What somebody saw and another step overtook: each sight has its own time, and keeps its own end."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from requests_app.law.rights import Right
from requests_app.models import IdentityAttestation, IdentityMeans
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import attestations, filing, identity, messages
from tests.attesting import colleague_of, sight
from tests.factories import MembershipFactory, UserFactory, VenueFactory, filed_request

pytestmark = pytest.mark.django_db
THREE_DAYS = timedelta(hours=72)


@pytest.fixture
def case(resident, venue):
    return filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))


def seen(case, by):
    """``by`` saw it; the moment at which it counts by itself."""
    attestations.attest(case=case, sight=sight(case), by=by)
    return IdentityAttestation.objects.get(request=case, state="waiting").opens_at


def ends_of(case):
    rows = IdentityAttestation.objects.filter(request=case).order_by("seen_at")
    return [row.state for row in rows]


def identity_of(case):
    case.refresh_from_db()
    return case.identity


def test_seen_again_after_another_step_it_has_three_days_of_its_own(operator, case):
    first = seen(case, operator)
    identity.issue_code(case=case, by=operator)
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        again = seen(case, operator)
        assert again == timezone.now() + THREE_DAYS
    assert ends_of(case) == ["superseded", "waiting"]
    with time_machine.travel(first, tick=False):
        assert attestations.confirm_due() == 0
    assert identity_of(case) == "attested"


def test_what_was_seen_of_one_case_is_overtaken_in_no_other(operator, venue, case):
    other = filed_request(resident=UserFactory(), venue=venue, rights=(Right.ACCESS,))
    seen(other, operator)
    for _twice in range(2):
        seen(case, operator)
        identity.issue_code(case=case, by=operator)
    assert ends_of(other) == ["waiting"]
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert attestations.confirm_due() == 1
    assert (ends_of(case)[-1], ends_of(other)) == ("superseded", ["in_force"])


def test_an_objection_stays_on_file_whatever_is_seen_later(operator, resident, case):
    seen(case, operator)
    identity.dispute_identity(case=case, reason="I was abroad.", by=resident)
    objected = IdentityAttestation.objects.get(request=case)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        seen(case, operator)
    assert ends_of(case) == ["objected", "waiting"]
    assert IdentityAttestation.objects.get(pk=objected.pk).ended_at == objected.ended_at


def test_it_counts_at_the_72nd_hour_and_not_a_second_before(operator, case):
    opens_at = seen(case, operator)
    assert opens_at == IdentityAttestation.objects.get().seen_at + THREE_DAYS
    with time_machine.travel(opens_at - timedelta(seconds=1), tick=False):
        assert attestations.confirm_due() == 0
    assert identity_of(case) == "attested"
    with time_machine.travel(opens_at, tick=False):
        assert attestations.confirm_due() == 1
    assert identity_of(case) == "verified"


def test_seen_again_while_others_are_opened_it_waits_three_days_of_its_own(
    operator, venue, case, monkeypatch
):
    """It was due when the due ones were listed, and is another sight once its turn comes."""
    other = filed_request(resident=UserFactory(), venue=venue, rights=(Right.ACCESS,))
    for each in (case, other):
        seen(each, operator)
    put_in_force = identity.verified

    def meanwhile(request, *proven, **how):
        monkeypatch.setattr(identity, "verified", put_in_force)
        identity.issue_code(case=other, by=operator)
        seen(other, operator)
        put_in_force(request, *proven, **how)

    monkeypatch.setattr(identity, "verified", meanwhile)
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert attestations.confirm_due() == 1
    assert (identity_of(case), identity_of(other)) == ("verified", "attested")
    assert ends_of(other) == ["superseded", "waiting"]


def test_what_does_not_come_into_force_is_not_counted_as_if_it_had(operator, resident, venue, case):
    withdrawn = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    overtaken = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    for each in (case, withdrawn, overtaken):
        seen(each, operator)
    filing.withdraw(case=withdrawn, by=resident)
    identity.issue_code(case=overtaken, by=operator)
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert attestations.confirm_due() == 1
    assert [ends_of(each) for each in (case, withdrawn, overtaken)] == [
        ["in_force"],
        ["superseded"],
        ["superseded"],
    ]


def test_a_clock_that_stood_still_runs_while_the_venue_looks_for_a_second_person(
    operator, operator_organisation, resident
):
    """English law pauses access while the venue asks; to find a colleague is not the resident's turn."""
    london = VenueFactory(
        jurisdiction="UK-ENG", time_zone="Europe/London", operator=operator_organisation
    )
    case = filed_request(resident=resident, venue=london, rights=(Right.ACCESS,))
    messages.ask(case=case, body="Who are you?", by=operator)
    case.refresh_from_db()
    assert (case.clock, case.due_on) == ("paused", None)
    seen(case, operator)
    case.refresh_from_db()
    assert case.clock == "running"
    assert case.due_on is not None


def test_what_the_first_one_saw_is_what_is_proven(operator, case):
    second = colleague_of(operator)
    person, document = IdentityMeans.IN_PERSON, IdentityMeans.DOCUMENT_SEEN
    attestations.attest(case=case, sight=sight(case, person), by=operator)
    attestations.attest(case=case, sight=sight(case, document), by=second, fresh=True)
    case.refresh_from_db()
    assert (case.identity, case.identity_means) == ("verified", person)


def test_whoever_worked_elsewhere_before_is_new_here(operator, other_operator, case):
    """Long at the zoo is not long at the gate: whoever is fetched for this case is no second person."""
    seen(case, operator)
    with time_machine.travel(timezone.now() + timedelta(hours=1), tick=False):
        MembershipFactory(user=other_operator, organisation=operator.organisations.get())
        with pytest.raises(RequestProblem) as refused:
            attestations.attest(case=case, sight=sight(case), by=other_operator, fresh=True)
    assert refused.value.kind is ProblemKind.NEW_COLLEAGUE
    assert identity_of(case) == "attested"
