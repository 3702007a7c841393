"""“Seen in person”, “a document seen”: one person alone opens nothing at once, by whatever door."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role, User
from requests_app.law.rights import Right
from requests_app.models import IdentityAttestation, IdentityMeans, Seen
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import attestation_counts, attestations, reminders
from requests_app.tasks import sweep_requests
from tests.api.conftest import program
from tests.attesting import colleague_of, sight
from tests.factories import (
    DependantFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    filed_request,
    handed_over,
)

__all__ = ["program"]
pytestmark = pytest.mark.django_db

SAW = {"means": "document_seen", "seen": "passport"}


@pytest.fixture
def case(resident, venue):
    """Access: what it opens is shown."""
    return filed_request(resident=resident, venue=venue, rights=(Right.ACCESS, Right.DELETION))


@pytest.fixture
def colleague(operator):
    return colleague_of(operator)


def confirm(client, case, **saw):
    url = f"/api/v1/requests/{case.reference}/identity/confirm"
    return client.post(url, {**SAW, **saw}, format="json")


def kind_of(answer):
    return answer.json()["type"].rpartition("/")[2]


def identity_of(case):
    case.refresh_from_db()
    return case.identity, case.identity_means


def test_one_person_opens_nothing_and_the_account_hears(
    api, operator, case, django_capture_on_commit_callbacks
):
    client = api(operator)
    with django_capture_on_commit_callbacks(execute=True):
        assert confirm(client, case).json()["identity"] == "attested"
    answer = {"verdicts": [{"right": r, "decision": "fulfilled"} for r in ("access", "deletion")]}
    refused = client.post(f"/api/v1/requests/{case.reference}/answer", answer, format="json")
    assert kind_of(refused) == "request.identity_first"
    (told,) = [m for m in mail.outbox if case.resident.email in m.to and "saw" in m.subject]
    assert "If that was not you, object there at once" in told.body


def test_the_same_person_twice_is_one_person(api, operator, case):
    confirm(api(operator), case)
    again = confirm(api(operator), case)
    assert (again.status_code, kind_of(again)) == (409, "request.second_person")
    assert identity_of(case) == ("attested", "")


def test_a_second_one_who_signed_in_a_moment_ago_puts_it_in_force(api, operator, colleague, case):
    confirm(api(operator), case)
    seen = confirm(api(colleague), case, seen="identity_card").json()
    assert (seen["identity"], seen["identity_means"]) == ("verified", "document_seen")
    (kept,) = IdentityAttestation.objects.all()
    assert (kept.seen_by, kept.confirmed_by, kept.state) == (operator, colleague, "in_force")
    assert not {"number", "copy"} & {field.name for field in IdentityAttestation._meta.fields}


def test_an_old_session_is_no_second_person(api, operator, colleague, case):
    confirm(api(operator), case)
    client = api(colleague)
    with time_machine.travel(time.time() + 3600, tick=False):
        stale = confirm(client, case)
    assert (stale.status_code, kind_of(stale)) == (403, "request.sign_in_again")
    assert identity_of(case) == ("attested", "")


def test_a_programs_token_is_no_second_person(api, program, operator, colleague, case):
    confirm(api(colleague), case)
    by_token = confirm(program, case)
    assert kind_of(by_token) == "request.sign_in_again"
    assert identity_of(case) == ("attested", "")


def test_nor_is_it_the_first_one(api, program, operator, colleague, case):
    """Anybody there may hold the token: with it, and in their own session, one person were two."""
    confirm(program, case)
    confirm(api(colleague), case)
    assert identity_of(case) == ("attested", "")
    # The person who signed in is the first one now; the time runs anew.
    standing = IdentityAttestation.objects.get(state="waiting")
    assert (standing.seen_by, standing.by_program) == (colleague, False)
    confirm(api(operator), case)
    assert identity_of(case) == ("verified", "document_seen")


@pytest.mark.parametrize("gone", ["left", "barred", "erased", "handed over"])
@pytest.mark.parametrize("how", ["second person", "time"])
def test_what_somebody_saw_counts_no_more_once_they_are_gone(
    api, operator, colleague, case, gone, how
):
    confirm(api(colleague), case)
    second = operator
    if gone == "left":
        colleague.memberships.all().delete()
    elif gone == "barred":
        User.objects.filter(pk=colleague.pk).update(is_active=False)
    elif gone == "erased":
        IdentityAttestation.objects.update(seen_by=None)
    else:
        taker = OrganisationFactory()
        second = MembershipFactory(organisation=taker).user
        handed_over(case.venue, operator=taker)
    if how == "second person":
        confirm(api(second), case)
        assert IdentityAttestation.objects.get(state="waiting").seen_by == second
    else:
        with time_machine.travel(timezone.now() + timedelta(hours=73), tick=False):
            sweep_requests()
        assert not IdentityAttestation.objects.filter(state="waiting").exists()
    assert identity_of(case) == ("attested", "")
    assert IdentityAttestation.objects.filter(state="superseded").exists()


def test_nobody_is_made_a_colleague_for_this_case(api, manager, case):
    confirm(api(manager), case)
    made = colleague_of(manager)
    late = confirm(api(made), case)
    assert (late.status_code, kind_of(late)) == (409, "request.new_colleague")
    assert identity_of(case) == ("attested", "")


def test_whoever_asks_says_nothing_for_the_venue(api, signed_in, program, operator, venue):
    """Somebody who works there, under another's name: neither seen, nor sent a code, nor answered."""
    mine = filed_request(resident=operator, venue=venue, claimant_name="Lin Mei")
    at = f"/api/v1/requests/{mine.reference}"
    for client in (api(operator), program):
        assert confirm(client, mine).status_code == 403
        for step in ("identity/issue-code", "disclosures", "acknowledge"):
            body = {"basis": "by_name"} if step == "disclosures" else {}
            assert client.post(f"{at}/{step}", body, format="json").status_code == 403, step
    browser = signed_in(operator)
    for step in ("confirm", "code", "disclose", "answer", "extend"):
        page = reverse(f"admin:requests_app_rightsrequest_{step}", args=(mine.pk,))
        assert browser.post(page).status_code in (302, 403, 404, 405, 409, 422), step
    assert identity_of(mine) == ("none", "")
    assert mine.events.count() == 1


def test_somebody_of_another_organisation_is_none(api, operator, other_operator, case):
    confirm(api(operator), case)
    assert confirm(api(other_operator), case).status_code == 404
    assert identity_of(case) == ("attested", "")


def test_where_there_is_one_person_it_counts_after_three_days(api, operator, case):
    confirm(api(operator), case)
    sweep_requests()
    assert identity_of(case) == ("attested", "")
    with time_machine.travel(timezone.now() + timedelta(hours=72, seconds=1), tick=False):
        sweep_requests()
        sweep_requests()
    assert identity_of(case) == ("verified", "document_seen")
    assert [event.kind for event in case.events.all()][-2:] == [
        "attest_identity",
        "verify_identity",
    ]


@pytest.mark.parametrize("door", ["api", "page"])
def test_the_resident_objects_and_it_never_counts(
    api, signed_in, operator, colleague, resident, case, door
):
    confirm(api(operator), case)
    if door == "api":
        url = f"/api/v1/requests/{case.reference}/identity/dispute"
        assert api(resident).post(url, {"reason": "I was abroad."}).status_code == 200
    else:
        page = reverse("requests:dispute_identity", args=(case.reference,))
        browser = signed_in(resident)
        assert "That was not me" in browser.get(case.get_absolute_url()).text
        assert "That was not me" in browser.get(page).text
        browser.post(page, {"reason": "I was abroad."})
    with time_machine.travel(timezone.now() + timedelta(days=5), tick=False):
        sweep_requests()
        assert identity_of(case) == ("disputed", "")
    assert IdentityAttestation.objects.get().state == "objected"
    # What a second person says now is a first sight again.
    assert confirm(api(colleague), case).json()["identity"] == "attested"


def test_what_another_step_overtook_does_not_come_into_force(api, operator, case):
    client = api(operator)
    confirm(client, case)
    client.post(f"/api/v1/requests/{case.reference}/identity/issue-code")
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        sweep_requests()
    assert identity_of(case) == ("pending", "")
    assert IdentityAttestation.objects.get().state == "superseded"


def test_a_withdrawn_request_stays_closed(api, operator, resident, case):
    confirm(api(operator), case)
    api(resident).post(f"/api/v1/requests/{case.reference}/withdraw")
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        sweep_requests()
    case.refresh_from_db()
    assert (case.workflow, case.outcome) == ("closed", "withdrawn")
    assert IdentityAttestation.objects.get().state == "superseded"


def test_the_clock_does_not_stand_still_while_the_venue_looks_for_a_second_person(
    api, operator, case
):
    due = case.due_on
    client = api(operator)
    client.post(f"/api/v1/requests/{case.reference}/ask", {"body": "Which gate?"})
    confirm(client, case)
    case.refresh_from_db()
    assert (case.workflow, case.clock) == ("awaiting_operator", "running")
    assert case.due_on >= due
    assert reminders.remind() >= 0


# --- what was seen, and whose child ---------------------------------------------------------------


def test_the_kind_of_document_must_be_said(api, operator, case):
    url = f"/api/v1/requests/{case.reference}/identity/confirm"
    assert api(operator).post(url, {"means": "document_seen"}).status_code == 400
    known = confirm(api(operator), case, seen="known_by_sight")
    assert kind_of(known) == "request.no_document"
    assert confirm(api(operator), case, means="in_person", seen="known_by_sight").status_code == 200


def test_for_a_child_it_is_said_how_guardianship_was_shown(api, operator, guardian, venue, case):
    child = DependantFactory(guardian=guardian)
    theirs = filed_request(resident=guardian, venue=venue, dependant=child)
    assert kind_of(confirm(api(operator), theirs)) == "request.guardianship_missing"
    shown = confirm(api(operator), theirs, guardianship="birth_certificate").json()
    assert shown["events"][-1]["data"]["guardianship"] == "birth_certificate"
    odd = confirm(api(operator), case, guardianship="birth_certificate")
    assert kind_of(odd) == "request.no_child_here"


def test_the_desk_asks_the_same(signed_in, operator, colleague, guardian, venue):
    child = DependantFactory(guardian=guardian)
    theirs = filed_request(resident=guardian, venue=venue, dependant=child)
    page = reverse("admin:requests_app_rightsrequest_confirm", args=(theirs.pk,))
    saw = {"confirm-means": "document_seen", "confirm-seen": "passport", "confirm-sure": "on"}
    first = signed_in(operator)
    lacking = first.post(page, saw)
    assert lacking.status_code == 422
    assert "how it was shown that the person may act" in lacking.text
    saw["confirm-guardianship"] = "household_register"
    assert first.post(page, saw).status_code == 302
    assert first.post(page, saw).status_code == 422
    late = signed_in(colleague)
    with time_machine.travel(time.time() + 3600, tick=False):
        assert late.post(page, saw).status_code == 422
    assert identity_of(theirs) == ("attested", "")
    assert signed_in(colleague).post(page, saw).status_code == 302
    assert identity_of(theirs) == ("verified", "document_seen")


# --- very many ------------------------------------------------------------------------------------


def test_very_many_in_one_day_are_told_to_moderators_and_managers(
    signed_in, operator, manager, moderator, resident, venue, monkeypatch,
    django_capture_on_commit_callbacks,
):  # fmt: skip
    monkeypatch.setattr(attestation_counts, "A_DAY", 3)
    stranger = UserFactory()
    MembershipFactory(user=stranger, role=Role.MANAGER)  # of another organisation
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _each in range(5):
            case = filed_request(resident=UserFactory(), venue=venue)
            attestations.attest(case=case, sight=sight(case), by=operator)
    alarms = AuditEvent.objects.filter(kind=attestation_counts.ALARM)
    assert [alarm.target_id for alarm in alarms] == [str(operator.pk)], "once a day and person"
    told = [m for m in mail.outbox if "very many identities" in m.subject]
    assert [m.to for m in told] == [[manager.email]]
    page = signed_in(moderator).get(reverse("admin:index")).text
    assert "several people together" not in page
    assert "One person confirmed very many identities" in page
    assert "One person confirmed very many identities" not in (
        signed_in(operator).get(reverse("admin:index")).text
    )


def test_moderators_see_the_alarms_of_a_week_and_nothing_else_of_the_log(
    signed_in, operator, moderator, case
):
    def panels():
        found = signed_in(moderator).get(reverse("admin:index")).context["panels"]
        return [panel.context["alarms"] for panel in found if "alarms" in panel.context]

    facts = {"request": str(case.pk), "confirmations": 9}
    by = {"actor_kind": "operator", "actor_id": operator.pk, "data": facts}
    AuditEvent.objects.create(kind="request.opened", **by)
    AuditEvent.objects.create(
        kind=attestation_counts.ALARM, at=timezone.now() - timedelta(days=8), **by
    )
    assert panels() == []
    AuditEvent.objects.create(kind=attestation_counts.ALARM, **by)
    assert [alarm.confirmations for (alarm,) in panels()] == [9]


def test_so_are_those_of_several_people_who_each_stay_below(
    signed_in, operator, manager, moderator, venue, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(attestation_counts, "A_DAY_IN_ALL", 6)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        for _each in range(4):
            by = colleague_of(operator)
            for _case in range(2):
                case = filed_request(resident=UserFactory(), venue=venue)
                attestations.attest(case=case, sight=sight(case), by=by)
    (alarm,) = AuditEvent.objects.filter(kind=attestation_counts.ALARM)
    assert (alarm.target_id, alarm.data["confirmations"]) == (str(venue.operator_id), 6)
    told = [m for m in mail.outbox if "very many identities" in m.subject]
    assert [m.to for m in told] == [[manager.email]]
    assert "People of your organisation have seen very many" in told[0].body
    assert "several people together" in signed_in(moderator).get(reverse("admin:index")).text


# --- each sight is of one request, and says what it can -------------------------------------------


def test_what_was_seen_for_one_request_counts_for_no_other(
    operator, colleague, case, resident, venue
):
    other = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    for request, person in ((case, operator), (other, colleague)):
        attestations.attest(case=request, sight=sight(request), by=person)
    for request, person in ((case, operator), (other, colleague)):
        request.refresh_from_db()
        assert attestations.waiting(request).seen_by == person
    attestations.attest(case=case, sight=sight(case), by=colleague, fresh=True)
    assert identity_of(case)[0] == "verified"
    assert identity_of(other)[0] == "attested"
    kept = dict(IdentityAttestation.objects.values_list("request_id", "state"))
    assert kept == {case.pk: "in_force", other.pk: "waiting"}


@pytest.mark.parametrize("ended", ["superseded", "objected", "in_force"])
def test_what_has_ended_is_confirmed_by_nobody(operator, colleague, case, ended):
    attestations.attest(case=case, sight=sight(case), by=operator)
    IdentityAttestation.objects.update(state=ended)
    case.refresh_from_db()
    assert attestations.waiting(case) is None
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=False):
        assert attestations.confirm_due() == 0
    assert identity_of(case) == ("attested", "")


def test_a_venue_sees_no_face_and_no_document_without_one(operator, case):
    with pytest.raises(ValueError, match="what an operator can see"):
        attestations.attest(case=case, sight=sight(case, IdentityMeans.FACE), by=operator)
    by_sight = attestations.Sight(IdentityMeans.DOCUMENT_SEEN, Seen.KNOWN_BY_SIGHT)
    with pytest.raises(RequestProblem) as refused:
        attestations.attest(case=case, sight=by_sight, by=operator)
    assert refused.value.kind is ProblemKind.NO_DOCUMENT
    assert not IdentityAttestation.objects.exists()


def test_of_many_that_are_due_so_many_are_opened_at_once(operator, resident, venue):
    for _each in range(3):
        case = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
        attestations.attest(case=case, sight=sight(case), by=operator)
    with time_machine.travel(timezone.now() + timedelta(hours=72, seconds=1), tick=False):
        assert attestations.confirm_due(at_most=2) == 2
        assert attestations.confirm_due(at_most=2) == 1
        assert attestations.confirm_due() == 0
    assert set(IdentityAttestation.objects.values_list("state", flat=True)) == {"in_force"}


def test_whoever_does_not_say_when_they_signed_in_did_so_long_ago(operator, colleague, case):
    attestations.attest(case=case, sight=sight(case), by=operator)
    with pytest.raises(RequestProblem) as refused:
        attestations.attest(case=case, sight=sight(case), by=colleague)
    assert refused.value.kind is ProblemKind.SIGN_IN_AGAIN
    assert identity_of(case) == ("attested", "")
