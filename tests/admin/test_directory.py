"""Moderators keep the directory; managers keep their organisation."""

import pytest
from django.urls import reverse

from accounts.models import ApiToken, AuditEvent, Membership, Organisation, User
from accounts.models.token import digest_of
from consents.models import FaceSystem, VenueStatus
from consents.models.venue import VenueFacts
from consents.services import accept_report, merge_venue, report_sighting, report_venue
from tests.factories import VenueFactory, filed_request


@pytest.fixture
def sighting(resident):
    facts = VenueFacts(name="Toilet", kind="public_toilet", jurisdiction="CN", city="Hangzhou")
    venue = report_venue(facts=facts, purpose="paper", text="A camera at the paper.", by=resident)
    return venue.reports.get()


def body(response):
    return response.content.decode()


def change(model, pk):
    return reverse(f"admin:{model}_change", args=(pk,))


# --- moderators ---------------------------------------------------------------------------------


def test_a_moderator_finds_what_to_check_and_accepts_it(signed_in, moderator, sighting):
    client = signed_in(moderator)
    assert "Sightings to check" in body(client.get(reverse("admin:index")))
    page = body(client.get(change("consents_venuereport", sighting.pk)))
    assert "A camera at the paper." in page
    assert sighting.reporter.email not in page
    client.post(reverse("admin:consents_venuereport_accept", args=(sighting.pk,)))
    sighting.refresh_from_db()
    assert (sighting.state, sighting.venue.status) == ("accepted", VenueStatus.VERIFIED)


def test_a_sighting_that_cannot_be_confirmed(signed_in, moderator, sighting):
    client = signed_in(moderator)
    client.post(reverse("admin:consents_venuereport_reject", args=(sighting.pk,)))
    again = client.post(
        reverse("admin:consents_venuereport_accept", args=(sighting.pk,)), follow=True
    )
    assert "decided on it already" in body(again)
    sighting.refresh_from_db()
    assert (sighting.state, sighting.venue.status) == ("rejected", VenueStatus.UNCONFIRMED)


def test_what_cannot_be_confirmed_leaves_the_directory_and_whoever_filed_goes_on(
    signed_in, client, api, moderator, resident, stranger, sighting
):
    place = sighting.venue
    case = filed_request(resident=resident, venue=place)
    shown = client.get(place.get_absolute_url()).text
    assert "Nobody has checked it" in shown
    assert 'content="noindex"' in shown
    assert place.slug not in client.get("/sitemap.xml").text
    signed_in(moderator).post(reverse("admin:consents_venuereport_reject", args=(sighting.pk,)))
    assert place.name not in client.get(reverse("consents:venue_list")).text
    slugs = [row["slug"] for row in api(stranger).get("/api/v1/venues").json()["results"]]
    assert place.slug not in slugs
    assert signed_in(resident).get(case.get_absolute_url()).status_code == 200
    assert filed_request(resident=stranger, venue=place).reference


def test_a_place_that_several_have_seen_is_not_struck_out_by_one_rejection(
    signed_in, moderator, stranger, sighting
):
    report_sighting(venue=sighting.venue, text="I saw it, too.", by=stranger)
    client = signed_in(moderator)
    client.post(reverse("admin:consents_venuereport_reject", args=(sighting.pk,)))
    sighting.refresh_from_db()
    assert sighting.venue.status == VenueStatus.REPORTED


def test_a_merged_entry_comes_back_by_no_report(moderator, sighting, venue):
    merge_venue(
        venue=sighting.venue, into=VenueFactory(operator=None, status="verified"), by=moderator
    )
    accept_report(report=sighting, by=moderator)
    sighting.venue.refresh_from_db()
    assert sighting.venue.status == VenueStatus.MERGED


def test_nobody_else_decides_on_sightings(signed_in, operator, manager, sighting):
    for user in (operator, manager):
        client = signed_in(user)
        address = reverse("admin:consents_venuereport_accept", args=(sighting.pk,))
        assert client.post(address).status_code == 404
    sighting.refresh_from_db()
    assert sighting.state == "open"


def test_an_operator_is_recorded_and_two_entries_become_one(
    signed_in, moderator, sighting, operator_organisation, venue
):
    client = signed_in(moderator)
    copy = sighting.venue
    assert "The same place twice" in body(client.get(change("consents_venue", copy.pk)))
    claim = {"operator": str(operator_organisation.pk)}
    client.post(reverse("admin:consents_venue_claim", args=(copy.pk,)), claim)
    copy.refresh_from_db()
    assert copy.operator == operator_organisation
    client.post(reverse("admin:consents_venue_merge", args=(copy.pk,)), {"into": str(venue.pk)})
    copy.refresh_from_db()
    assert (copy.status, copy.merged_into) == (VenueStatus.MERGED, venue)


def test_a_manager_neither_claims_nor_merges(signed_in, manager, venue):
    client = signed_in(manager)
    other = VenueFactory(city=venue.city)
    merge = reverse("admin:consents_venue_merge", args=(venue.pk,))
    assert client.post(merge, {"into": str(other.pk)}).status_code == 403
    assert client.post(reverse("admin:consents_venue_claim", args=(other.pk,))).status_code == 404


def test_a_manager_says_how_to_be_reached_but_not_where_the_venue_lies(signed_in, manager, venue):
    client = signed_in(manager)
    system = venue.systems.get()
    data = {
        "name": "Renamed",
        "city": "Elsewhere",
        "name_en": "North Gate",
        "contact_email": "gate@operator.test",
        "systems-TOTAL_FORMS": "1",
        "systems-INITIAL_FORMS": "1",
        "systems-0-id": str(system.pk),
        "systems-0-venue": str(venue.pk),
        "systems-0-purpose": "opens the gate",
        "systems-0-lawful_basis": "consent",
        "systems-0-custodian": "device",
        "systems-0-alternative": "key card",
        "systems-0-in_use": "on",
        "impact_statements-TOTAL_FORMS": "1",
        "impact_statements-INITIAL_FORMS": "0",
        "impact_statements-0-venue": str(venue.pk),
        "impact_statements-0-title": "Assessment of the east gate",
        "impact_statements-0-made_on": "2026-01-05",
        "impact_statements-0-filed_on": "2026-02-01",
        "impact_statements-0-filed_with": "Cyberspace office of the province",
        "impact_statements-0-url": "https://gate.example/assessment",
    }
    response = client.post(change("consents_venue", venue.pk), data)
    assert response.status_code == 302
    venue.refresh_from_db()
    assert (venue.name, venue.name_en, venue.city) == ("Compound Gate", "North Gate", "Hangzhou")
    assert FaceSystem.objects.get().alternative == "key card"
    public = client.get(venue.get_absolute_url(), headers={"accept-language": "en"}).text
    assert "Assessment of the east gate" in public
    assert "filed with Cyberspace office of the province on" in public
    assert client.get(f"/api/v1/venues/{venue.slug}").json()["impact_statements"][0]["url"] == (
        "https://gate.example/assessment"
    )
    assert AuditEvent.objects.filter(kind="venue.changed").exists()


def test_a_responder_reads_the_own_venue_and_changes_nothing(
    signed_in, operator, venue, other_venue
):
    client = signed_in(operator)
    assert client.get(change("consents_venue", venue.pk)).status_code == 200
    assert client.post(change("consents_venue", venue.pk), {"name_en": "X"}).status_code == 403
    assert client.get(change("consents_venue", other_venue.pk)).status_code == 302


# --- managers -----------------------------------------------------------------------------------


def test_a_manager_gives_and_takes_roles(signed_in, manager, operator_organisation):
    client = signed_in(manager)
    add = reverse("admin:accounts_membership_add")
    data = {"organisation": str(operator_organisation.pk), "email": "new@example.test"}
    client.post(add, data | {"role": "responder"})
    given = Membership.objects.get(user__email="new@example.test")
    assert not given.user.has_usable_password()
    client.post(reverse("admin:accounts_membership_delete", args=(given.pk,)), {"post": "yes"})
    assert not Membership.objects.filter(pk=given.pk).exists()
    assert AuditEvent.objects.filter(kind__startswith="membership.").count() == 2


def test_the_last_manager_stays(signed_in, manager):
    client = signed_in(manager)
    mine = manager.memberships.get()
    address = reverse("admin:accounts_membership_delete", args=(mine.pk,))
    html = body(client.post(address, {"post": "yes"}, follow=True))
    assert "last manager" in html
    assert Membership.objects.filter(pk=mine.pk).exists()


def test_a_role_of_another_kind_of_organisation_is_refused(
    signed_in, manager, operator_organisation
):
    data = {"organisation": str(operator_organisation.pk), "email": "a@b.test", "role": "moderator"}
    response = signed_in(manager).post(reverse("admin:accounts_membership_add"), data)
    assert response.status_code == 200
    assert not User.objects.filter(email="a@b.test").exists()


def test_a_manager_reaches_no_other_organisation(signed_in, manager, ngo):
    client = signed_in(manager)
    assert client.get(change("accounts_organisation", ngo.pk)).status_code == 302
    data = {"organisation": str(ngo.pk), "email": "a@b.test", "role": "analyst"}
    client.post(reverse("admin:accounts_membership_add"), data)
    assert not Membership.objects.filter(organisation=ngo).exists()
    assert ngo.name not in body(client.get(reverse("admin:accounts_organisation_changelist")))


def test_a_responder_manages_nobody(signed_in, operator):
    client = signed_in(operator)
    for name in (
        "accounts_membership_add",
        "accounts_membership_changelist",
        "accounts_apitoken_add",
    ):
        assert client.get(reverse(f"admin:{name}")).status_code == 403, name


def test_a_token_is_shown_once_and_revoked(signed_in, analyst, ngo):
    client = signed_in(analyst)
    data = {"organisation": str(ngo.pk), "name": "weekly", "scope": "export", "days": "90"}
    response = client.post(reverse("admin:accounts_apitoken_add"), data)
    secret = response.context["secret"]
    token = ApiToken.objects.get()
    assert secret in body(response)
    assert token.digest == digest_of(secret)
    assert secret not in body(client.get(change("accounts_apitoken", token.pk)))
    client.post(reverse("admin:accounts_apitoken_revoke", args=(token.pk,)))
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_token_of_another_organisation_is_neither_made_nor_revoked(
    signed_in, analyst, ngo, manager, operator_organisation
):
    data = {
        "organisation": str(operator_organisation.pk),
        "name": "x",
        "scope": "respond",
        "days": "90",
    }
    signed_in(analyst).post(reverse("admin:accounts_apitoken_add"), data)
    assert not ApiToken.objects.exists()
    own = {"organisation": str(ngo.pk), "name": "weekly", "scope": "export", "days": "90"}
    signed_in(analyst).post(reverse("admin:accounts_apitoken_add"), own)
    token = ApiToken.objects.get()
    revoke = reverse("admin:accounts_apitoken_revoke", args=(token.pk,))
    assert signed_in(manager).post(revoke).status_code == 404


def test_staff_add_an_organisation(signed_in, db):
    from tests.factories import UserFactory

    client = signed_in(UserFactory(is_staff=True))
    data = {"name": "New Operator", "kind": "operator", "contact_email": "a@b.test"}
    client.post(reverse("admin:accounts_organisation_add"), data)
    assert Organisation.objects.get().name == "New Operator"
    assert AuditEvent.objects.filter(kind="organisation.added").exists()
