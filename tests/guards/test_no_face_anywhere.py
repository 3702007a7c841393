"""No selfie, no template, no score: not in logs, messages, rows, blobs, pages or answers.

The whole main job runs on marked pictures, with every template recorded as the engine makes it; then
everything that the platform wrote, queued, stored, said or showed is searched for them.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from celery import current_app
from celery.app.task import Task
from django.apps import apps
from django.db import models
from django.test import Client
from django.utils import timezone
from kombu import Connection

from accounts.models import User
from accounts.services.takeout import take_out
from biometrics.engines.dlib_resnet import DlibResnet
from biometrics.models import Disclosure, ProbeFrame
from biometrics.services.verifications import start_verification
from biometrics.types import Capture
from biometrics.vault import blobs
from requests_app.models import RightsRequest
from requests_app.services import answers
from tests.guards.job import RESIDENT, STRANGER, deleted, photograph
from tests.guards.routes import all_routes
from tests.guards.walking import as_text, every_value
from tests.guards.world import filled, parameters
from tests.personas import sign_in

MARK = b"MARKED-PICTURE-OF-A-FACE"
STRANGERS_RECORD = "record-0"


def marked(picture: bytes) -> bytes:
    """The JPEG with a comment segment, as a camera might write one."""
    return picture[:2] + b"\xff\xfe" + (len(MARK) + 2).to_bytes(2, "big") + MARK + picture[2:]


@dataclass
class Secrets:
    """What must be found nowhere: pictures and templates, in every writing that we can think of."""

    pictures: list[bytes] = field(default_factory=list)
    templates: list[np.ndarray] = field(default_factory=list)

    def needles(self) -> Iterator[bytes]:
        yield MARK
        yield base64.b64encode(MARK)[1:-3]
        for picture in self.pictures:
            middle = len(picture) // 2 // 3 * 3
            part = picture[middle : middle + 48]
            yield part
            yield base64.b64encode(part)
            yield part.hex().encode()
        for template in self.templates:
            yield template[:4].astype("<f4").tobytes()
            yield template[:4].astype("<f8").tobytes()
            for number in template[:6]:
                yield f"{abs(float(number)):.7f}".encode()

    def found_in(self, data: bytes) -> list[bytes]:
        return [needle for needle in self.needles() if needle in data]


@pytest.fixture
def secrets(monkeypatch) -> Secrets:
    """Records each template when the engine makes it, before anybody can wipe it."""
    known = Secrets()
    make = DlibResnet.encode

    def recorded(self, picture, face):
        template = make(self, picture, face)
        known.templates.append(template.values.copy())
        return template

    monkeypatch.setattr(DlibResnet, "encode", recorded)
    return known


@pytest.fixture
def sent(monkeypatch) -> list[bytes]:
    """Every task as it would lie in a broker: name, arguments, options."""
    messages: list[bytes] = []
    eager = Task.apply_async

    def recorded(self, args=None, kwargs=None, **options):
        messages.append(json.dumps([self.name, args, kwargs, str(options)]).encode())
        return eager(self, args, kwargs, **options)

    monkeypatch.setattr(Task, "apply_async", recorded)
    return messages


def stored_blobs() -> list[bytes]:
    tomorrow = timezone.now() + timedelta(days=1)
    paths = [
        path for folder in ("probes", "disclosures") for path in blobs.older_than(folder, tomorrow)
    ]
    return [blobs.get(path) + path.encode() for path in paths]


def rows() -> list[bytes]:
    return [
        f"{place} {as_text(value)}".encode("latin-1", "replace") for place, value in every_value()
    ]


@pytest.fixture
def pictures(secrets) -> list[bytes]:
    """A stranger's photograph and the resident's, both marked."""
    secrets.pictures += [marked(photograph(STRANGER, 1)), marked(photograph(RESIDENT, 1))]
    return list(secrets.pictures)


@dataclass
class Job:
    """The case when everything has happened; what lay in tables and store while it was compared."""

    case: RightsRequest
    world: dict[str, Any]
    people: dict[str, User]
    rows_meanwhile: list[bytes]
    blobs_meanwhile: list[bytes]


@pytest.fixture
def job(caplog, secrets, sent, world, people, committed) -> Job:
    caplog.set_level(logging.DEBUG)
    resident, operator = people["resident"], people["operator"]
    selfies = [marked(photograph(RESIDENT, 2)), marked(photograph(RESIDENT, 3))]
    secrets.pictures += selfies
    with committed():
        start_verification(
            disclosure=world["disclosure"], frames=selfies, by=resident, capture=Capture.ATTENDED
        )
        meanwhile = rows(), stored_blobs()
    case = RightsRequest.objects.get(pk=world["case"].pk)
    assert case.matched_references == ["record-1"], "the job was really done"
    assert len(secrets.templates) == len(secrets.pictures) == 4
    answers.answer(case=case, reply=deleted("record-1"), by=operator)
    return Job(case, world, dict(people), *meanwhile)


def test_the_search_finds_what_it_looks_for(secrets):
    picture, template = marked(photograph(RESIDENT)), np.linspace(-1, 1, 128, dtype=np.float32)
    secrets.pictures.append(picture)
    secrets.templates.append(template)
    assert secrets.found_in(b"..." + picture + b"...")
    assert secrets.found_in(base64.b64encode(picture))
    assert secrets.found_in(template.tobytes())
    assert secrets.found_in(json.dumps(template.tolist()).encode())
    assert secrets.found_in(str(template.tolist()).encode())
    assert not secrets.found_in(b"nothing of the kind")


def test_no_row_and_no_blob_shows_a_face_while_it_waits(job, secrets):
    assert job.blobs_meanwhile, "sealed pictures and templates were there"
    for data in (*job.rows_meanwhile, *job.blobs_meanwhile):
        assert not secrets.found_in(data), data[:80]


def test_strangers_records_stay_sealed_to_the_end(job):
    """The venue's reference of a record that is not the resident's is never in the clear."""
    for data in (*job.rows_meanwhile, *rows()):
        assert STRANGERS_RECORD.encode() not in data, data[:80]


def test_nothing_of_a_face_is_left_afterwards(job, secrets):
    assert stored_blobs() == []
    assert not ProbeFrame.objects.exists()
    assert set(Disclosure.objects.values_list("state", "wrapped_key")) == {("destroyed", None)}
    for data in rows():
        assert not secrets.found_in(data), data[:80]


def test_no_log_line_shows_a_face(job, secrets, caplog, capfd):
    lines = "\n".join(f"{r.getMessage()} {r.__dict__}" for r in caplog.records)
    written = capfd.readouterr()
    for text in (lines, caplog.text, written.out, written.err):
        assert not secrets.found_in(text.encode()), "a face is in the log"
        assert "distance" not in text
        assert STRANGERS_RECORD not in text


def test_tasks_carry_ids_alone(job, sent, secrets):
    assert sent
    for name, args, kwargs, _options in map(json.loads, sent):
        assert not kwargs, name
        assert all(str(UUID(argument)) == argument for argument in args or []), name


def test_the_folder_of_the_embedded_broker_holds_ids_alone(
    job, sent, secrets, tmp_path, monkeypatch
):
    """The same messages through the transport of `make run`, read back from the disk."""
    options = {"data_folder_in": tmp_path, "data_folder_out": tmp_path, "control_folder": tmp_path}
    broker = Connection(
        "filesystem://", transport_options={name: str(path) for name, path in options.items()}
    )
    monkeypatch.setattr(current_app.conf, "task_always_eager", False)
    with broker:
        for name, args, _kwargs, _options in map(json.loads, sent):
            current_app.send_task(name, args=args, connection=broker)
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    bodies = [base64.b64decode(json.loads(data)["body"]) for data in files if data[:1] == b"{"]
    assert len(bodies) >= len(sent)
    for data in (*files, *bodies):
        assert not secrets.found_in(data)
        assert job.people["resident"].email.encode() not in data


@pytest.mark.heavy
def test_no_page_and_no_answer_shows_a_face(job, secrets):
    known = parameters(job.world)
    read = 0
    for name, user in job.people.items():
        client = sign_in(Client(raise_request_exception=False), user)
        for route in all_routes():
            if route.area in ("_allauth", "accounts") or "socialaccount" in route.path:
                continue
            response = client.get(filled(route.path, route.parameters, known))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            assert not secrets.found_in(body), f"{route.path} as {name}"
            assert STRANGERS_RECORD.encode() not in body, f"{route.path} as {name}"
            read += response.status_code == 200
    assert read > 100


def test_the_selfie_and_its_outcome_are_no_business_of_the_venue(job):
    """The venue learns which of its own records are the resident's; not how, nor how sure."""
    case = job.case
    assert case.matched_references == ["record-1"]
    events = json.dumps(list(case.events.values_list("kind", "data")), default=str)
    assert not any(word in events for word in ("distance", "score", "similarity", "frame"))


def test_no_download_and_no_receipt_shows_a_face(job, secrets):
    download = json.dumps(take_out(user=job.people["resident"]), ensure_ascii=False)
    assert not secrets.found_in(download.encode())
    assert not {"picture_key", "wrapped_key", "path"} & set(keys_of(json.loads(download)))


def keys_of(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


# --- no score, because there is no place for one ----------------------------------------------


def test_no_table_has_a_column_for_a_fraction():
    """A score is a template (129 exact distances rebuild an embedding): nothing can hold one."""
    fractional = [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        if model._meta.app_label in ("accounts", "consents", "biometrics", "requests_app")
        for column in model._meta.concrete_fields
        if isinstance(column, models.FloatField | models.DecimalField)
    ]
    assert fractional == []


def test_no_json_column_holds_a_fraction(job):
    def fractions(value: object) -> bool:
        if isinstance(value, dict):
            return any(map(fractions, value.values()))
        if isinstance(value, list):
            return any(map(fractions, value))
        return isinstance(value, float)

    ours = [
        place
        for place, value in every_value()
        if fractions(value) and not place.startswith("sessions.")
    ]
    assert ours == []
