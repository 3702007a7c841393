"""What reaches the log: ids and times, nothing of a person."""

from uuid import uuid4

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from config.redaction import REDACTED, redact, redact_text


def logged(**event):
    return redact(None, "info", event)


@pytest.mark.parametrize(
    "key",
    [
        "email",
        "selfie",
        "embedding",
        "score",
        "distance",
        "access_token",
        "display_name",
        "ip",
        "Authorization",
        "args",
        "kwargs",
        "user_agent",
        "query",
        "probe_frames",
    ],
)
def test_what_is_named_as_personal_is_hidden_whatever_it_holds(key):
    assert logged(**{key: "anything"}) == {key: REDACTED}
    assert logged(nested={key: 1}) == {"nested": {key: REDACTED}}


@pytest.mark.parametrize(
    "value",
    [
        b"\xff\xd8\xff",
        bytearray(3),
        memoryview(b"abc"),
        np.zeros(128),
        SimpleUploadedFile("me.jpg", b"\xff\xd8"),
    ],
)
def test_bytes_arrays_and_files_show_only_their_type(value):
    assert logged(found=value) == {"found": f"<{type(value).__name__}>"}


def test_a_number_with_a_fraction_is_hidden_unless_it_is_a_time():
    assert logged(result=0.37, duration=0.5) == {"result": REDACTED, "duration": 0.5}
    assert logged(results=[0.1, 0.2]) == {"results": [REDACTED, REDACTED]}


def test_ids_and_counts_stay():
    id_ = uuid4()
    event = {"event": "request filed", "request_id": str(id_), "user_id": id_, "count": 3}
    assert logged(**event) == event


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail to li.na+x@example.org failed", f"mail to {REDACTED} failed"),
        ("GET /venues/?q=Li+Na", f"GET /venues/?{REDACTED}"),
        ("token sf_live_4f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c", f"token {REDACTED}"),
        ("vector [0.123, -0.456, 0.789, 1.5e-3]", f"vector [{REDACTED}]"),
        ("POST /api/v1/requests/ 201", "POST /api/v1/requests/ 201"),
        (
            "task biometrics.compare_probe_with_disclosure",
            "task biometrics.compare_probe_with_disclosure",
        ),
    ],
)
def test_text_loses_addresses_tokens_queries_and_vectors(text, expected):
    assert redact_text(text) == expected


def test_an_error_shows_its_text_redacted():
    event = logged(error=ValueError("no such user: li.na@example.org"))
    assert event == {"error": f"no such user: {REDACTED}"}
