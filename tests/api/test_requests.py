"""Requests over the API: filing, reading, and what each side may do."""

import pytest
import time_machine
from django.utils import timezone

from requests_app.models import RightsRequest
from requests_app.services import identity, messages
from tests.attesting import colleague_of
from tests.factories import DependantFactory, HoldingFactory, filed_request

pytestmark = pytest.mark.django_db

URL = "/api/v1/requests"


def of(case, act=""):
    return f"{URL}/{case.reference}" + (f"/{act}" if act else "")


def kind_of(answer):
    return answer.json()["type"].rpartition("/")[2]


# --- filing -----------------------------------------------------------------------------------


def test_a_resident_files_a_bundle(api, resident, venue):
    body = {"venue": venue.slug, "rights": ["deletion", "access"], "claimant_name": "Lin"}
    answer = api(resident).post(URL, body)
    filed = answer.json()

    assert answer.status_code == 201
    assert answer["Location"] == f"{URL}/{filed['reference']}"
    assert [right["right"] for right in filed["rights"]] == ["access", "deletion"]
    assert filed["workflow"] == "filed"
    assert filed["due_on"] is not None
    assert [entry["kind"] for entry in filed["ledger"]] == ["started", "started"]
    assert "withdraw" in filed["available_events"]
    assert len(filed["receipts"]) == 1


def test_a_draft_tells_nobody_until_it_is_filed(api, resident, operator, venue):
    client = api(resident)
    draft = client.post(URL, {"venue": venue.slug, "rights": ["deletion"], "draft": True}).json()

    assert draft["workflow"] == "draft"
    assert draft["due_on"] is None
    assert api(operator).get(f"{URL}/{draft['reference']}").status_code == 404
    assert client.post(f"{URL}/{draft['reference']}/file").json()["workflow"] == "filed"
    assert api(operator).get(f"{URL}/{draft['reference']}").status_code == 200


def test_a_guardian_files_for_their_own_child_only(api, guardian, child, venue):
    body = {"venue": venue.slug, "rights": ["deletion"]}
    own = api(guardian).post(URL, body | {"child": str(child.pk)})
    others = api(guardian).post(URL, body | {"child": str(DependantFactory().pk)})

    assert own.json()["child"] == str(child.pk)
    assert own.json()["events"][0]["by"] == "guardian"
    assert others.status_code == 400


def test_an_entry_of_the_register_can_be_named_but_not_anothers(api, resident, venue):
    own = HoldingFactory(resident=resident, venue=venue)
    body = {"venue": venue.slug, "rights": ["deletion"]}

    assert api(resident).post(URL, body | {"holding": str(own.pk)}).status_code == 201
    others = api(resident).post(URL, body | {"holding": str(HoldingFactory(venue=venue).pk)})
    assert others.status_code == 400


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"rights": ["immortality"]}, "#/rights/0"),
        ({"visited_from": "2026-05-01T10:00:00Z"}, "#/visited_to"),
        (
            {"visited_from": "2026-05-01T10:00:00Z", "visited_to": "2026-05-01T09:00:00Z"},
            "#/visited_to",
        ),
        (
            {"visited_from": "2099-05-01T10:00:00Z", "visited_to": "2099-05-01T11:00:00Z"},
            "#/visited_from",
        ),
        ({"venue": "nowhere"}, "#/venue"),
    ],
)
def test_what_is_wrong_is_named(api, resident, venue, changed, pointer):
    answer = api(resident).post(URL, {"venue": venue.slug, "rights": ["deletion"]} | changed)

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not RightsRequest.objects.exists()


def test_nothing_chosen_is_refused(api, resident, venue):
    answer = api(resident).post(URL, {"venue": venue.slug, "rights": []})
    assert answer.status_code == 422
    assert kind_of(answer) == "request.no_right_chosen"


# --- seeing -----------------------------------------------------------------------------------


def test_each_side_sees_its_own_and_nobody_else(
    api, resident, operator, other_operator, stranger, moderator, analyst, rights_request
):
    for person in (resident, operator):
        assert api(person).get(of(rights_request)).status_code == 200
    for person in (other_operator, stranger, moderator, analyst):
        assert api(person).get(of(rights_request)).status_code == 404
        assert api(person).get(URL).json()["results"] == []


def test_the_list_is_filtered(api, resident, rights_request, other_venue):
    filed_request(resident=resident, venue=other_venue)
    client = api(resident)

    def references(**query):
        return [row["reference"] for row in client.get(URL, query).json()["results"]]

    assert len(references()) == 2
    assert references(venue="gate") == [rights_request.reference]
    assert references(workflow="closed") == []
    assert references(overdue="true") == []
    assert len(references(overdue="false")) == 2


def test_a_list_and_a_detail_cost_the_same_however_long_they_are(
    api, resident, operator, rights_request, other_venue, django_assert_num_queries
):
    from requests_app.services import messages

    client = api(resident)
    client.get(URL)
    for _unused in range(4):
        filed_request(resident=resident, venue=other_venue)
        messages.write(case=rights_request, body="Hello", by=resident)
    with django_assert_num_queries(5):  # session, person, memberships, cases, rights
        assert len(client.get(URL).json()["results"]) == 5
    with django_assert_num_queries(13):
        assert len(client.get(of(rights_request)).json()["messages"]) == 4


def test_the_venue_is_shown_no_more_of_the_resident_than_they_wrote(
    api, operator, rights_request, resident
):
    text = api(operator).get(of(rights_request)).content.decode()

    assert resident.email not in text
    assert resident.display_name not in text


# --- the resident's side ----------------------------------------------------------------------


def test_a_resident_takes_a_request_back(api, resident, rights_request):
    answer = api(resident).post(of(rights_request, "withdraw"))

    assert answer.json()["outcome"] == "withdrawn"
    assert answer.json()["available_events"] == []


def test_the_venues_code_proves_identity_and_wrong_ones_run_out(
    api, resident, operator, rights_request
):
    client = api(resident)
    code = api(operator).post(of(rights_request, "identity/issue-code")).json()["code"]
    wrong = client.post(of(rights_request, "identity/code"), {"code": "00000000"})
    right = client.post(of(rights_request, "identity/code"), {"code": code})

    assert kind_of(wrong) == "request.code_wrong"
    assert right.json()["identity"] == "verified"
    assert right.json()["identity_means"] == "venue_code"


def test_a_spent_code_is_refused_even_if_it_is_right(api, resident, operator, rights_request):
    code = identity.issue_code(case=rights_request, by=operator)
    client = api(resident)
    for _unused in range(identity.CODE_TRIES):
        client.post(of(rights_request, "identity/code"), {"code": "00000000"})

    assert kind_of(client.post(of(rights_request, "identity/code"), {"code": code})) == (
        "request.code_spent"
    )


@pytest.mark.parametrize("act", ["withdraw", "accept", "dispute", "identity/dispute", "file"])
def test_the_venue_cannot_act_for_the_resident(api, operator, program, rights_request, act):
    assert api(operator).post(of(rights_request, act), {"reason": "x"}).status_code == 404
    assert program.post(of(rights_request, act), {"reason": "x"}).status_code == 403


# --- the venue's side -------------------------------------------------------------------------


def test_a_program_answers_by_its_token(program, api, resident, operator, rights_request):
    assert program.post(of(rights_request, "acknowledge")).json()["workflow"] == "acknowledged"
    asked = program.post(of(rights_request, "ask"), {"body": "Which gate?"})
    assert asked.json()["workflow"] == "awaiting_resident"
    replied = api(resident).post(of(rights_request, "messages"), {"body": "The east gate."})
    assert [message["by"] for message in replied.json()["messages"]] == ["operator", "resident"]
    sight = {"means": "in_person", "seen": "passport"}
    seen = program.post(of(rights_request, "identity/confirm"), sight)
    assert (seen.json()["identity"], seen.json()["identity_means"]) == ("attested", None)

    # A program's word is no person's: two people have to see it, each in their own session.
    people = [colleague_of(operator), operator]
    said = [api(one).post(of(rights_request, "identity/confirm"), sight).json() for one in people]
    assert [one["identity"] for one in said] == ["attested", "verified"]

    lacking = program.post(
        of(rights_request, "answer"),
        {"verdicts": [{"right": "deletion", "decision": "not_held"}]},
    )
    evidence = {
        "venue": {"legal_name": "Gate Company", "person_in_charge": "Wang"},
        "search": {
            "stores": "gate controller, office server",
            "on": timezone.localdate().isoformat(),
        },
    }
    answered = program.post(
        of(rights_request, "answer"),
        {"verdicts": [{"right": "deletion", "decision": "not_held"}], "evidence": evidence},
    )

    assert kind_of(lacking) == "request.evidence_missing"
    assert len(lacking.json()["errors"]) >= 2
    assert answered.json()["outcome"] == "not_held"
    assert answered.json()["answers"][0]["verdicts"][0]["decision"] == "not_held"
    assert api(resident).post(of(rights_request, "accept")).json()["workflow"] == "closed"


def test_the_resident_disputes_an_answer_with_a_reason(api, resident, operator, rights_request):
    evidence = {
        "venue": {"legal_name": "Gate Company", "person_in_charge": "Wang"},
        "search": {"stores": "gate controller", "on": timezone.localdate().isoformat()},
    }
    verdicts = [{"right": "deletion", "decision": "not_held"}]
    body = {"verdicts": verdicts, "evidence": evidence}
    api(operator).post(of(rights_request, "answer"), body)
    client = api(resident)

    assert client.post(of(rights_request, "dispute"), {"reason": ""}).status_code == 400
    disputed = client.post(of(rights_request, "dispute"), {"reason": "The gate knows me."})
    assert disputed.json()["workflow"] == "awaiting_operator"
    assert disputed.json()["outcome"] == "pending"


def test_an_extension_beyond_the_law_is_refused(program, rights_request):
    body = {"reason": "We are many.", "amount": 300}
    assert kind_of(program.post(of(rights_request, "extend"), body)) == (
        "request.extension_not_allowed"
    )


@pytest.mark.parametrize(
    "act", ["acknowledge", "ask", "extend", "answer", "identity/issue-code", "disclosures"]
)
def test_the_resident_cannot_act_for_the_venue(api, resident, stranger, rights_request, act):
    body = {"body": "x", "reason": "x", "verdicts": [], "basis": "by_name"}
    assert api(resident).post(of(rights_request, act), body).status_code == 403
    assert api(stranger).post(of(rights_request, act), body).status_code == 404
    assert rights_request.events.count() == 1


# --- receipts ---------------------------------------------------------------------------------


def test_receipts_are_taken_away_and_checked_by_anybody(api, resident, stranger, rights_request):
    receipt = rights_request.receipts.get()
    url = f"/api/v1/receipts/{receipt.pk}"
    jws = api(resident).get(f"{url}/jws")

    assert jws["Content-Type"] == "application/jose"
    assert api(stranger).get(url).status_code == 404
    checked = api().post("/api/v1/receipts/check", {"receipt": jws.content.decode()}).json()
    assert checked["verdict"] == "genuine"
    assert checked["payload"]["reference"] == rights_request.reference
    forged = api().post("/api/v1/receipts/check", {"receipt": jws.content.decode()[:-4] + "AAAA"})
    assert forged.json() == {"verdict": "forged", "payload": None}


def test_the_keys_are_published_where_programs_look(api, db):
    keys = api().get("/.well-known/saveface-keys.json").json()["keys"]

    assert keys[0]["crv"] == "Ed25519"
    assert "d" not in keys[0]


# --- staying up to date -----------------------------------------------------------------------


def references(answer):
    return {row["reference"] for row in answer.json()["results"]}


def test_an_app_asks_for_what_has_changed(api, resident, operator, venue):
    client = api(resident)
    with time_machine.travel("2026-05-12T04:00:00Z", tick=False):
        old, asked, written = (filed_request(resident=resident, venue=venue) for _each in range(3))
    with time_machine.travel("2026-05-12T05:00:00Z", tick=False):
        first = client.get(URL)
    with time_machine.travel("2026-05-13T04:00:00Z", tick=False):
        messages.ask(case=asked, body="Which gate?", by=operator)
        messages.write(case=written, body="It was the east gate.", by=resident)
        later = client.get(URL, {"changed_since": first["Saveface-Until"]})
    assert references(first) == {old.reference, asked.reference, written.reference}
    assert references(later) == {asked.reference, written.reference}


def test_what_is_committed_while_an_app_asks_is_told_the_next_time(api, resident, venue):
    client = api(resident)
    with time_machine.travel("2026-05-12T04:00:00Z", tick=False):
        case = filed_request(resident=resident, venue=venue)
    with time_machine.travel("2026-05-12T04:01:30Z", tick=False):
        until = client.get(URL)["Saveface-Until"]
        assert references(client.get(URL, {"changed_since": until})) == {case.reference}


def test_a_moment_that_cannot_be_read_is_named(api, resident):
    answer = api(resident).get(URL, {"changed_since": "yesterday"})
    assert (answer.status_code, kind_of(answer)) == (400, "invalid")
    assert answer.json()["errors"][0]["parameter"] == "changed_since"
