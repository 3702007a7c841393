"""15. Faces offered for sale: no venue at first; then everybody is told, and the clock of the breach runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app.models import Incident
from tests.scenarios.steps import refused

SEEN = "2026-11-01T08:30"
WHAT = "A seller in a chat group offers ten thousand photographs with names and building numbers."
MEASURES = "The server is off. Change your gate code; beware of calls that know your name."


@pytest.fixture
def gate(place, stranger, guardian):
    gate = place("residential_compound", name="Clearwater Gardens")
    stranger.registers(gate, "made_to")
    guardian.registers(gate, "consented")
    return gate


def test_an_incident_without_a_venue_is_confirmed_and_everybody_concerned_is_told(
    resident, stranger, guardian, moderator, operator, gate, mailoutbox
):
    incident = resident.reports_faces_for_sale(WHAT, SEEN)
    assert (incident.venue, incident.state) == (None, "reported")
    assert stranger.browser.get(f"/requests/incidents/{incident.pk}").status_code == 404
    assert mailoutbox == []

    assert WHAT in moderator.reads("admin:requests_app_incident_change", incident.pk)
    assert "being told" in moderator.confirms(incident, gate, MEASURES)

    told = {address for mail in mailoutbox for address in mail.to}
    assert told == {stranger.user.email, guardian.user.email}
    assert all(str(incident.pk) in mail.body for mail in mailoutbox)
    page = stranger.reads("requests:incident", incident.pk)
    for words in (WHAT, MEASURES, "Clearwater Gardens", "Take remedial measures at once"):
        assert words in page
    assert "within 4 hours" in page
    assert "not recorded as done" in page  # the four hours have passed
    assert stranger.files(gate, "access", "deletion")


def test_without_a_place_nobody_can_be_told(resident, moderator, gate, mailoutbox):
    incident = resident.reports_faces_for_sale(WHAT, SEEN)
    page = moderator.submits("admin:requests_app_incident_confirm", incident.pk, measures=MEASURES)

    assert "without it nobody can be told" in page
    incident.refresh_from_db()
    assert incident.state == "reported"
    assert mailoutbox == []


def test_a_rumour_is_dismissed_and_tells_nobody(resident, moderator, gate, mailoutbox):
    incident = resident.reports_faces_for_sale("I heard something.", SEEN)
    moderator.dismisses(incident)
    incident.refresh_from_db()
    assert incident.state == "dismissed"
    moderator.confirms(incident, gate, "")
    incident.refresh_from_db()
    assert incident.state == "dismissed"
    assert mailoutbox == []


def test_the_operator_announces_a_breach_itself_and_records_that_it_told_the_authority(
    manager, stranger, gate, mailoutbox
):
    day = (timezone.localdate() - timedelta(days=1)).isoformat()  # nine in the morning is past
    manager.announces_a_breach(gate, "A server was copied.", MEASURES, day)
    incident = Incident.objects.get()
    assert (incident.kind, incident.state) == ("breach", "confirmed")
    assert len(mailoutbox) == 2

    desk = manager.reads("admin:requests_app_incident_change", incident.pk)
    assert "2 people have registered this venue" in desk
    assert "We have told the authority" in desk
    manager.submits("admin:requests_app_incident_authority_told", incident.pk)
    assert "not recorded as done" not in stranger.reads("requests:incident", incident.pk)
    incident.refresh_from_db()
    assert incident.authority_told_at is not None


def test_what_is_being_checked_is_shown_to_no_venue(resident, manager, operator, other_operator):
    incident = resident.reports_faces_for_sale(WHAT, SEEN)
    address = f"/admin/requests_app/incident/{incident.pk}"
    for person in (manager, operator):
        assert person.browser.get(f"{address}/change/", follow=True).status_code == 200
        assert WHAT not in person.browser.get(f"{address}/change/", follow=True).content.decode()
        assert person.browser.post(f"{address}/dismiss/").status_code in (403, 404)
    incident.refresh_from_db()
    assert incident.state == "reported"


def test_only_a_manager_announces_for_the_venue(operator, gate):
    assert operator.browser.get("/admin/requests_app/incident/add/").status_code == 403


def test_a_collection_that_belongs_to_no_place_can_still_be_asked_about(resident, place):
    trade = place("data_trade", custodian="unknown")
    trade.operator, trade.status = None, "verified"
    trade.save()
    case = resident.files(trade, "deletion")
    assert resident.sees(case)["clock"] == "running"
    with refused("request.not_possible_now"):
        resident.accepts(case)
