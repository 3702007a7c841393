"""Nobody waits for a database while a stranger's file is looked at; and no web process looks for faces."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from biometrics.images import inspection
from biometrics.services import disclosures, verifications
from tests.attempting import disclosed, picture

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _drawn_faces(settings):
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"


@pytest.fixture
def depths(monkeypatch):
    """How many transactions were open, beyond the test's own, each time a file was examined."""
    found: list[int] = []
    outside, examine = len(connection.savepoint_ids), inspection.examine

    def examining(data):
        found.append(len(connection.savepoint_ids) - outside)
        return examine(data)

    monkeypatch.setattr(inspection, "examine", examining)
    return found


def photo(number=1, name="a.png"):
    return SimpleUploadedFile(name, picture(1, number), "image/png")


def with_key(number):
    return {"headers": {"idempotency-key": f"key-{number}"}, "format": "multipart"}


@pytest.fixture
def case(rights_request, operator, django_capture_on_commit_callbacks):
    def committed():
        return django_capture_on_commit_callbacks(execute=True)

    rights_request.made = disclosed(rights_request, operator, committed)
    return rights_request


def test_a_selfie(case, resident, consent_of, signed_in, api, depths):
    consent_of(resident)
    page = reverse("biometrics:verify", args=(case.made.pk,))
    assert signed_in(resident).post(page, {"photos": [photo()]}).status_code == 200
    sent = {"request": case.reference, "frames": [photo(2)]}
    assert api(resident).post("/api/v1/verifications", sent, **with_key(1)).status_code == 403
    assert set(depths) <= {0}, "whatever is looked at is looked at before a transaction"


def test_a_burst(case, resident, consent_of, depths):
    consent_of(resident)
    with pytest.raises(Exception, match="challenge"):
        verifications.start_verification(
            disclosure=case.made,
            frames=[picture(1, number) for number in range(8)],
            by=resident,
            challenge=case.made.pk,
        )
    assert depths == [0] * 8


def test_photographs_of_a_disclosure(rights_request, operator, signed_in, api, depths):
    desk = reverse("admin:requests_app_rightsrequest_disclose", args=(rights_request.pk,))
    sent = {"basis": "by_name", "photographs": [photo()]}
    assert signed_in(operator).post(desk, sent).status_code == 200
    (made,) = disclosures.Disclosure.objects.filter(request_id=rights_request.pk)
    address = f"/api/v1/requests/{rights_request.reference}/disclosures/{made.pk}/photographs"
    answer = api(operator).post(address, {"photographs": [photo(2, "b.png")]}, **with_key(2))
    assert answer.status_code == 201
    assert depths == [0, 0]


def test_a_sighting(venue, resident, signed_in, api, depths):
    page = reverse("consents:venue_sighting", args=(venue.slug,))
    assert signed_in(resident).post(page, {"text": "a", "photo": photo()}).status_code == 302
    sent = {"text": "b", "photo": photo(2)}
    answer = api(resident).post(f"/api/v1/venues/{venue.slug}/sightings", sent, **with_key(3))
    assert answer.status_code == 201
    assert depths == [0, 0]


def test_an_attachment(rights_request, resident, operator, signed_in, api, depths):
    page = reverse("requests:message", args=(rights_request.reference,))
    assert signed_in(resident).post(page, {"body": "a", "attachments": photo()}).status_code == 302
    desk = reverse("admin:requests_app_rightsrequest_message", args=(rights_request.pk,))
    sent = {"message-body": "b", "message-attachments": photo(2)}
    assert signed_in(operator).post(desk, sent).status_code == 302
    address = f"/api/v1/requests/{rights_request.reference}/messages"
    answer = api(resident).post(address, {"body": "c", "files": [photo(3)]}, **with_key(4))
    assert answer.status_code == 200
    assert depths == [0, 0, 0]


WEB = """
import json, sys
import config.web.wsgi
from django.urls import get_resolver
get_resolver().check()
loaded = [name for name in sys.argv[1:] if name in sys.modules]
refused = []
for name in sys.argv[1:]:
    try:
        __import__(name)
    except ImportError:
        refused.append(name)
print(json.dumps([loaded, refused]))
"""


def test_a_web_process_cannot_load_what_looks_for_faces_or_draws_pages():
    names = ["dlib", "face_recognition", "onnxruntime", "pypdfium2"]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", WEB, *names],
        cwd=ROOT,
        env={"PATH": "", "SAVEFACE_PROFILE": "test", "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded, refused = json.loads(done.stdout.splitlines()[-1])
    assert loaded == []
    assert refused == names
