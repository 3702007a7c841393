"""The API answers with and without a slash at the end of an address."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/venues", "/api/v1/venues/", "/api/v1/statistics/"])
def test_a_slash_at_the_end_makes_no_difference(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.django_db
def test_it_survives_a_post(client):
    assert client.post("/api/v1/requests/", {}, content_type="application/json").status_code == 401
