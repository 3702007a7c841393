"""The directory, the register and the consents over the API."""

import pytest

from consents.models import Consent, Holding, Purpose, Venue, VenueStatus
from consents.selectors import has_consent
from tests.factories import DependantFactory, FaceSystemFactory, HoldingFactory, VenueFactory

pytestmark = pytest.mark.django_db


def names(answer):
    return [row["name"] for row in answer.json()["results"]]


# --- venues -----------------------------------------------------------------------------------


def test_anybody_may_look_before_walking_in(api, venue):
    answer = api().get(f"/api/v1/venues/{venue.slug}")

    assert answer.status_code == 200
    assert answer.json()["name"] == "Compound Gate"
    assert answer.json()["systems"][0]["purpose"] == "opens the gate"
    assert answer.json()["operator"] == "Gate Company"
    assert "contact_email" not in answer.json()


def test_the_directory_is_searched_and_filtered(api, venue, other_venue):
    VenueFactory(name="North Hospital", kind="hospital", city="Ningbo")

    assert names(api().get("/api/v1/venues", {"q": "gate"})) == ["Compound Gate"]
    assert names(api().get("/api/v1/venues", {"city": "Ningbo"})) == ["North Hospital"]
    assert names(api().get("/api/v1/venues", {"kind": "park_entry"})) == ["Zoo"]
    assert api().get("/api/v1/venues", {"kind": "castle"}).status_code == 400


def test_the_directory_comes_in_pages_that_end(api, db):
    VenueFactory.create_batch(5)
    seen, url = [], "/api/v1/venues?limit=2"
    while url:
        answer = api().get(url)
        seen += names(answer)
        url = answer.json()["next"]

    assert sorted(seen) == sorted(Venue.objects.values_list("name", flat=True))
    assert api().get("/api/v1/venues?cursor=nonsense").status_code == 400


@pytest.mark.parametrize("limit", ["0", "-1", "abc", "1.5", "", "٣", "9" * 5000])
def test_a_limit_that_is_no_number_of_rows_is_told(api, venue, limit):
    answer = api().get("/api/v1/venues", {"limit": limit})
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "limit")


def test_a_page_has_at_most_a_hundred_rows(api, db):
    VenueFactory.create_batch(101)
    assert len(names(api().get("/api/v1/venues?limit=1000"))) == 100


def test_the_directory_takes_three_queries_whatever_its_length(api, django_assert_num_queries, db):
    for venue in VenueFactory.create_batch(12):
        FaceSystemFactory(venue=venue)
    client = api()
    with django_assert_num_queries(3):
        assert len(names(client.get("/api/v1/venues"))) == 12


def test_a_merged_entry_says_into_which_one(api, venue, other_venue):
    other_venue.status, other_venue.merged_into = VenueStatus.MERGED, venue
    other_venue.save()

    assert api().get("/api/v1/venues/zoo").json()["merged_into"] == venue.slug
    assert names(api().get("/api/v1/venues")) == ["Compound Gate"]


def test_a_resident_reports_a_place_that_is_not_listed(api, resident):
    report = {
        "name": "South Gate",
        "kind": "residential_compound",
        "jurisdiction": "CN",
        "city": "Hangzhou",
        "purpose": "opens the gate",
        "text": "a camera beside the door",
    }
    answer = api(resident).post("/api/v1/venues", report)
    venue = Venue.objects.get()

    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/venues/{venue.slug}"
    assert venue.status == VenueStatus.REPORTED
    assert venue.time_zone == "Asia/Shanghai"
    assert api().post("/api/v1/venues", report).status_code == 401
    nowhere = api(resident).post("/api/v1/venues", report | {"jurisdiction": "XX"})
    assert nowhere.json()["errors"][0]["pointer"] == "#/jurisdiction"


def test_places_are_named_in_the_language_asked_for(api, db):
    def name(language):
        places = api().get("/api/v1/jurisdictions", headers={"accept-language": language}).json()
        return next(place["name"] for place in places if place["code"] == "CN")

    assert name("en") != name("zh-hans")


# --- the register -----------------------------------------------------------------------------


def test_a_resident_records_reads_and_ends_a_holding(api, resident, venue):
    client = api(resident)
    made = client.post("/api/v1/holdings", {"venue": venue.slug, "how": "made_to"})

    assert made.status_code == 201
    assert client.get(made["Location"]).json() == made.json()
    assert client.delete(made["Location"]).status_code == 204
    assert client.get(made["Location"]).status_code == 404
    assert client.get("/api/v1/holdings").json()["results"] == []


def test_a_guardian_records_for_their_own_child_only(api, guardian, child, venue):
    body = {"venue": venue.slug, "how": "made_to"}
    own = api(guardian).post("/api/v1/holdings", body | {"child": str(child.pk)})
    others = api(guardian).post("/api/v1/holdings", body | {"child": str(DependantFactory().pk)})

    assert own.json()["child"] == str(child.pk)
    assert others.status_code == 400
    assert others.json()["errors"][0]["pointer"] == "#/child"


def test_a_register_is_nobody_elses_business(api, stranger, operator):
    holding = HoldingFactory()

    for person in (stranger, operator):
        assert api(person).get(f"/api/v1/holdings/{holding.pk}").status_code == 404
        assert api(person).delete(f"/api/v1/holdings/{holding.pk}").status_code == 404
    assert Holding.objects.get().ended_at is None


def test_a_system_of_another_venue_is_refused(api, resident, venue):
    system = FaceSystemFactory()
    body = {"venue": venue.slug, "how": "made_to", "system": str(system.pk)}
    answer = api(resident).post("/api/v1/holdings", body)

    assert answer.json()["errors"][0]["pointer"] == "#/system"


def test_the_register_takes_one_query_whatever_its_length(api, resident, django_assert_num_queries):
    HoldingFactory.create_batch(6, resident=resident)
    client = api(resident)
    client.get("/api/v1/holdings")
    with django_assert_num_queries(4):  # session, person, memberships, the list
        assert len(client.get("/api/v1/holdings").json()["results"]) == 6


# --- consents ---------------------------------------------------------------------------------


def test_consent_names_the_notice_that_was_read(api, resident, notices):
    client = api(resident)
    purposes = {row["purpose"]: row for row in client.get("/api/v1/consents").json()}
    notice = purposes["face_comparison"]["notice"]
    assert notice["text"] == "Notice face_comparison"

    without = client.post("/api/v1/consents", {"purpose": "face_comparison"})
    given = client.post("/api/v1/consents", {"purpose": "face_comparison", "notice": notice["id"]})

    assert without.status_code == 400
    assert given.status_code == 201
    assert given.json()["given"] is True
    assert Consent.objects.get().channel == "api"


def test_words_that_have_changed_must_be_read_again(api, resident, notices):
    from accounts.core.actors import SYSTEM
    from consents.services import publish_notice

    old = notices[Purpose.FACE_COMPARISON]
    publish_notice(
        purpose=Purpose.FACE_COMPARISON, text_zh_hans="新", text_en="New words", by=SYSTEM
    )
    answer = api(resident).post(
        "/api/v1/consents", {"purpose": "face_comparison", "notice": str(old.pk)}
    )

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/notice.outdated")
    assert not has_consent(resident, Purpose.FACE_COMPARISON)


def test_the_notice_of_another_purpose_is_no_consent(api, resident, notices):
    other = notices[Purpose.RESEARCH_EXPORT]
    answer = api(resident).post(
        "/api/v1/consents", {"purpose": "face_comparison", "notice": str(other.pk)}
    )

    assert answer.status_code == 409
    assert not Consent.objects.exists()


def test_consent_is_withdrawn_and_the_history_keeps_both_acts(api, resident, consent_of):
    consent_of(resident)
    client = api(resident)
    answer = client.post("/api/v1/consents/face_comparison/withdraw")
    acts = client.get("/api/v1/consents/history").json()["results"]

    assert answer.json()["given"] is False
    assert [act["action"] for act in acts] == ["withdrawn", "given"]
    assert client.post("/api/v1/consents/world_peace/withdraw").status_code == 404


def test_without_a_notice_nobody_is_asked(api, resident):
    answer = api(resident).get("/api/v1/consents")

    assert answer.status_code == 503
    assert answer.json()["type"].endswith("/notice.missing")


def test_a_notice_can_be_read_by_anybody_in_both_languages(api, notices):
    url = f"/api/v1/notices/{notices[Purpose.FACE_COMPARISON].pk}"

    assert api().get(url, headers={"accept-language": "en"}).json()["text"].startswith("Notice")
    assert api().get(url, headers={"accept-language": "zh-hans"}).json()["text"].startswith("告知")


# --- people -----------------------------------------------------------------------------------


def test_a_person_changes_their_own_entry(api, resident):
    answer = api(resident).patch("/api/v1/me", {"display_name": "Lin Yi"})

    assert answer.json()["display_name"] == "Lin Yi"
    assert answer.json()["locale"] == "en"
    minor = api(resident).patch("/api/v1/me", {"birth_band": "under_14"})
    assert minor.status_code == 422
    assert minor.json()["detail"].startswith("A parent or guardian")


def test_a_guardian_adds_and_removes_a_child(api, guardian, stranger):
    client = api(guardian)
    body = {"display_name": "Mei", "birth_band": "under_14"}
    made = client.post("/api/v1/children", body)

    assert made.status_code == 201
    assert api(stranger).delete(made["Location"]).status_code == 404
    assert client.delete(made["Location"]).status_code == 204
    assert client.get("/api/v1/children").json()["results"] == []


def test_an_app_knows_what_may_be_asked_for_and_until_when(api, resident, venue):
    told = (
        api().get(f"/api/v1/venues/{venue.slug}/rights", headers={"accept-language": "en"}).json()
    )
    deletion = next(each for each in told if each["right"] == "deletion")
    filed = api(resident).post(
        "/api/v1/requests", {"venue": venue.slug, "rights": [each["right"] for each in told[:1]]}
    )
    assert deletion["name"] == "Deletion"
    assert deletion["sentence"]
    assert filed.json()["due_on"] == told[0]["due_on"]
