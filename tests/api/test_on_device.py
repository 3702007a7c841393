"""A vector computed on the person's own device, over the API: bytes in, problems out."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from biometrics.engines import get, mosaic
from biometrics.images import read_picture
from biometrics.models import Verification
from biometrics.services.limits import ATTEMPTS_A_DAY
from tests.on_device import packed

pytestmark = pytest.mark.django_db

RESIDENT, STRANGER = 1, 2
URL = "/api/v1/verifications/on-device"
TICKET = "MN-40213"


def as_file(data):
    """Each time anew: what has been sent is at its end."""
    return SimpleUploadedFile("vectors", data, "application/octet-stream")


def vector(person, variant=2):
    out = io.BytesIO()
    mosaic.draw(person, variant).save(out, "PNG")
    return get().encode_probe(read_picture(out.getvalue())).values.tolist()


@pytest.fixture
def disclosed(program, rights_request, photo, worked):
    """The venue found one record under the resident's member number, and sent it with that number."""
    base = f"/api/v1/requests/{rights_request.reference}/disclosures"
    url = program.post(base, {"basis": "by_ticket"})["Location"]
    with worked():
        body = {"photographs": [photo(RESIDENT, 1, "a.png")], "references": [TICKET]}
        program.post(f"{url}/photographs", body, format="multipart")
        program.post(f"{url}/finish")
    return url


@pytest.fixture
def resident_api(api, resident, consent_of, disclosed):
    consent_of(resident)
    return api(resident)


@pytest.fixture
def body(resident_api, rights_request):
    """What an honest client sends."""
    told = resident_api.get(URL, {"request": rights_request.reference}).json()
    return {
        "request": rights_request.reference,
        "token": told["token"],
        "engine": told["engine"],
        "vectors": as_file(packed([vector(RESIDENT)])),
        "ticket": TICKET,
    }


def post(client, body):
    """As an app sends it. A file that was read once is read from its start again."""
    for value in body.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    return client.post(URL, body, format="multipart")


def kind_of(answer):
    return answer.json()["type"].rpartition("/")[2]


def test_the_client_is_told_what_to_compute(resident_api, rights_request):
    told = resident_api.get(URL, {"request": rights_request.reference}).json()
    assert set(told) == {"token", "engine", "dimension", "vectors_at_most", "seconds"}
    assert (told["engine"], told["dimension"], told["vectors_at_most"]) == ("mosaic@1", 32, 3)


def test_face_and_number_prove_the_record(resident_api, program, rights_request, body, worked):
    with worked():
        started = post(resident_api, body)
    ended = resident_api.get(started["Location"]).json()
    case = program.get(f"/api/v1/requests/{rights_request.reference}").json()
    assert started.status_code == 202
    assert (ended["state"], ended["outcome"]) == ("decided", "verified")
    assert case["matched_references"] == [TICKET]


def test_what_fails_is_inconclusive_and_costs_an_attempt(resident_api, body, worked):
    with worked():
        started = post(resident_api, {**body, "ticket": "MN-40214"})
    ended = resident_api.get(started["Location"]).json()
    assert (ended["outcome"], ended["attempts_left"]) == ("inconclusive", ATTEMPTS_A_DAY - 1)


def test_a_body_sent_twice_is_refused_once(resident_api, body, worked):
    with worked():
        assert post(resident_api, {**body, "ticket": "MN-40214"}).status_code == 202
    again = post(resident_api, body)
    assert (again.status_code, kind_of(again)) == (409, "face.on_device_token")


@pytest.mark.parametrize(
    ("change", "status", "kind"),
    [
        ({"engine": "dlib-resnet@1"}, 422, "face.on_device_engine"),
        ({"vectors": packed([])}, 422, "face.on_device_count"),
        ({"ticket": "12"}, 422, "face.on_device_ticket"),
        ({"vectors": packed([[0.01] * 32])}, 422, "face.unusable_vector"),
        ({"vectors": packed([[float("nan")] * 32])}, 422, "face.unusable_vector"),
        ({"vectors": packed([[1e300] * 32])}, 422, "face.unusable_vector"),
        ({"vectors": packed([[0.2] * 31], 31)}, 422, "face.unusable_vector"),
        ({"vectors": b"0.1"}, 422, "face.unusable_vector"),
        ({"vectors": "0.1"}, 400, "invalid"),
        ({"token": "x"}, 409, "face.on_device_token"),
        ({"ticket": ""}, 400, "invalid"),
    ],
)
def test_what_does_not_serve_says_what_to_do(resident_api, body, change, status, kind):
    change = {
        name: as_file(value) if isinstance(value, bytes) else value
        for name, value in change.items()
    }
    answer = post(resident_api, {**body, **change})
    assert (answer.status_code, kind_of(answer)) == (status, kind)
    assert answer.json()["detail"]
    assert not Verification.objects.exists()


def test_numbers_written_out_are_refused_and_not_repeated(resident_api, body):
    answer = resident_api.post(URL, {"vectors": [[0.123456]]})
    assert answer.status_code == 415
    assert "0.123456" not in answer.text


def test_without_consent_nothing_is_looked_at(api, resident, disclosed, rights_request):
    client = api(resident)
    assert kind_of(client.get(URL, {"request": "x"})) == "face.consent_missing"
    assert kind_of(post(client, {"request": "x"})) == "face.consent_missing"


def test_it_is_for_ones_own_request_alone(api, stranger, consent_of, disclosed, body):
    consent_of(stranger)
    client = api(stranger)
    assert client.get(URL, {"request": body["request"]}).status_code == 404
    assert post(client, body).status_code == 404


def test_switched_off_it_says_so(resident_api, rights_request, body, settings):
    settings.FACE_ON_DEVICE = False
    for answer in (
        resident_api.get(URL, {"request": rights_request.reference}),
        post(resident_api, body),
    ):
        assert (answer.status_code, kind_of(answer)) == (403, "face.on_device_off")


@pytest.mark.parametrize("name", ["vector", "vectors", "values", "embedding", "template"])
def test_a_vector_among_pictures_is_refused(resident_api, rights_request, photo, body, name):
    sent = {"request": rights_request.reference, "frames": [photo(RESIDENT, 2)], name: "[0.1]"}
    answer = resident_api.post("/api/v1/verifications", sent, format="multipart")
    assert (answer.status_code, kind_of(answer)) == (422, "face.vector_not_here")
    as_json = resident_api.post("/api/v1/verifications", {"vectors": [[0.1]]})
    assert as_json.status_code == 415
    assert not Verification.objects.exists()
