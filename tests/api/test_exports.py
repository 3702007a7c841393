"""What NGOs may take: rows that single nobody out, with the proof that nothing was left out."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import jwt
import pytest
import time_machine
from rest_framework.test import APIClient

from accounts.core.actors import SYSTEM
from accounts.models.token import TokenScope
from accounts.services.tokens import create_token
from consents.models import Purpose
from consents.services import withdraw_consent
from requests_app import receipts
from requests_app.law.rights import Right
from requests_app.models import ExportBatch, ExportSnapshot, ReleasedRow
from requests_app.publishing import export_pages
from requests_app.publishing.releases import batch_digest, release_due
from requests_app.services import filing
from tests.attesting import seen_by_two
from tests.factories import UserFactory, VenueFactory, filed_request

pytestmark = pytest.mark.django_db

URL = "/api/v1/exports/requests"
MAY = datetime(2026, 5, 12, 4, tzinfo=UTC)
JUNE = datetime(2026, 6, 3, 4, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 3, 4, tzinfo=UTC)
MEMBERS = (
    "city",
    "disputed",
    "extended",
    "filed",
    "identity",
    "jurisdiction",
    "outcome",
    "overdue",
    "refusal_codes",
    "released",
    "response_days",
    "rights",
    "row",
    "venue_kind",
)


@pytest.fixture
def taker(ngo, analyst):
    """A program of the NGO, with its export token."""
    _token, secret = create_token(
        organisation=ngo,
        name="nightly",
        scope=TokenScope.EXPORT,
        valid_for=timedelta(days=366),
        owner=analyst,
        by=SYSTEM,
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


@pytest.fixture
def file_many(consent_of):
    """`file_many(count, venue)`: as many residents who consent to research each file a deletion."""

    def file(count, venue, *, consent=True, at=MAY, **claim):
        cases = []
        with time_machine.travel(at, tick=False):
            for _unused in range(count):
                person = UserFactory()
                if consent:
                    consent_of(person, Purpose.RESEARCH_EXPORT)
                cases.append(filed_request(resident=person, venue=venue, **claim))
        return cases

    return file


def withdraw_all(cases, at=MAY):
    with time_machine.travel(at + timedelta(days=1), tick=False):
        for case in cases:
            filing.withdraw(case=case, by=case.resident)


def released(at=JUNE):
    with time_machine.travel(at, tick=False):
        return release_due()


def take(client, **query):
    answer = client.get(URL, query)
    assert answer.status_code == 200, answer.content
    body = b"".join(answer.streaming_content)
    return answer, [json.loads(line) for line in body.splitlines()], body


def manifest_of(answer):
    token = answer["Saveface-Manifest"]
    header = jwt.get_unverified_header(token)
    assert header["typ"] == export_pages.MANIFEST_TYPE
    key = next(k for k in receipts.published_keys()["keys"] if k["kid"] == header["kid"])
    return jwt.decode(token, jwt.PyJWK(key, algorithm="EdDSA"), algorithms=["EdDSA"])


def test_k_residents_who_look_alike_are_given_and_fewer_are_not(taker, file_many, venue):
    withdraw_all(file_many(5, venue))
    withdraw_all(file_many(4, VenueFactory(kind="hospital", city="Xi'an", jurisdiction="EU-DE")))
    batch = released()

    _answer, rows, _body = take(taker)

    assert (batch.rows, batch.suppressed, batch.k) == (5, 4, 5)
    assert {(row["venue_kind"], row["city"]) for row in rows} == {
        ("residential_compound", "Hangzhou")
    }


def test_a_row_says_what_happened_and_nothing_of_a_person(taker, file_many, venue):
    cases = file_many(5, venue, claimant_name="Lin Yi", claim_details="member 4711")
    withdraw_all(cases)
    released()

    _answer, rows, body = take(taker)

    assert {tuple(sorted(row)) for row in rows} == {MEMBERS}
    text = body.decode()
    for case in cases:
        known = (case.reference, str(case.pk), case.resident.email, str(case.resident_id))
        assert not any(value in text for value in (*known, "Lin Yi", "4711", case.venue.name))


def test_only_consenting_residents_are_counted_and_given(taker, file_many, venue):
    withdraw_all(file_many(4, venue))
    withdraw_all(file_many(9, venue, consent=False))
    batch = released()

    assert (batch.rows, batch.suppressed) == (0, 4)


def test_consent_to_something_else_is_no_consent_to_research(file_many, venue, consent_of):
    cases = file_many(9, venue, consent=False)
    with time_machine.travel(MAY, tick=False):
        for case in cases:
            consent_of(case.resident, Purpose.FACE_COMPARISON)
    withdraw_all(cases)
    batch = released()
    assert (batch.rows, batch.suppressed) == (0, 0)


def test_what_is_withdrawn_later_for_one_purpose_stays_given_for_another(
    file_many, venue, consent_of
):
    cases = file_many(5, venue)
    with time_machine.travel(MAY + timedelta(hours=1), tick=False):
        for case in cases:
            consent_of(case.resident, Purpose.FACE_COMPARISON)
            withdraw_consent(resident=case.resident, purpose=Purpose.FACE_COMPARISON, language="en")
    withdraw_all(cases)
    assert released().rows == 5


def test_five_requests_of_one_resident_are_one_resident(taker, file_many, venue, consent_of):
    cases = file_many(1, venue)
    with time_machine.travel(MAY, tick=False):
        for _unused in range(6):
            cases.append(filed_request(resident=cases[0].resident, venue=venue))
    withdraw_all(cases)

    assert released().rows == 0


def test_drafts_and_requests_for_children_are_never_exported(file_many, venue, consent_of):
    from requests_app.services.filing import Claim, open_draft
    from tests.factories import DependantFactory

    with time_machine.travel(MAY, tick=False):
        for _unused in range(6):
            parent = UserFactory()
            consent_of(parent, Purpose.RESEARCH_EXPORT)
            open_draft(claim=Claim(venue=venue, rights=(Right.DELETION,)), by=parent)
            filed_request(resident=parent, venue=venue, dependant=DependantFactory(guardian=parent))
    batch = released(OCTOBER)

    assert (batch.rows, batch.suppressed) == (0, 0)


def test_the_running_month_is_not_exported(file_many, venue):
    withdraw_all(file_many(6, venue, at=JUNE - timedelta(days=1)), at=JUNE - timedelta(days=1))

    assert released(JUNE).rows == 0


def test_silence_is_exported_after_the_wait(taker, file_many, venue):
    file_many(5, venue)
    assert released(JUNE).rows == 0

    assert released(OCTOBER).rows == 5
    _answer, rows, _body = take(taker)
    assert {(row["outcome"], row["overdue"]) for row in rows} == {("pending", True)}


def test_cities_are_made_coarser_before_rows_are_held_back(taker, file_many):
    for city in ("Hangzhou", "Ningbo"):
        withdraw_all(file_many(3, VenueFactory(city=city)))
    batch = released()

    _answer, rows, _body = take(taker)

    assert (batch.rows, batch.suppressed) == (6, 0)
    assert {row["city"] for row in rows} == {None}


def test_each_batch_is_k_anonymous_by_itself(taker, file_many, venue):
    withdraw_all(file_many(5, venue))
    assert released(JUNE).rows == 5
    # One who ends a month later would stand out in the difference of two exports.
    withdraw_all(file_many(1, venue), at=JUNE)
    assert released(JUNE + timedelta(days=30)).rows == 0

    withdraw_all(file_many(4, venue), at=JUNE + timedelta(days=30))
    assert released(JUNE + timedelta(days=60)).rows == 5


def test_a_month_is_released_once(file_many, venue):
    withdraw_all(file_many(5, venue))

    assert released(JUNE).month == date(2026, 5, 1)
    assert released(JUNE) is None
    assert ReleasedRow.objects.count() == 5


def test_pages_follow_one_another_and_end(taker, file_many, venue):
    withdraw_all(file_many(7, venue))
    released()

    first, rows, _body = take(taker, limit=3)
    second, more, _body = take(taker, limit=3, after=manifest_of(first)["until"])
    third, last, _body = take(taker, limit=3, after=manifest_of(second)["until"])
    fourth, none, _body = take(taker, after=manifest_of(third)["until"])

    assert [len(rows), len(more), len(last), len(none)] == [3, 3, 1, 0]
    assert len({row["row"] for row in rows + more + last}) == 7
    assert 'rel="next"' in first["Link"]
    assert "Link" not in third
    assert manifest_of(fourth)["until"] == manifest_of(third)["until"]


def test_later_batches_come_behind_the_cursor(taker, file_many, venue):
    withdraw_all(file_many(5, venue))
    released(JUNE)
    first, rows, _body = take(taker)
    withdraw_all(file_many(5, venue), at=JUNE)
    released(JUNE + timedelta(days=30))

    _second, more, _body = take(taker, after=manifest_of(first)["until"])

    assert len(more) == 5
    assert not {row["row"] for row in rows} & {row["row"] for row in more}


def test_the_manifest_proves_what_was_given(taker, ngo, file_many, venue):
    withdraw_all(file_many(6, venue))
    released()

    answer, rows, body = take(taker)
    manifest = manifest_of(answer)
    snapshot = ExportSnapshot.objects.get()

    assert manifest["sha256"] == hashlib.sha256(body).hexdigest() == snapshot.sha256
    assert manifest["rows"] == len(rows) == snapshot.rows
    assert snapshot.organisation == ngo
    listed = taker.get("/api/v1/exports").json()["results"]
    assert [row["id"] for row in listed] == [manifest["jti"]]


def test_the_batches_prove_that_nothing_was_left_out(taker, file_many, venue):
    withdraw_all(file_many(6, venue))
    released(JUNE)
    withdraw_all(file_many(5, venue), at=JUNE)
    released(JUNE + timedelta(days=30))

    batches = taker.get("/api/v1/exports/batches").json()["results"]
    previous = "0" * 64
    for batch in batches:
        query = {"after": batch["first"] - 1, "limit": batch["rows"]}
        _answer, _rows, body = take(taker, **query)
        digests = [hashlib.sha256(line).hexdigest() for line in body.splitlines()]
        assert batch["previous"] == previous
        assert batch["sha256"] == batch_digest(previous, digests)
        previous = batch["sha256"]
    assert len(batches) == 2


def test_consent_withdrawn_takes_the_row_out_and_the_batch_can_still_be_checked(
    taker, file_many, venue
):
    cases = file_many(7, venue)
    withdraw_all(cases)
    batch = released()
    withdraw_consent(resident=cases[0].resident, purpose=Purpose.RESEARCH_EXPORT, language="en")

    _answer, rows, body = take(taker)

    stones = [row for row in rows if row.get("withheld")]
    digests = [
        row["sha256"] if row.get("withheld") else hashlib.sha256(line).hexdigest()
        for row, line in zip(rows, body.splitlines(), strict=True)
    ]
    assert len(stones) == 1
    assert batch.sha256 == batch_digest(batch.previous, digests)


def test_where_fewer_than_k_would_be_left_the_whole_group_goes(taker, file_many, venue):
    cases = file_many(5, venue)
    withdraw_all(cases)
    released()
    withdraw_consent(resident=cases[0].resident, purpose=Purpose.RESEARCH_EXPORT, language="en")

    _answer, rows, _body = take(taker)
    assert all(row.get("withheld") for row in rows)
    assert not ReleasedRow.objects.exclude(line="").exists()
    assert released(OCTOBER).rows == 0


def test_an_erased_account_leaves_the_export(file_many, venue):
    from accounts.services.erasure import erase_account

    cases = file_many(6, venue)
    withdraw_all(cases)
    released()
    erase_account(user=cases[0].resident)

    assert ReleasedRow.objects.filter(line="").count() == 1


def test_a_row_withheld_while_it_is_given_breaks_the_stream(file_many, venue):
    cases = file_many(6, venue)
    withdraw_all(cases)
    released()
    given = export_pages.page(after=0, limit=10)
    withdraw_consent(resident=cases[0].resident, purpose=Purpose.RESEARCH_EXPORT, language="en")

    with pytest.raises(export_pages.ChangedMeanwhile):
        list(export_pages.stream(given))


def test_exports_are_for_export_tokens_alone(api, taker, analyst, operator, resident):
    assert taker.get(URL).status_code == 200
    for person in (analyst, operator, resident):
        assert api(person).get(URL).status_code == 403
    assert api().get(URL).status_code == 401


def test_an_ngo_sees_the_pages_of_its_own_alone(taker, operator_organisation):
    take(taker)
    ExportSnapshot.objects.update(organisation=operator_organisation)

    assert taker.get("/api/v1/exports").json()["results"] == []


@pytest.mark.parametrize("query", [{"after": "x"}, {"after": -1}, {"limit": 0}, {"limit": 10**6}])
def test_a_wrong_range_is_refused(taker, query):
    answer = taker.get(URL, query)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_ndjson_may_be_asked_for_by_name(taker):
    answer = taker.get(URL, headers={"accept": "application/x-ndjson"})
    refused = taker.get(URL, {"limit": 0}, headers={"accept": "application/x-ndjson"})

    assert answer["Content-Type"] == "application/x-ndjson"
    assert refused.json()["type"].endswith("/invalid")


def test_identity_is_exported_as_face_other_or_none(taker, file_many, venue, operator):
    cases = file_many(5, venue)
    with time_machine.travel(MAY, tick=False):
        for case in cases:
            seen_by_two(case, operator)
    withdraw_all(cases)
    released()

    _answer, rows, _body = take(taker)
    assert {row["identity"] for row in rows} == {"other"}
    assert ExportBatch.objects.get().rows == 5
