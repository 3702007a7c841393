"""A photograph never reaches a temporary file."""

import io
import tempfile

import pytest
from django.core.files.uploadedfile import InMemoryUploadedFile, SimpleUploadedFile
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from config.web import uploads


@csrf_exempt
def describe(request):
    files = request.FILES.getlist("picture")
    return JsonResponse(
        {
            "sizes": [file.size for file in files],
            "lengths": [len(file.read()) for file in files],
            "in_memory": all(type(file) is InMemoryUploadedFile for file in files),
        }
    )


urlpatterns = [path("describe", describe)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]


@pytest.fixture
def send(signed_in, resident, monkeypatch):
    client = signed_in(resident)

    def refuse(*args, **kwargs):
        raise AssertionError("an upload was about to be written to a temporary file")

    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)

    def post(*sizes):
        files = [SimpleUploadedFile(f"{n}.jpg", bytes(size)) for n, size in enumerate(sizes)]
        return client.post("/describe", {"picture": files})

    return post


def test_files_up_to_the_limit_stay_whole_and_in_memory(send):
    limit = uploads.MAX_FILE_BYTES
    answer = send(10, limit).json()
    assert answer == {"sizes": [10, limit], "lengths": [10, limit], "in_memory": True}


def test_of_a_larger_file_only_the_true_size_is_kept(send):
    size = uploads.MAX_FILE_BYTES + 1
    answer = send(size, 5).json()
    assert answer == {"sizes": [size, 5], "lengths": [0, 5], "in_memory": True}


def test_a_request_that_is_too_large_is_refused_whole(send, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_REQUEST_BYTES", 1000)
    assert send(400, 400, 400).status_code == 400


def test_the_limit_holds_when_the_announced_length_lies(rf, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_REQUEST_BYTES", 100)
    handler = uploads.MemoryOnlyUploadHandler()
    handler.new_file("picture", "a.jpg", "image/jpeg", None)
    handler.receive_data_chunk(bytes(100), 0)
    with pytest.raises(uploads.RequestDataTooBig, match="at once"):
        handler.receive_data_chunk(b"x", 100)
    assert handler.buffer.getvalue() == b""


def multipart(parts):
    """A body of the given parts, each with its headers."""
    return b"".join(b"--mark\r\n" + part + b"\r\n" for part in parts) + b"--mark--\r\n"


FIELD = b'Content-Disposition: form-data; name="a"\r\n\r\n1'
FILE = b'Content-Disposition: form-data; name="f"; filename="f"\r\n\r\n1'
NAMELESS = b"X-Other: 1\r\n\r\n"


@pytest.mark.parametrize("part", [FIELD, FILE, NAMELESS, b"", b"\r\n"])
def test_parts_are_counted_whatever_they_are(signed_in, resident, part):
    body = multipart([part] * 1300)
    kind = "multipart/form-data; boundary=mark"
    answer = signed_in(resident).post("/describe", body, content_type=kind)
    assert answer.status_code == 400


@pytest.mark.parametrize("size", [1, 3, 7, 64])
def test_a_boundary_is_counted_once_wherever_the_pieces_are_cut(size):
    body = io.BytesIO(multipart([NAMELESS] * 50))
    metered = uploads.Metered(body, b"mark")
    while metered.read(size):
        pass
    assert metered._meter.spent[uploads.Measure.ENTRIES] == 51


def test_who_is_not_signed_in_sends_no_large_file(client):
    large = SimpleUploadedFile("a.jpg", bytes(uploads.MAX_ANONYMOUS_BYTES))
    assert client.post("/describe", {"picture": large}).status_code == 400
    small = SimpleUploadedFile("a.jws", bytes(8000))
    assert client.post("/describe", {"picture": small}).status_code == 200


def test_the_limits_of_a_form_are_set(settings):
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 1024 * 1024
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 1000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES <= 200
