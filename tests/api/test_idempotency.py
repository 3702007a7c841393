"""The same unsafe call under the same Idempotency-Key is done once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIRequestFactory

from accounts.kit import stored_responses
from accounts.kit.api.idempotency import fingerprint
from accounts.models import StoredResponse
from consents.models import Venue
from requests_app.models import Message, RightsRequest
from requests_app.services import identity

pytestmark = pytest.mark.django_db

REPORT = {
    "name": "South Gate",
    "kind": "residential_compound",
    "jurisdiction": "CN",
    "city": "Hangzhou",
    "purpose": "opens the gate",
}


def post(client, url, body, key="key-1"):
    return client.post(url, body, headers={"idempotency-key": key})


def test_a_repeated_call_gets_the_first_answer_and_does_nothing(api, resident):
    client = api(resident)
    first = post(client, "/api/v1/venues", REPORT)
    second = post(client, "/api/v1/venues", REPORT)

    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert second["Idempotency-Replayed"] == "true"
    assert Venue.objects.count() == 1


def test_without_a_key_a_call_is_done_each_time(api, resident):
    client = api(resident)
    client.post("/api/v1/venues", REPORT)
    client.post("/api/v1/venues", REPORT)

    assert Venue.objects.count() == 2


def test_a_key_of_another_call_is_refused(api, resident):
    client = api(resident)
    post(client, "/api/v1/venues", REPORT)
    answer = post(client, "/api/v1/venues", REPORT | {"name": "North Gate"})

    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/key_reused")
    assert Venue.objects.count() == 1


def test_a_call_that_is_still_being_done_is_not_done_again(api, resident):
    client = api(resident)
    post(client, "/api/v1/venues", REPORT)
    StoredResponse.objects.update(status=None, body=None)

    answer = post(client, "/api/v1/venues", REPORT)

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/key_in_use")


def test_a_call_whose_process_was_killed_may_be_made_again(api, resident):
    client = api(resident)
    post(client, "/api/v1/venues", REPORT)
    long_ago = timezone.now() - stored_responses.ABANDONED - timedelta(seconds=1)
    StoredResponse.objects.update(status=None, body=None, created_at=long_ago)

    assert post(client, "/api/v1/venues", REPORT).status_code == 201


def test_keys_of_two_people_have_nothing_to_do_with_each_other(api, resident, stranger):
    assert post(api(resident), "/api/v1/venues", REPORT).status_code == 201
    answer = post(api(stranger), "/api/v1/venues", REPORT | {"name": "North Gate"})
    assert answer.status_code == 201


def test_after_a_wrong_value_the_call_may_be_mended_under_its_key(api, resident):
    client = api(resident)
    assert post(client, "/api/v1/venues", REPORT | {"kind": "castle"}).status_code == 400
    assert post(client, "/api/v1/venues", REPORT).status_code == 201


def test_a_failure_leaves_neither_the_change_nor_the_key(
    api, resident, rights_request, monkeypatch
):
    def half_done(**kwargs):
        Message.objects.create(request=rights_request, author_kind="resident", body="half")
        raise RuntimeError("power cut")

    monkeypatch.setattr("requests_app.services.messages.write", half_done)
    url = f"/api/v1/requests/{rights_request.reference}/messages"
    with pytest.raises(RuntimeError):
        post(api(resident), url, {"body": "hello"})

    assert not Message.objects.exists()
    assert not StoredResponse.objects.exists()


def test_a_wrong_code_repeated_under_its_key_costs_one_try(api, resident, operator, rights_request):
    identity.issue_code(case=rights_request, by=operator)
    client = api(resident)
    url = f"/api/v1/requests/{rights_request.reference}/identity/code"
    for _unused in range(3):
        assert post(client, url, {"code": "00000000"}).status_code == 422

    assert rights_request.venue_codes.get().tries_left == identity.CODE_TRIES - 1


def test_what_is_shown_once_is_kept_nowhere(api, operator, rights_request):
    client = api(operator)
    url = f"/api/v1/requests/{rights_request.reference}/identity/issue-code"
    code = post(client, url, None).json()["code"]
    again = post(client, url, None)

    assert again.status_code == 409
    assert again.json()["type"].endswith("/shown_once")
    assert code not in str(StoredResponse.objects.get().body)


def test_of_an_upload_only_a_keyed_fingerprint_is_kept():
    def upload(content):
        files = {"frames": SimpleUploadedFile("face.jpg", content)}
        return fingerprint(_parsed(APIRequestFactory().post("/x", files, format="multipart")))

    assert upload(b"one") == upload(b"one")
    assert upload(b"one") != upload(b"two")


def _parsed(request):
    from rest_framework.parsers import MultiPartParser
    from rest_framework.request import Request

    return Request(request, parsers=[MultiPartParser()])


@pytest.mark.parametrize("key", ["", "x" * 81, "käse"])
def test_a_malformed_key_is_refused(api, resident, key):
    answer = post(api(resident), "/api/v1/venues", REPORT, key=key)
    assert answer.status_code == 400


def test_reading_takes_no_key(api, resident):
    answer = api(resident).get("/api/v1/requests", headers={"idempotency-key": "key-1"})
    assert answer.status_code == 200
    assert not StoredResponse.objects.exists()
    assert not RightsRequest.objects.exists()
