"""Disclosing at the desk: every bad row gets its own sentence, and the good ones are kept."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from biometrics.models import Disclosure, DisclosureState
from requests_app.services import identity

VECTOR = [0.6, 0.8, *[0.0] * 126]


@pytest.fixture(autouse=True)
def _quick_engine(settings):
    settings.FACE_ENGINES = {"quick": {"class": "tests.admin.engine.QuickEngine"}}
    settings.FACE_ENGINE = "quick"


@pytest.fixture
def desk(signed_in, operator):
    return signed_in(operator)


@pytest.fixture
def address(rights_request):
    return reverse("admin:requests_app_rightsrequest_disclose", args=(rights_request.pk,))


def photo(name="A-1.jpg", colour=(200, 120, 90)):
    out = io.BytesIO()
    Image.new("RGB", (64, 64), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def text_file(name, content):
    data = content if isinstance(content, bytes) else content.encode()
    return SimpleUploadedFile(name, data)


def vectors(engine="quick@1", records=()):
    return text_file("vectors.json", json.dumps({"engine": engine, "records": list(records)}))


def send(desk, address, **fields):
    return desk.post(address, {"basis": "by_name", **fields})


def body(response):
    return response.content.decode()


def test_photographs_are_taken_under_their_file_names(desk, address):
    html = body(send(desk, address, photographs=[photo("A-1.jpg"), photo("A-2.jpg")]))
    assert "2 records were taken" in html
    disclosure = Disclosure.objects.get()
    assert (disclosure.state, disclosure.items.count()) == (DisclosureState.OPEN, 2)
    assert "This is all we hold" in html


def test_a_bad_file_is_named_with_what_to_do_and_the_good_one_kept(desk, address):
    bad = text_file("notes.jpg", "no picture")
    html = body(send(desk, address, photographs=[photo("A-1.jpg"), bad]))
    assert "1 record was taken" in html
    assert "notes" in html
    assert "Send a JPEG, PNG, WebP or HEIC file" in html
    assert Disclosure.objects.get().items.filter(state="pending").count() == 1


def test_batch_after_batch_until_it_is_finished(
    desk, address, rights_request, django_capture_on_commit_callbacks
):
    send(desk, address, photographs=[photo("A-1.jpg")])
    desk.post(
        address, {"photographs": [photo("A-2.jpg", (201, 121, 90)), photo("dark.jpg", (0, 0, 0))]}
    )
    waiting = desk.post(address, {"finish": "1"}, follow=True)
    assert 'http-equiv="refresh"' in body(waiting)
    with django_capture_on_commit_callbacks(execute=True):
        from accounts.core.queueing import enqueue_on_commit

        enqueue_on_commit("biometrics.read_disclosure", str(Disclosure.objects.get().pk))
    disclosure = Disclosure.objects.get()
    assert (disclosure.state, disclosure.count, disclosure.refused) == ("ready", 2, 1)
    html = body(desk.get(address))
    assert "dark" in html
    assert "No face was found" in html
    assert 'http-equiv="refresh"' not in html
    rights_request.refresh_from_db()
    assert rights_request.workflow == "awaiting_resident"


def test_nothing_chosen_says_so_and_opens_nothing(desk, address):
    response = send(desk, address)
    assert response.status_code == 422
    assert "Choose the photographs" in body(response)
    assert not Disclosure.objects.exists()


def test_a_window_of_time_must_be_named_and_short(desk, address):
    unnamed = send(desk, address, basis="time_window", photographs=[photo()])
    assert "Say from when to when" in body(unnamed)
    days = {"window_from": "2026-11-01T10:00", "window_to": "2026-11-03T10:00"}
    long = send(desk, address, basis="time_window", photographs=[photo()], **days)
    assert "longer than 24 hours" in body(long)
    assert not Disclosure.objects.exists()
    hours = {"window_from": "2026-11-01T14:00", "window_to": "2026-11-01T16:00"}
    send(desk, address, basis="time_window", photographs=[photo()], **hours)
    # 14:00 at the venue, in Hangzhou
    assert Disclosure.objects.get().window_from.isoformat() == "2026-11-01T06:00:00+00:00"


def test_references_come_from_a_list(desk, address, settings):
    listed = text_file(
        "list.csv", "file,reference\nA-1.jpg,门禁-0007\nA-2.jpg,\n".encode("gb18030")
    )
    html = body(
        send(
            desk,
            address,
            photographs=[photo("A-1.jpg"), text_file("A-2.jpg", "x")],
            references=listed,
        )
    )
    assert "line 3" in html
    disclosure = Disclosure.objects.get()
    from biometrics.services.galleries import names_of

    assert names_of(disclosure, list(disclosure.items.order_by("number"))) == ["门禁-0007", "A-2"]


def test_a_zip_is_opened_in_memory(desk, address):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(3):
            archive.writestr(f"export/B-{number}.jpg", photo().read())
        archive.writestr("__MACOSX/._B-0.jpg", b"x")
    html = body(send(desk, address, photographs=[text_file("export.zip", out.getvalue())]))
    assert "3 records were taken" in html


def test_a_broken_zip_is_a_bad_row(desk, address):
    html = body(
        send(desk, address, photographs=[photo(), text_file("export.zip", b"PK\x03\x04no")])
    )
    assert "This zip cannot be opened" in html
    assert "1 record was taken" in html


def test_vectors_of_an_installed_engine(desk, address):
    records = [
        {"reference": "V-1", "vector": VECTOR},
        {"reference": "V-2", "vector": [9, 9, 9]},
        {"vector": VECTOR},
    ]
    html = body(send(desk, address, vectors=vectors(records=records)))
    assert "1 record was taken" in html
    assert "V-2" in html
    assert "record 3" in html
    assert Disclosure.objects.get().count == 1


def test_vectors_of_an_unknown_engine_are_refused_with_what_to_do(desk, address):
    records = [{"reference": "V-1", "vector": VECTOR}]
    response = send(desk, address, vectors=vectors("acme@7", records))
    assert response.status_code == 422
    assert "ask the administrator to install engine “acme@7”" in body(response)
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"engine": "quick@1", "records": []}', '"x"'])
def test_a_file_that_is_no_list_of_vectors(desk, address, content):
    response = send(desk, address, vectors=text_file("v.json", content))
    assert response.status_code == 422
    assert not Disclosure.objects.exists()


def test_what_was_uploaded_by_mistake_is_destroyed_before_anybody_is_compared(desk, address):
    send(desk, address, photographs=[photo()])
    html = body(desk.post(address, {"discard": "1"}, follow=True))
    assert "Discarded and destroyed" in html
    assert Disclosure.objects.get().wrapped_key is None
    assert "How did you choose the records?" in html


def test_what_was_handed_over_is_not_discarded(desk, address):
    send(desk, address, photographs=[photo()])
    desk.post(address, {"finish": "1"})
    desk.post(address, {"discard": "1"})
    assert Disclosure.objects.get().state == DisclosureState.READING


def test_a_request_that_is_answered_takes_no_disclosure(desk, address, rights_request, resident):
    from requests_app.services.filing import withdraw

    withdraw(case=rights_request, by=resident)
    html = body(desk.get(address, follow=True))
    assert "not possible now" in html
    send(desk, address, photographs=[photo()])
    assert not Disclosure.objects.exists()


def test_the_page_shows_nothing_of_a_face(desk, address, rights_request, operator):
    selection = identity.Selection(basis="by_name")
    identity.begin_disclosure(case=rights_request, selection=selection, by=operator)
    html = body(send(desk, address, photographs=[photo()]))
    assert "data:image" not in html
    assert "<img" not in html.replace('<img src="/static/', "")
