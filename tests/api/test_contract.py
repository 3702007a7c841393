"""What the description promises holds for calls that nobody thought of (schemathesis)."""

from functools import cache
from pathlib import Path

import pytest
import schemathesis
import yaml
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.kit.api.throttling import CallerThrottle
from config.web.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]

DESCRIPTION = Path(__file__).parents[2] / "docs" / "openapi.yaml"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def one_connection():
    """Keep the test's own database connection when a request ends, as Django's test client does."""
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture
def api_schema(db, settings, one_connection):
    settings.ALLOWED_HOSTS = ["localhost"]
    loaded = schemathesis.openapi.from_dict(described())
    loaded.app = application
    return loaded


@cache
def described():
    """The committed description; `make check` keeps it like the one that is served."""
    return yaml.load(DESCRIPTION.read_text("utf-8"), Loader=yaml.CSafeLoader)


@pytest.fixture
def ways_in(api, resident, operator, rights_request, notices, mosaic_engine, monkeypatch):
    """The session tokens of a resident and of an operator; without limits on calls."""
    unlimited = dict.fromkeys(CallerThrottle.THROTTLE_RATES)
    monkeypatch.setattr(CallerThrottle, "THROTTLE_RATES", unlimited)
    return [api(person).session.session_key for person in (resident, operator)]


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case, ways_in):
    # In this process nobody takes off what the answer was compressed with; a browser's transport would.
    plain = {"Accept-Encoding": "identity"}
    for token in ways_in:
        case.call_and_validate(checks=CHECKS, headers={"X-Session-Token": token, **plain})
