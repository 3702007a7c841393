"""What takes a connection and then says nothing holds no page for longer than seconds."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import pytest
from django.core.files.storage.handler import StorageHandler
from django.db import OperationalError as DatabaseOperationalError
from django.db.backends.postgresql.base import DatabaseWrapper
from kombu import Connection
from kombu.exceptions import OperationalError

from biometrics.vault import blobs
from biometrics.vault.errors import KeyServiceUnreachable
from config.settings import storage, tasks

pytestmark = pytest.mark.heavy  # each waits for a time-out
SECONDS = 14


@pytest.fixture
def mute():
    """The port of a server that takes every connection and never says a word."""
    server = socket.create_server(("127.0.0.1", 0))
    held = []

    def take():
        try:
            while True:
                held.append(server.accept())
        except OSError:
            return

    threading.Thread(target=take, daemon=True).start()
    yield server.getsockname()[1]
    server.close()
    for connection, _address in held:
        connection.close()


@contextmanager
def soon():
    began = time.monotonic()
    yield
    assert time.monotonic() - began < SECONDS


def test_a_broker_that_says_nothing_is_given_up(mute, monkeypatch):
    url = f"redis://127.0.0.1:{mute}/0"
    monkeypatch.setattr(tasks, "CELERY_BROKER_URL", url)
    options = tasks._transport_options()
    with soon(), pytest.raises(OperationalError), Connection(url, transport_options=options) as to:
        to.SimpleQueue("default").put({"a": 1}, retry=False)


def test_a_database_that_says_nothing_is_given_up(mute):
    of_server = storage._read_url(f"postgres://user:password@127.0.0.1:{mute}/name")
    ours = {"TIME_ZONE": None, "CONN_MAX_AGE": 0, "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False}
    database = DatabaseWrapper({**of_server, **storage._postgresql(), **ours}, "mute")
    refused = pytest.raises(DatabaseOperationalError, match="timeout")
    with soon(), refused, database.wrap_database_errors:
        database.connect()


@pytest.fixture
def mute_store(mute, monkeypatch, settings):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_REGION", "cn-north-1")
    monkeypatch.setenv("S3_ENDPOINT_URL", f"http://127.0.0.1:{mute}")
    monkeypatch.setattr(
        blobs, "storages", StorageHandler({**settings.STORAGES, "sealed": storage._s3("b/sealed")})
    )


@pytest.mark.parametrize("act", ["put", "get", "exists"])
def test_a_store_that_says_nothing_is_given_up(mute_store, act):
    acts = {
        "put": lambda: blobs.put(b"sealed", folder="attachments"),
        "get": lambda: blobs.get("attachments/x"),
        "exists": lambda: blobs.store().exists("readyz"),
    }
    with soon(), pytest.raises(Exception, match=r"Read timeout|store"):
        acts[act]()


WORDS = {"body": "The ticket is 4711."}


@pytest.mark.django_db
@pytest.mark.parametrize("door", ["page", "api"])
@pytest.mark.parametrize("away", ["store", "key service"])
def test_who_sends_a_file_meanwhile_is_told_to_come_again(
    rights_request, resident, signed_in, api, monkeypatch, door, away
):
    """Nothing is stored, and it is no mistake of ours: 503, not 500."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    def broken(*_args, **_kwargs):
        raise KeyServiceUnreachable("KMS does not answer") if away != "store" else OSError(28, "")

    if away == "store":
        monkeypatch.setattr(type(blobs.store()), "save", broken)
    else:
        monkeypatch.setattr("biometrics.vault.transit.seal", broken)
    file = SimpleUploadedFile("a.txt", b"4711")
    if door == "page":
        client = signed_in(resident)
        client.raise_request_exception = False
        address = f"/requests/{rights_request.reference}/message"
        answer = client.post(address, {**WORDS, "attachments": [file]})
    else:
        client = api(resident)
        client.raise_request_exception = False
        address = f"/api/v1/requests/{rights_request.reference}/messages"
        answer = client.post(address, {**WORDS, "files": [file]}, format="multipart")
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert not rights_request.messages.exists()
