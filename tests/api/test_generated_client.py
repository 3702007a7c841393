"""The client that `make client` makes from the OpenAPI description, used as an app would use it."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from zeal import zeal_ignore

from requests_app.models import RightsRequest
from tests.factories import filed_request

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "examples" / "file_a_request.py"
GENERATOR = Path(sys.executable).with_name("openapi-python-client")


@pytest.fixture(scope="module")
def client_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("client")
    target = ["--output-path", folder / "saveface_client", "--meta", "none"]
    done = subprocess.run(
        [GENERATOR, "generate", "--path", ROOT / "docs" / "openapi.yaml", *target],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def example(client_folder, monkeypatch):
    monkeypatch.syspath_prepend(client_folder)
    spec = importlib.util.spec_from_file_location("file_a_request", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("new", [False, True], ids=["with an account", "without one"])
def test_the_example_signs_in_files_and_looks_again(
    example, live_server, resident, venue, mailoutbox, new
):
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    email = "new@example.test" if new else resident.email

    def the_code() -> str:
        return re.search(r"^([A-Z0-9]{4,}(?:-[A-Z0-9]+)?)$", mailoutbox[-1].body, re.MULTILINE)[1]

    with zeal_ignore():  # every notification is claimed and sent by itself
        filed = example.main(live_server.url, email, the_code)
    case = RightsRequest.objects.get(reference=filed.reference)
    assert case.resident.email == email
    assert {right.right for right in case.rights.all()} == {"opt_out", "deletion"}


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_a_typed_problem(example, client_folder, live_server, venue):
    from saveface_client import Client
    from saveface_client.api.requests import requests_create
    from saveface_client.models import Problem, RequestInRequest, Right

    body = RequestInRequest(venue=venue.slug, rights=[Right.DELETION])
    with Client(live_server.url) as anybody:
        refused = requests_create.sync(client=anybody, body=body)
    assert isinstance(refused, Problem)
    assert refused.status == 401


@pytest.mark.django_db(transaction=True)
def test_evidence_is_typed_both_ways(example, live_server, api, resident, operator, venue):
    from saveface_client import AuthenticatedClient
    from saveface_client.api.requests import requests_answer_create, requests_grounds_list
    from saveface_client.models import (
        AnswerInRequest,
        DecisionEnum,
        Evidence,
        EvidenceNothingBecause,
        EvidenceRequest,
        EvidenceSearchRequest,
        EvidenceVenueRequest,
        Right,
        VerdictInRequest,
    )

    case = filed_request(resident=resident, venue=venue)
    session = api(operator).session.session_key
    client = AuthenticatedClient(
        live_server.url, token=session, prefix="", auth_header_name="X-Session-Token"
    )
    shown = EvidenceRequest(
        venue=EvidenceVenueRequest("Gate Company", "Wang Min"),
        search=EvidenceSearchRequest(
            "the server", timezone.localdate(), EvidenceNothingBecause.NEVER_COLLECTED
        ),
    )
    verdicts = [VerdictInRequest(Right.DELETION, DecisionEnum.NOT_HELD)]
    body = AnswerInRequest(verdicts, evidence=shown)
    with client as desk, zeal_ignore():
        grounds = requests_grounds_list.sync(case.reference, client=desk)
        answered = requests_answer_create.sync(case.reference, client=desk, body=body)
    assert grounds[0].title.en
    evidence = answered.answers[0].evidence
    assert isinstance(evidence, Evidence)
    assert evidence.search.nothing_because is EvidenceNothingBecause.NEVER_COLLECTED
    assert evidence.search.on == timezone.localdate()
    assert not evidence.contact
