"""The first and the last days there are, at every input that takes a time."""

from __future__ import annotations

import pytest
from django.urls import get_resolver
from rest_framework import serializers

from accounts.kit.api.fields import MomentField

pytestmark = pytest.mark.django_db

FIRST, LAST = "0001-01-01", "9999-12-31T23:59:59.999999"
EDGES = [FIRST, "0001-01-01T00:00:00", "0001-01-01T00:00:00+14:00", LAST, f"{LAST}-12:00"]


def inputs(kind=serializers.BaseSerializer):
    for each in kind.__subclasses__():
        if each.__module__.split(".")[0] in ("accounts", "consents", "biometrics", "requests_app"):
            yield each
        yield from inputs(each)


def test_every_input_reads_times_by_the_one_field():
    assert get_resolver().url_patterns  # reads them all
    taken = {
        f"{each.__name__}.{name}": type(field)
        for each in set(inputs())
        if each.__name__.endswith("In")
        for name, field in getattr(each, "_declared_fields", {}).items()
        if isinstance(field, serializers.DateTimeField)
    }
    assert len(taken) >= 5
    assert set(taken.values()) == {MomentField}


@pytest.mark.parametrize("edge", EDGES)
def test_a_time_at_the_edge_of_the_calendar_is_refused(api, resident, venue, edge):
    client = api(resident)
    incident = {"venue": venue.slug, "kind": "leak", "what": "A list is for sale.", "seen_at": edge}
    assert client.post("/api/v1/incidents", incident, format="json").status_code == 400
    for visit in ((edge, LAST), (FIRST, edge), (edge, edge)):
        case = dict(zip(("visited_from", "visited_to"), visit, strict=True))
        case |= {"venue": venue.slug, "rights": ["deletion"]}
        assert client.post("/api/v1/requests", case, format="json").status_code == 400


@pytest.mark.parametrize("edge", EDGES)
def test_so_is_a_window_of_a_disclosure(api, operator, rights_request, edge):
    said = {"basis": "time_window", "window_from": FIRST, "window_to": edge}
    answer = api(operator).post(
        f"/api/v1/requests/{rights_request.reference}/disclosures", said, format="json"
    )
    assert answer.status_code in (400, 409, 422)
