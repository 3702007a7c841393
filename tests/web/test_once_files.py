"""A form with a file that was changed is another sending, though name and size are the same."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from requests_app.models import Attachment

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef"


def send(client, case, content):
    sent = {
        "body": "See the file.",
        "attachments": [SimpleUploadedFile("ticket.txt", content)],
        "once": KEY,
    }
    return client.post(f"/requests/{case.reference}/message", sent)


def test_a_changed_file_of_the_same_name_and_size_is_not_lost(rights_request, resident, signed_in):
    client = signed_in(resident)
    for content in (b"ticket 4711", b"ticket 4712", b"ticket 4712"):
        assert send(client, rights_request, content).status_code == 302
    digests = set(Attachment.objects.values_list("digest", flat=True))
    assert digests == {hashlib.sha256(b"ticket 471%d" % each).hexdigest() for each in (1, 2)}
    assert rights_request.messages.count() == 2
