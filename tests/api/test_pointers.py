"""Whatever is wrong with a value, the problem says with which one, not with the body as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.utils import timezone
from rest_framework.exceptions import ValidationError
from rest_framework.serializers import Serializer
from rest_framework.test import APIRequestFactory

from accounts.core.pointers import pointer
from accounts.kit.api import problems
from accounts.kit.api.throttling import CallerThrottle
from accounts.kit.api.views import ApiView
from consents.models import Venue, VenueStatus
from requests_app.law.evidence_schema import ROOT
from requests_app.law.packs import refusal_codes
from requests_app.models import IdentityMeans, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from tests.api.test_contract import described
from tests.factories import UserFactory, VenueFactory, filed_request
from tests.scenarios.saying import erased, fulfilled, searched, today, who

pytestmark = pytest.mark.django_db

# Of a wrong type for every schema but an object's, for which a list is.
WRONG: dict[str, Any] = {"array": {"a": 1}, "boolean": "often", "object": [7], "integer": "many"}
BODIES = sorted(name for name in described()["components"]["schemas"] if name.endswith("InRequest"))


def schema_of(written: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to, alone or as the one of ``allOf``."""
    refers = written.get("$ref") or (written.get("allOf") or [{}])[0].get("$ref")
    if refers is None:
        return written
    return described()["components"]["schemas"][refers.rpartition("/")[2]]


def wrongs(schema: dict[str, Any], *steps: str | int) -> Iterator[tuple[Any, str]]:
    """(body, pointer) for each value that the schema names, at any depth: of a wrong type, or unknown."""
    for name, written in schema["properties"].items():
        value = schema_of(written)
        yield {name: WRONG.get(value.get("type", ""), {"a": 1})}, pointer(*steps, name)
        items = schema_of(value.get("items", {}))
        if "properties" in value and name != "evidence":
            yield from ((({name: inner}), at) for inner, at in wrongs(value, *steps, name))
        elif "properties" in items:
            yield from ((({name: [inner]}), at) for inner, at in wrongs(items, *steps, name, 0))
    yield {"Größe/m~": 1}, pointer(*steps, "Größe/m~")


def lacking(schema: dict[str, Any], *steps: str | int) -> Iterator[tuple[Any, str]]:
    """(body, pointer) for each value that must be there and is not."""
    yield from (({}, pointer(*steps, name)) for name in schema.get("required", ()))
    for name, written in schema["properties"].items():
        items = schema_of(schema_of(written).get("items", {}))
        if "properties" in items:
            yield from ((({name: [inner]}), at) for inner, at in lacking(items, *steps, name, 0))


@cache
def readers() -> dict[str, type[Serializer[Any]]]:
    assert get_resolver().url_patterns  # by which every input is imported
    found, classes = {}, [Serializer]
    while classes:
        classes += (below := classes.pop().__subclasses__())
        found |= {one.__name__: one for one in below}
    return found


def told(name: str, given: Any, person: Any) -> list[str]:
    """The pointers of the problem with which a body is refused; empty when it is taken."""
    view = ApiView()
    request = view.initialize_request(APIRequestFactory().post("/"))
    request.user = person
    view.request = request
    try:
        view._read(given, readers()[name.removesuffix("Request").removeprefix("Patched")])
    except ValidationError as wrong:
        problem = problems.problem_of(wrong)
        return [error["pointer"] for error in problems.body(problem, instance="/")["errors"]]
    return []


@pytest.mark.parametrize("name", BODIES)
def test_every_value_of_every_body_is_named(name, resident):
    schema = described()["components"]["schemas"][name]
    cases = [*wrongs(schema), *lacking(schema)]
    if readers()[name.removesuffix("Request").removeprefix("Patched")].__dict__.get(
        "ignores_others"
    ):
        cases = [case for case in cases if "%" not in case[1]]
    silent = [
        f"{given}: {pointers} instead of {at}"
        for given, at in cases
        if not (pointers := told(name, given, resident))
        or not any(one == at or one.startswith(f"{at}/") for one in pointers)
        or {"#", ""} & set(pointers)
    ]
    assert silent == []
    assert cases


def test_there_are_bodies_to_look_at():
    assert len(BODIES) > 25
    assert len(list(wrongs(described()["components"]["schemas"]["AnswerInRequest"]))) > 6


def test_a_body_that_is_no_object_is_the_one_thing_that_is_wrong_as_a_whole(api, resident):
    answer = api(resident).post("/api/v1/requests", [1])
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#"]


def test_a_name_is_escaped_as_a_fragment():
    assert pointer("a/b~c", 0, "人 脸%") == "#/a~1b~0c/0/%E4%BA%BA%20%E8%84%B8%25"
    assert pointer() == "#"


def test_what_is_left_out_of_a_thousand_is_named_by_its_list(api, resident):
    answer = api(resident).post("/api/v1/requests", {"rights": ["wrong"] * 1000})
    assert answer.json()["errors"][-1]["pointer"] == "#/rights"


# --- the evidence -----------------------------------------------------------------------------


def answered(client: Any, case: RightsRequest, verdicts: Any, evidence: Any) -> list[str]:
    url = f"/api/v1/requests/{case.reference}/answer"
    answer = client.post(url, {"verdicts": verdicts, "evidence": evidence}, format="json")
    assert answer.status_code in (409, 422), answer.json()
    return [error["pointer"] for error in answer.json()["errors"]]


@pytest.fixture
def unlimited(monkeypatch):
    """As many calls as a test makes."""
    rates = dict.fromkeys(CallerThrottle.THROTTLE_RATES)
    monkeypatch.setattr(CallerThrottle, "THROTTLE_RATES", rates)


def test_every_value_of_the_evidence_is_named(api, operator, resident, venue, unlimited):
    case = filed_request(resident=resident, venue=venue)
    client, verdicts = api(operator), [{"right": "deletion", "decision": "no_match"}]
    base = {**who(), **searched("the server")}
    schema = described()["components"]["schemas"][f"{ROOT}Request"]
    cases = list(wrongs(schema, "evidence"))
    silent = []
    for wrong, at in cases:
        [(section, value)] = wrong.items()
        whole = base.get(section)
        inner = {**whole, **value} if isinstance(whole, dict) and isinstance(value, dict) else value
        pointers = answered(client, case, verdicts, {**base, section: inner})
        if at not in pointers:
            silent.append(f"{wrong}: {pointers} instead of {at}")
    assert silent == []
    assert len(cases) > 80


# --- what services refuse -----------------------------------------------------------------------


PARTIAL = next(
    code for code in refusal_codes("CN", "deletion", timezone.localdate()) if code.partial_only
)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ({"refusal_code": "CN-NOTHING", "reason": "So."}, "refusal_code"),
        ({"reason": "So."}, "refusal_code"),
        ({"refusal_code": PARTIAL.code, "reason": "The law orders it."}, "refusal_code"),
        ({"refusal_code": "CN-ABUSE", "reason": " "}, "reason"),
    ],
)
def test_a_verdict_says_which_of_its_values_is_wrong(api, operator, rights_request, said, at):
    verdict = {"right": "deletion", "decision": "refused", **said}
    pointers = answered(api(operator), rights_request, [verdict], {})
    assert pointers == [f"#/verdicts/0/{at}"]


def test_a_right_decided_twice_or_not_asked_for_is_named(api, operator, rights_request):
    one, other = ({"right": right, "decision": "not_held"} for right in ("deletion", "access"))
    client = api(operator)
    assert answered(client, rights_request, [one, one], {}) == ["#/verdicts/1/right"]
    assert answered(client, rights_request, [one, other], {}) == ["#/verdicts/1/right"]
    assert answered(client, rights_request, [], {}) == ["#/verdicts"]


@pytest.mark.parametrize(
    ("given", "row"),
    [(None, 0), ([{"right": "access"}], 1), ([{"right": "access"}, {"right": "deletion"}], 1)],
)
def test_a_proof_that_a_ground_lacks_is_named_by_its_row_and_key(
    api, operator, rights_request, given, row
):
    verdict = {"right": "deletion", "decision": "refused"}
    verdict |= {"refusal_code": "CN-ID", "reason": "Nobody showed who they are."}
    evidence = {} if given is None else {"refusals": given}
    pointers = answered(api(operator), rights_request, [verdict], evidence)
    assert pointers == [f"#/evidence/refusals/{row}/identity_steps"]


def test_a_contact_that_was_told_too_late_is_named(api, operator, rights_request):
    RightsRequest.objects.filter(pk=rights_request.pk).update(
        identity="verified", identity_means=IdentityMeans.IN_PERSON, workflow="awaiting_operator"
    )
    evidence = {
        **erased(contact=""),
        "contact": {"told_by": "email", "told_on": today(), "objected": False},
    }
    pointers = answered(api(operator), rights_request, fulfilled("deletion"), evidence)
    assert pointers == ["#/evidence/contact/told_on"]


def test_what_needs_a_proof_of_identity_is_named(api, operator, rights_request):
    pointers = answered(api(operator), rights_request, fulfilled("deletion"), {})
    assert pointers == ["#/verdicts/0/decision"]


def merged(venue: Venue) -> str:
    venue.status, venue.merged_into = VenueStatus.MERGED, VenueFactory()
    venue.save()
    return venue.slug


def posted(client: Any, address: str, data: Any, **how: str) -> list[str]:
    answer = client.post(f"/api/v1/{address}", data, **how)
    assert answer.status_code in (409, 422), answer.json()
    return [error["pointer"] for error in answer.json()["errors"]]


def test_a_merged_venue_is_named(api, resident, venue):
    slug, client = merged(venue), api(resident)
    assert posted(client, "requests", {"venue": slug, "rights": ["deletion"]}) == ["#/venue"]
    assert posted(client, "holdings", {"venue": slug, "how": "made_to"}) == ["#/venue"]


def test_no_right_at_all_is_named(api, resident, venue):
    assert posted(api(resident), "requests", {"venue": venue.slug, "rights": []}) == ["#/rights"]


def test_a_code_is_named(api, resident, rights_request):
    address = f"requests/{rights_request.reference}/identity/code"
    assert posted(api(resident), address, {"code": "hello"}) == ["#/code"]
    assert posted(api(resident), address, {"code": "12345678"}) == ["#/code"]


def test_what_was_seen_is_named(api, operator, rights_request):
    address = f"requests/{rights_request.reference}/identity/confirm"
    by_sight = {"means": "document_seen", "seen": "known_by_sight"}
    of_a_child = {"means": "in_person", "seen": "passport", "guardianship": "court_decision"}
    assert posted(api(operator), address, by_sight) == ["#/seen"]
    assert posted(api(operator), address, of_a_child) == ["#/guardianship"]


def test_a_file_is_named_by_its_number(api, resident, rights_request):
    good, bad = SimpleUploadedFile("a.txt", b"words"), SimpleUploadedFile("b.bin", b"\x00\x01")
    sent = {"body": "See here.", "files": [good, bad]}
    address = f"requests/{rights_request.reference}/messages"
    assert posted(api(resident), address, sent, format="multipart") == ["#/files/1"]


def test_an_extension_is_named_by_what_was_asked_for(api, operator, resident, venue):
    Venue.objects.filter(pk=venue.pk).update(jurisdiction="EU-DE", time_zone="Europe/Berlin")
    venue.refresh_from_db()
    address = f"requests/{filed_request(resident=resident, venue=venue).reference}/extend"
    assert posted(api(operator), address, {"reason": "Many.", "amount": 300}) == ["#/amount"]


def test_a_step_that_is_not_possible_is_no_values_fault(api, resident, rights_request):
    assert posted(api(resident), f"requests/{rights_request.reference}/accept", {}) == []


def test_a_child_and_an_age_are_named(api):
    adult = UserFactory(birth_band="adult")
    sent = {"display_name": "\u200b", "birth_band": "under_14"}
    assert posted(api(adult), "children", sent) == ["#/display_name"]
    answer = api(adult).patch("/api/v1/me", {"birth_band": "under_14"})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["#/birth_band"]


def test_a_vector_among_pictures_is_named(api, resident, consent_of, rights_request):
    consent_of(resident)
    sent = {"request": rights_request.reference, "embedding": "0.1"}
    assert posted(api(resident), "verifications", sent, format="multipart") == ["#/embedding"]


def test_a_notice_that_is_out_of_date_is_named(api, resident, notices):
    sent = {"purpose": "face_comparison", "notice": str(resident.pk)}
    assert posted(api(resident), "consents", sent) == ["#/notice"]


def test_details_without_places_do_not_leave_the_service():
    with pytest.raises(ValueError, match="place"):
        RequestProblem(ProblemKind.EVIDENCE_MISSING, ("Fill it in.",))


# --- what stands in the address -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "parameter"),
    [
        ("requests?limit=none", "limit"),
        ("requests?cursor=none", "cursor"),
        ("requests?changed_since=yesterday", "changed_since"),
        ("requests?workflow=lost", "workflow"),
        ("venues?kind=castle", "kind"),
        ("statistics?kind=castle", "kind"),
        ("jurisdictions/CN/grounds?right=all", "right"),
        ("jurisdictions/CN/grounds?rigth=deletion", "rigth"),
    ],
)
def test_a_parameter_is_named_as_one(api, resident, address, parameter):
    answer = api(resident).get(f"/api/v1/{address}")
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert (error["parameter"], "pointer" in error) == (parameter, False)
