"""A draft that was thrown away was never the venue's: neither its people nor its programs see it."""

import pytest

from requests_app.law.rights import Right
from requests_app.services import filing

pytestmark = pytest.mark.django_db


@pytest.fixture
def thrown_away(resident, venue):
    claim = filing.Claim(venue=venue, rights=[Right.ACCESS], claimant_name="Li Lan")
    case = filing.open_draft(claim=claim, by=resident)
    return filing.withdraw(case=case, by=resident)


def test_a_token_sees_no_draft_that_was_thrown_away(program, thrown_away):
    assert thrown_away.workflow == "closed"

    assert program.get("/api/v1/requests").json()["results"] == []
    assert program.get(f"/api/v1/requests/{thrown_away.reference}").status_code == 404
