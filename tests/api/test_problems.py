"""Errors of the API: RFC 9457, in the caller's language, and silent about what is not theirs."""

import pytest
from django.urls import get_resolver

pytestmark = pytest.mark.django_db

MEMBERS = {"type", "title", "status", "detail", "instance", "errors"}


def test_every_error_is_a_problem_with_its_members(api, resident):
    answer = api(resident).post("/api/v1/requests", {"rights": ["deletion"]})

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == MEMBERS
    assert answer.json()["instance"] == "/api/v1/requests"
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/venue"]


def test_a_nested_value_is_named_by_its_pointer(api, resident, venue):
    answer = api(resident).post("/api/v1/requests", {"venue": venue.slug, "rights": ["erasure!"]})

    assert answer.json()["errors"][0]["pointer"] == "#/rights/0"


@pytest.mark.parametrize("form", ["json", "multipart"])
def test_a_value_under_a_misspelt_name_is_told_and_not_lost(api, resident, rights_request, form):
    url = f"/api/v1/requests/{rights_request.reference}/messages"
    answer = api(resident).post(url, {"body": "Here it is.", "file": "a.pdf"}, format=form)

    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["pointer"] == "#/file"
    assert "body" in error["detail"]
    assert not rights_request.messages.exists()


def test_a_misspelt_name_within_a_list_is_told_by_its_pointer(api, operator, rights_request):
    url = f"/api/v1/requests/{rights_request.reference}/answer"
    verdict = {"right": "deletion", "decision": "not_held", "reasons": "We looked."}
    answer = api(operator).post(url, {"verdicts": [verdict]})

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/verdicts/0/reasons"]


def test_the_detail_is_in_the_callers_language(api, resident, rights_request):
    url = f"/api/v1/requests/{rights_request.reference}/accept"
    english = api(resident).post(url).json()["detail"]
    resident.locale = "zh-hans"
    resident.save()
    chinese = api(resident).post(url)

    assert english.startswith("This is not possible")
    assert chinese["Content-Language"] == "zh-hans"
    assert api(resident).post(url, headers={"accept-language": "en"}).json()["detail"] == english


def test_what_the_service_refuses_is_a_problem_of_its_kind(api, resident, rights_request):
    answer = api(resident).post(f"/api/v1/requests/{rights_request.reference}/accept")

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/api/v1/problems/request.not_possible_now")
    assert api().get(answer.json()["type"]).json()["status"] == 409


def test_a_strangers_request_and_one_that_does_not_exist_look_alike(api, stranger, rights_request):
    theirs = api(stranger).get(f"/api/v1/requests/{rights_request.reference}")
    none = api(stranger).get("/api/v1/requests/SF-0000-0000")

    assert theirs.status_code == none.status_code == 404
    assert theirs.json() | {"instance": ""} == none.json() | {"instance": ""}


def test_nobody_is_told_to_sign_in(api):
    answer = api().get("/api/v1/requests")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_unknown_address_answers_as_a_problem(api, resident, method):
    answer = getattr(api(resident), method)("/api/v1/no/such/thing")

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_a_body_that_cannot_be_read_is_malformed(api, resident):
    answer = api(resident).post(
        "/api/v1/requests", data="{not json", content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.json()["type"].endswith("/malformed")


def test_a_format_that_is_not_offered_is_refused(api, resident):
    answer = api(resident).get("/api/v1/requests", headers={"accept": "text/csv"})

    assert answer.status_code == 406
    assert answer["Content-Type"] == "application/problem+json"


def test_every_kind_says_what_to_do(api):
    kinds = api().get("/api/v1/problems").json()

    assert len(kinds) > 40
    told_by_the_exception = {
        "face.unknown_engine",
        "face.unusable_vector",
        "holding.refused",
        "person.refused",
        "push.refused",
    }
    assert {k["kind"] for k in kinds if not k["detail"]} == told_by_the_exception
    assert get_resolver().resolve("/api/v1/problems/invalid").url_name == "problem"


def test_a_mistake_of_ours_is_a_problem_too_and_says_nothing_of_it(api, resident, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr("accounts.api.people.caller", broken)
    client = api(resident)
    client.raise_request_exception = False
    answer = client.get("/api/v1/me")

    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "hunter2" not in answer.content.decode()
