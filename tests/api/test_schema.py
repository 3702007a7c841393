"""The description of the API is for everybody, and costs its maker only once."""

from __future__ import annotations

import pytest
from django.utils.translation import get_language

from accounts.kit.api import schema

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_it_is_written_once_whatever_is_asked_for(client, monkeypatch, form):
    """It takes two seconds, and anybody may ask."""
    schema._written.cache_clear()
    made = []
    monkeypatch.setattr(
        schema.SchemaGenerator,
        "get_schema",
        lambda self, **_: made.append(get_language()) or {"paths": {}},
    )
    for asked in ("", "&lang=en", "&lang=zh-hans", "&lang=" + "x" * 500, "&lang=en&e=1"):
        answer = client.get(f"/api/schema/?format={form}{asked}")
        assert answer.status_code == 200
        assert b"paths" in answer.content
    schema._written.cache_clear()
    assert sorted(made) == ["en", "zh-hans"]


def test_it_is_what_it_was(client):
    answer = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert answer["Content-Disposition"] == 'inline; filename="Saveface.json"'
    assert "/api/v1/requests" in answer.json()["paths"]
