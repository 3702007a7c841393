"""Why this date, day by day, for programs; and an operator that changes."""

from __future__ import annotations

import pytest

from tests.factories import handed_over

pytestmark = pytest.mark.django_db


def test_the_days_are_counted_one_by_one(rights_request, resident, api):
    (clock,) = api(resident).get(f"/api/v1/requests/{rights_request.reference}/why").json()
    assert clock["right"] == "deletion"
    assert clock["binding"] is False
    assert "Personal Information Protection Law" in " ".join([clock["citation"], *clock["reasons"]])
    assert clock["days"][0]["kind"] == "start"
    assert clock["days"][-1]["day"] == clock["due_on"] == rights_request.due_on.isoformat()
    numbers = [day["number"] for day in clock["days"] if day["number"]]
    assert numbers == list(range(1, 31))


def test_a_stranger_learns_nothing(rights_request, stranger, api):
    answer = api(stranger).get(f"/api/v1/requests/{rights_request.reference}/why")
    assert answer.status_code == 404


def test_open_requests_go_with_the_venue_when_its_operator_changes(
    rights_request, operator, other_operator, moderator, api
):
    address = f"/api/v1/requests/{rights_request.reference}"
    assert api(operator).get(address).status_code == 200
    successor = other_operator.organisations.get()
    handed_over(rights_request.venue, operator=successor)
    assert api(operator).get(address).status_code == 404
    assert api(other_operator).get(address).status_code == 200
