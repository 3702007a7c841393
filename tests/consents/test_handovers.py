"""Who answers for a place changes: two moderators, notice, an objection, a way back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, Role
from consents.models import Handover, Holding, Venue, VenueStatus
from consents.services import claim_venue, handovers, merge_venue
from consents.services.handovers import UNDO, HandoverRefused
from requests_app.models import Notification, RightsRequest
from requests_app.services.filing import withdraw
from requests_app.services.notifications import due_notifications, send
from tests.factories import (
    HoldingFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VenueFactory,
    filed_request,
    handed_over,
)


@pytest.fixture
def taker():
    return OrganisationFactory(name="Taker Ltd")


@pytest.fixture
def second_moderator(moderator):
    platform = moderator.memberships.get().organisation
    user = UserFactory(email="second@example.test", is_staff=True)
    MembershipFactory(user=user, organisation=platform, role=Role.MODERATOR)
    return user


@pytest.fixture
def case(resident, venue):
    return filed_request(resident=resident, venue=venue)


def step(name, pk, model="handover"):
    return reverse(f"admin:consents_{model}_{name}", args=(pk,))


def answers_for(venue):
    return Venue.objects.get(pk=venue.pk).operator


def proposed(signed_in, moderator, venue, taker, reason="The lease has changed hands; seen."):
    data = {"operator": str(taker.pk), "reason": reason}
    signed_in(moderator).post(step("claim", venue.pk, "venue"), data)
    return Handover.objects.filter(venue=venue).first()


# --- one moderator alone --------------------------------------------------------------------------


def test_one_moderator_alone_takes_no_place_from_its_operator(
    signed_in, moderator, venue, taker, case, operator
):
    handover = proposed(signed_in, moderator, venue, taker)
    assert answers_for(venue) == venue.operator
    signed_in(moderator).post(step("confirm", handover.pk))
    handover.refresh_from_db()
    assert (handover.state, answers_for(venue)) == ("proposed", venue.operator)
    assert RightsRequest.objects.of_operator(operator).get() == case


def test_nor_by_merging_it_into_an_entry_of_somebody_else(signed_in, moderator, venue, case, taker):
    other = VenueFactory(operator=taker, city=venue.city)
    data = {"into": str(other.pk), "reason": "one gate"}
    signed_in(moderator).post(step("merge", venue.pk, "venue"), data)
    venue.refresh_from_db()
    assert (venue.status, answers_for(venue) != taker) == (VenueStatus.CLAIMED, True)
    assert Handover.objects.get().into == other


def test_nor_by_the_services_that_serve_one_moderator(moderator, venue, taker):
    with pytest.raises(HandoverRefused, match="second moderator"):
        claim_venue(venue=venue, operator=taker, by=moderator)
    with pytest.raises(HandoverRefused, match="second moderator"):
        merge_venue(venue=venue, into=VenueFactory(operator=taker), by=moderator)
    with pytest.raises(HandoverRefused, match="Merge that one into this"):
        merge_venue(venue=venue, into=VenueFactory(operator=None, status="verified"), by=moderator)


def test_nor_gets_somebody_to_see_what_was_filed_where_nobody_answered(moderator, resident, taker):
    unclaimed = VenueFactory(operator=None, status=VenueStatus.VERIFIED)
    old_name = VenueFactory(operator=None, status=VenueStatus.VERIFIED)
    filed_request(resident=resident, venue=old_name)
    merge_venue(venue=old_name, into=unclaimed, by=moderator)
    with pytest.raises(HandoverRefused):
        claim_venue(venue=unclaimed, operator=taker, by=moderator)
    empty = VenueFactory(operator=None, status=VenueStatus.VERIFIED)
    claim_venue(venue=empty, operator=taker, by=moderator)
    assert answers_for(empty) == taker


def test_nor_redirects_the_mail_of_a_claimed_place(signed_in, moderator, venue):
    change = reverse("admin:consents_venue_change", args=(venue.pk,))
    data = {"name": venue.name, "contact_email": "mine@evil.example"}
    signed_in(moderator).post(change, data)
    assert Venue.objects.get(pk=venue.pk).contact_email != "mine@evil.example"


def desk_form(browser, url):
    """The page's form as a browser would send it back."""
    page = browser.get(url)
    form = page.context["adminform"].form
    data = {name: form.initial.get(name) or "" for name in form.fields}
    for inline in page.context["inline_admin_formsets"]:
        prefix = inline.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data


@pytest.mark.parametrize("claimed", [True, False])
def test_nor_puts_running_cases_under_another_law_or_clock(
    signed_in, api, moderator, resident, claimed
):
    venue = VenueFactory() if claimed else VenueFactory(operator=None, status="verified")
    case = filed_request(resident=resident, venue=venue)
    change = reverse("admin:consents_venue_change", args=(venue.pk,))
    browser = signed_in(moderator)
    elsewhere = {"jurisdiction": "EU-DE", "time_zone": "Pacific/Kiritimati", "kind": "own_device"}
    data = desk_form(browser, change) | elsewhere | {"name": "The same gate, spelt right"}
    assert browser.post(change, data).status_code == 302
    venue.refresh_from_db()
    assert (venue.jurisdiction, venue.time_zone, venue.kind) == (
        "CN",
        "Asia/Shanghai",
        "residential_compound",
    )
    assert venue.name == "The same gate, spelt right"
    due = case.due_at
    case.refresh_from_db()
    assert case.due_at == due


def test_nor_where_they_were_filed_at_what_was_merged_into_it(signed_in, moderator, resident):
    stays, goes = (VenueFactory(operator=None, status="verified") for _each in range(2))
    filed_request(resident=resident, venue=goes)
    merge_venue(venue=goes, into=stays, by=moderator)
    change = reverse("admin:consents_venue_change", args=(stays.pk,))
    assert "jurisdiction" not in desk_form(signed_in(moderator), change)
    empty = reverse("admin:consents_venue_change", args=(VenueFactory().pk,))
    assert "jurisdiction" in desk_form(signed_in(moderator), empty)


def test_a_second_account_made_for_it_is_no_second_moderator(
    signed_in, moderator, venue, taker, case
):
    handover = proposed(signed_in, moderator, venue, taker)
    made = UserFactory(is_staff=True)
    platform = moderator.memberships.get().organisation
    MembershipFactory(user=made, organisation=platform, role=Role.MODERATOR)
    signed_in(made).post(step("confirm", handover.pk))
    assert answers_for(venue) == venue.operator


def test_nobody_gives_a_place_to_their_own_organisation(
    signed_in, moderator, second_moderator, venue, taker, case
):
    MembershipFactory(user=second_moderator, organisation=taker, role=Role.MANAGER)
    handover = proposed(signed_in, moderator, venue, taker)
    signed_in(second_moderator).post(step("confirm", handover.pk))
    assert answers_for(venue) == venue.operator

    empty = VenueFactory(operator=None, status=VenueStatus.VERIFIED)
    data = {"operator": str(taker.pk), "reason": ""}
    signed_in(second_moderator).post(step("claim", empty.pk, "venue"), data)
    assert answers_for(empty) is None
    stays = VenueFactory(operator=taker, city=empty.city)
    merging = {"into": str(stays.pk), "reason": ""}
    signed_in(second_moderator).post(step("merge", empty.pk, "venue"), merging)
    assert answers_for(empty) is None


def test_nor_gives_it_back_to_it(signed_in, moderator, venue, taker):
    MembershipFactory(user=moderator, organisation=venue.operator, role=Role.RESPONDER)
    handover = handed_over(venue, operator=taker)
    signed_in(moderator).post(step("undo", handover.pk))
    assert answers_for(venue) == taker


def test_the_database_takes_no_handover_of_one_person(moderator, venue, taker):
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            venue=venue, operator=taker, state="done", proposed_by=moderator, decided_by=moderator
        )


def test_an_erased_proposer_is_nobody_and_so_no_first_person(moderator, venue, taker):
    handover = handovers.propose(venue=venue, operator=taker, reason="x", by=UserFactory())
    Handover.objects.update(proposed_by=None)
    with pytest.raises(HandoverRefused, match="Another moderator"):
        handovers.confirm(handover=handover, by=moderator)


def test_nobody_but_moderators_decides(signed_in, moderator, manager, operator, venue, taker):
    handover = proposed(signed_in, moderator, venue, taker)
    for user, status in ((manager, 403), (operator, 404)):
        for name in ("confirm", "decline", "undo"):
            assert signed_in(user).post(step(name, handover.pk)).status_code == status, name
    handover.refresh_from_db()
    assert handover.state == "proposed"


# --- two moderators -------------------------------------------------------------------------------


def test_two_moderators_hand_it_over_and_both_sides_are_told(
    signed_in, moderator, second_moderator, manager, venue, taker, case
):
    handover = proposed(signed_in, moderator, venue, taker)
    told = set(Notification.objects.filter(handover=handover).values_list("address", flat=True))
    assert told == {manager.email, venue.operator.contact_email}
    page = signed_in(second_moderator).get(reverse("admin:index")).text
    assert "Changes of operator to decide" in page
    signed_in(second_moderator).post(step("confirm", handover.pk))
    assert answers_for(venue) == taker
    done = Notification.objects.filter(handover=handover, topic="done")
    assert taker.contact_email in done.values_list("address", flat=True)
    assert manager.email in done.values_list("address", flat=True)
    kinds = AuditEvent.objects.filter(kind__startswith="handover.").values_list("kind", flat=True)
    assert set(kinds) == {"handover.proposed", "handover.done"}


def test_the_letter_says_what_is_so_and_where_to_object(
    signed_in, moderator, manager, venue, taker, settings
):
    handover = proposed(signed_in, moderator, venue, taker)
    mail.outbox.clear()
    for pk in due_notifications_of(handover):
        send(notification_id=pk)
    [letter] = [one for one in mail.outbox if manager.email in one.to]
    assert "Nothing has changed yet" in letter.body
    assert f"/admin/consents/handover/{handover.pk}/" in letter.body
    assert "Taker Ltd" in letter.body


def test_whose_requests_are_under_way_hear_that_somebody_else_reads_them(
    venue, taker, case, resident, stranger
):
    closed = filed_request(resident=stranger, venue=venue)
    RightsRequest.objects.filter(pk=closed.pk).update(workflow="closed")
    filed_request(resident=resident, venue=venue)
    handover = handed_over(venue, operator=taker)
    told = Notification.objects.filter(handover=handover, audience="resident")
    assert [(one.user, one.topic) for one in told] == [(resident, "done")], "once, and nobody else"
    mail.outbox.clear()
    for pk in due_notifications_of(handover):
        send(notification_id=pk)
    [letter] = [one for one in mail.outbox if resident.email in one.to]
    assert "Taker Ltd answers for Compound Gate" in letter.body
    assert reverse("requests:list") in letter.body
    assert "/admin/" not in letter.body
    handovers.undo(handover=handover, by=UserFactory())
    assert set(told.values_list("topic", flat=True)) == {"done", "undone"}


def due_notifications_of(handover):
    Notification.objects.filter(handover=handover).update(
        created_at=timezone.now() - timedelta(minutes=1)
    )
    return [pk for pk in due_notifications() if Notification.objects.get(pk=pk).handover_id]


def test_a_reason_is_needed_where_two_decide(signed_in, moderator, venue, taker):
    assert proposed(signed_in, moderator, venue, taker, reason="  ") is None


def test_the_old_contact_does_not_go_along(venue, taker):
    Venue.objects.filter(pk=venue.pk).update(contact_email="gate@old.example")
    handed_over(venue, operator=taker)
    assert Venue.objects.get(pk=venue.pk).answers_to == taker.contact_email


def test_what_changed_since_the_notice_is_not_confirmed(moderator, second_moderator, venue, taker):
    handover = handovers.propose(venue=venue, operator=taker, reason="x", by=moderator)
    Venue.objects.filter(pk=venue.pk).update(operator=OrganisationFactory())
    with pytest.raises(HandoverRefused, match="changed since"):
        handovers.confirm(handover=handover, by=second_moderator)


def test_one_proposal_at_a_time(moderator, venue, taker):
    handovers.propose(venue=venue, operator=taker, reason="x", by=moderator)
    with pytest.raises(HandoverRefused, match="proposed for this place already"):
        handovers.propose(venue=venue, operator=OrganisationFactory(), reason="y", by=moderator)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_hand_it_over_once(moderator, second_moderator, venue, taker):
    handover = handovers.propose(venue=venue, operator=taker, reason="x", by=moderator)
    third = UserFactory()

    def confirm(user):
        try:
            return handovers.confirm(handover=handover, by=user).state
        except HandoverRefused:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(confirm, (second_moderator, third))) == ["done", "refused"]


# --- who answered before --------------------------------------------------------------------------


def test_who_answered_before_is_heard(
    signed_in, moderator, second_moderator, manager, venue, taker
):
    handover = proposed(signed_in, moderator, venue, taker)
    theirs = reverse("admin:consents_handover_change", args=(handover.pk,))
    assert "Object to the change" in signed_in(manager).get(theirs).text
    signed_in(manager).post(step("object", handover.pk), {"objection": "We still run the gate."})
    assert "We still run the gate." in signed_in(second_moderator).get(theirs).text
    signed_in(second_moderator).post(step("decline", handover.pk))
    assert answers_for(venue) == venue.operator


def test_who_is_to_answer_sees_it_once_it_is_done(signed_in, moderator, venue, taker):
    head = UserFactory()
    MembershipFactory(user=head, organisation=taker, role=Role.MANAGER)
    handover = proposed(signed_in, moderator, venue, taker)
    page = reverse("admin:consents_handover_change", args=(handover.pk,))
    assert signed_in(head).get(page).status_code == 302
    assert signed_in(head).post(step("object", handover.pk)).status_code == 404
    handovers.confirm(handover=handover, by=UserFactory())
    assert signed_in(head).get(page).status_code == 200
    assert signed_in(head).post(step("object", handover.pk)).status_code == 403


def test_a_manager_of_no_side_sees_nothing(signed_in, moderator, venue, taker):
    outsider = UserFactory()
    MembershipFactory(user=outsider, organisation=OrganisationFactory(), role=Role.MANAGER)
    handover = proposed(signed_in, moderator, venue, taker)
    page = reverse("admin:consents_handover_change", args=(handover.pk,))
    assert signed_in(outsider).get(page).status_code == 302


# --- the way back ---------------------------------------------------------------------------------


def test_one_moderator_puts_it_back(signed_in, moderator, venue, taker, case, operator):
    Venue.objects.filter(pk=venue.pk).update(contact_email="gate@old.example")
    handover = handed_over(venue, operator=taker)
    assert not RightsRequest.objects.of_operator(operator).exists()
    signed_in(moderator).post(step("undo", handover.pk))
    assert answers_for(venue) == venue.operator
    assert Venue.objects.get(pk=venue.pk).contact_email == "gate@old.example"
    assert RightsRequest.objects.of_operator(operator).get() == case


def test_a_merge_is_put_back_with_peoples_lists(moderator, venue, resident, stranger, taker):
    other = VenueFactory(operator=taker)
    moved = HoldingFactory(resident=resident, venue=venue)
    double = HoldingFactory(resident=stranger, venue=venue)
    HoldingFactory(resident=stranger, venue=other)
    handover = handed_over(venue, into=other)
    assert Holding.objects.get(pk=moved.pk).venue == other
    assert Holding.objects.get(pk=double.pk).ended_at is not None
    handovers.undo(handover=handover, by=moderator)
    moved.refresh_from_db()
    double.refresh_from_db()
    assert (moved.venue, double.venue, double.ended_at) == (venue, venue, None)
    assert Venue.objects.get(pk=venue.pk).status == VenueStatus.CLAIMED


def test_it_is_put_back_once_in_time_and_only_while_nothing_else_changed(moderator, venue, taker):
    handover = handed_over(venue, operator=taker)
    Handover.objects.update(decided_at=timezone.now() - UNDO - timedelta(minutes=1))
    with pytest.raises(HandoverRefused, match="30 days"):
        handovers.undo(handover=handover, by=moderator)
    Handover.objects.update(decided_at=timezone.now())
    handed_over(venue, operator=OrganisationFactory())
    with pytest.raises(HandoverRefused, match="changed since"):
        handovers.undo(handover=handover, by=moderator)


def test_a_merge_touches_no_other_entry_and_is_put_back_as_it_was(moderator, resident, stranger):
    venue, other, aside = (VenueFactory(operator=None, status="verified") for _each in range(3))
    Venue.objects.filter(pk=aside.pk).update(contact_email="aside@old.example")
    once = HoldingFactory(resident=resident, venue=venue, ended_at=timezone.now())
    before = HoldingFactory(resident=stranger, venue=other, ended_at=timezone.now())
    again = HoldingFactory(resident=stranger, venue=venue)
    elsewhere = HoldingFactory(resident=stranger, venue=aside, ended_at=timezone.now())
    handover = handed_over(venue, into=other)
    assert Holding.objects.get(pk=once.pk).venue == venue, "what had ended stays where it was"
    assert Holding.objects.get(pk=again.pk).ended_at is None, "an ended entry is no double"
    handover.refresh_from_db()
    assert set(handover.before["venues"]) == {str(venue.pk)}
    handovers.undo(handover=handover, by=moderator)
    assert Holding.objects.get(pk=again.pk).venue == venue
    for kept in (once, before, elsewhere):
        assert Holding.objects.get(pk=kept.pk).ended_at is not None
    assert Venue.objects.get(pk=aside.pk).contact_email == "aside@old.example"
    assert Venue.objects.get(pk=other.pk).merged_into is None


def test_a_proposal_that_was_decided_is_shown_as_open_no_more(signed_in, moderator, venue, taker):
    handover = proposed(signed_in, moderator, venue, taker)
    page = reverse("admin:consents_venue_change", args=(venue.pk,))
    assert signed_in(moderator).get(page).context["proposed"] == handover
    Handover.objects.update(state="declined", decided_by=moderator, decided_at=timezone.now())
    assert signed_in(moderator).get(page).context["proposed"] is None


def test_only_an_operator_can_be_named(signed_in, moderator, venue, ngo, taker):
    assert proposed(signed_in, moderator, venue, ngo) is None
    page = signed_in(moderator).get(reverse("admin:consents_venue_change", args=(venue.pk,)))
    offered = page.context["claim_form"].fields["operator"].queryset
    assert taker in offered
    assert ngo not in offered
    with pytest.raises(HandoverRefused, match="operates no places"):
        handovers.propose(venue=venue, operator=ngo, reason="x", by=moderator)
    with pytest.raises(HandoverRefused, match="operates no places"):
        claim_venue(venue=venue, operator=ngo, by=moderator)


def test_who_has_a_request_under_way_there_hears_and_nobody_else(venue, taker, resident, case):
    elsewhere, gone, closed = (UserFactory() for _each in range(3))
    filed_request(resident=elsewhere, venue=VenueFactory())
    filed_request(resident=gone, venue=venue)
    gone.is_active = False
    gone.save()
    withdraw(case=filed_request(resident=closed, venue=venue), by=closed)
    handed_over(venue, operator=taker)
    told = Notification.objects.filter(audience="resident", kind="handover")
    assert [one.address for one in told] == [resident.email]
