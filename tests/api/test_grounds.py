"""The grounds on which the law lets a venue refuse: for both sides of a case, and by place for anybody."""

from __future__ import annotations

import pytest
from django.utils import timezone

from requests_app.law.claimant import GROUNDS_THAT_TELL_NOTHING
from requests_app.law.packs import refusal_codes
from requests_app.law.rights import Right
from tests.factories import filed_request

pytestmark = pytest.mark.django_db


def by_place(api, code, **query):
    return api().get(f"/api/v1/jurisdictions/{code}/grounds", query)


def codes(answer):
    assert answer.status_code == 200, answer.json()
    return [ground["code"] for ground in answer.json()]


def kind_of(answer):
    return answer.json()["type"].rpartition("/")[2]


def in_force(place, right):
    return [ground.code for ground in refusal_codes(place, right, timezone.now().date())]


@pytest.mark.parametrize("place", ["CN", "CN-ZJ-HZ", "EU-DE", "EU-DE-BY", "US-CA", "gb"])
@pytest.mark.parametrize("right", ["deletion", "access"])
def test_they_are_those_that_an_answer_may_name(api, place, right):
    shown = by_place(api, place, right=right)
    assert codes(shown) == in_force(place, right)
    assert all(ground["rights"] == [right] for ground in shown.json())


def test_without_a_right_each_says_which_it_may_answer(api):
    shown = {ground["code"]: ground for ground in by_place(api, "CN").json()}
    for right in list(Right):
        named = [code for code, ground in shown.items() if right in ground["rights"]]
        assert named == in_force("CN", right)


def test_each_says_in_both_languages_what_it_allows_and_asks(api):
    shown = {ground["code"]: ground for ground in by_place(api, "CN").json()}
    for ground in refusal_codes("CN", "deletion", timezone.now().date()):
        row = shown[ground.code]
        assert row["title"] == {"en": ground.title.en, "zh_hans": ground.title.zh_hans}
        assert row["evidence"] == list(ground.evidence)
        assert row["partial_only"] is ground.partial_only
        assert row["tells"] is (ground.code not in GROUNDS_THAT_TELL_NOTHING)
        assert row["citation"]["law"]["zh_hans"] == ground.citation.law.zh_hans
        assert [duty["id"] for duty in row["duties"]] == [duty.id for duty in ground.duties]


def test_of_a_case_they_are_those_of_its_rights_for_both_sides(
    api, resident, operator, program, stranger, venue
):
    case = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS, Right.DELETION))
    url = f"/api/v1/requests/{case.reference}/grounds"
    shown = program.get(url)
    place = venue.jurisdiction
    assert set(codes(shown)) == {*in_force(place, "access"), *in_force(place, "deletion")}
    assert {right for ground in shown.json() for right in ground["rights"]} == {
        "access",
        "deletion",
    }
    assert api(operator).get(url).json() == api(resident).get(url).json() == shown.json()
    assert codes(program.get(url, {"right": "access"})) == in_force(place, "access")
    assert api(stranger).get(url).status_code == 404
    assert api().get(url).status_code == 401


def test_an_unknown_place_is_a_problem_and_no_empty_list(api):
    unknown = by_place(api, "XX")
    assert (unknown.status_code, kind_of(unknown)) == (404, "law.place_unknown")
    assert "jurisdictions" in unknown.json()["detail"]


@pytest.mark.parametrize("query", [{"right": "everything"}, {"rigth": "deletion"}])
def test_an_unknown_parameter_is_a_problem_and_no_whole_list(api, query):
    refused = by_place(api, "CN", **query)
    assert (refused.status_code, kind_of(refused)) == (400, "invalid")
    assert [error["parameter"] for error in refused.json()["errors"]] == list(query)


def test_a_right_that_was_not_asked_for_has_none(program, rights_request):
    url = f"/api/v1/requests/{rights_request.reference}/grounds"
    refused = program.get(url, {"right": "access"})
    assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "right")
