"""The page on which the browser computes the vector: where it is offered, what it takes and shows."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from biometrics.engines import get, mosaic
from biometrics.images import read_picture
from biometrics.models import Basis, Capture, Verification
from biometrics.services.disclosures import add_photograph, finish_disclosure
from requests_app.law.rights import Right
from requests_app.services import identity
from tests.factories import filed_request
from tests.on_device import packed

pytestmark = pytest.mark.django_db

RESIDENT, STRANGER = 1, 2
TICKET = "MN-40213"


def picture(person, variant):
    out = io.BytesIO()
    mosaic.draw(person, variant).save(out, "PNG")
    return out.getvalue()


def vector(person, variant=2):
    return get().encode_probe(read_picture(picture(person, variant))).values.tolist()


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def model(settings, tmp_path):
    """A model has been fetched: of it the server reads only whose vectors it computes."""
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    settings.FACE_MODEL_DIR = tmp_path
    description = tmp_path / "model.json"
    description.write_text(json.dumps({"engine": "mosaic@1", "bytes": 11_402_775}))
    return description


@pytest.fixture
def disclose(operator, committed, model):
    def make(case, basis=Basis.BY_TICKET):
        selection = identity.Selection(basis=basis)
        found = identity.begin_disclosure(case=case, selection=selection, by=operator)
        add_photograph(disclosure=found, reference=TICKET, data=picture(RESIDENT, 1))
        with committed():
            finish_disclosure(disclosure=found, by=operator)
        found.refresh_from_db()
        return found

    return make


@pytest.fixture
def disclosure(disclose, rights_request):
    return disclose(rights_request)


@pytest.fixture
def address(disclosure):
    return reverse("biometrics:on_device", args=(disclosure.pk,))


@pytest.fixture
def visitor(resident, consent_of, signed_in):
    consent_of(resident)
    return signed_in(resident)


def ways(disclosure):
    return reverse("biometrics:verify", args=(disclosure.pk,))


def as_file(vectors, dimension=32):
    return SimpleUploadedFile("vectors", packed(vectors, dimension))


def filled(visitor, address, **changed):
    token = visitor.get(address).context["token"]
    vectors = as_file([vector(RESIDENT)])
    return {"token": token, "engine": "mosaic@1", "vectors": vectors, "ticket": TICKET, **changed}


def test_it_is_offered_beside_the_other_ways(visitor, disclosure, address):
    assert address in visitor.get(ways(disclosure)).text
    shown = visitor.get(address)
    assert "It does not show that you were before a camera" in shown.text
    assert "11 MB" in shown.text
    assert reverse("requests:identity_by_id", args=(disclosure.request_id,)) in shown.text


def test_without_the_model_it_is_not_offered(visitor, disclosure, address, model):
    model.unlink()
    assert address not in visitor.get(ways(disclosure)).text
    assert visitor.get(address).headers["location"] == ways(disclosure)


def test_a_model_of_another_engine_is_not_offered(visitor, disclosure, address, model):
    model.write_text(json.dumps({"engine": "dlib-resnet@1", "bytes": 1}))
    assert address not in visitor.get(ways(disclosure)).text
    assert visitor.get(address).status_code == 302


def test_switched_off_it_is_not_offered(visitor, disclosure, address, settings):
    settings.FACE_ON_DEVICE = False
    assert address not in visitor.get(ways(disclosure)).text
    assert visitor.get(address).status_code == 302


@pytest.mark.parametrize(
    ("rights", "basis"),
    [((Right.ACCESS, Right.DELETION), Basis.BY_TICKET), ((Right.DELETION,), Basis.BY_NAME)],
    ids=["reveals", "by name"],
)
def test_where_it_does_not_serve_it_is_not_offered(
    visitor, disclose, resident, venue, rights, basis
):
    found = disclose(filed_request(resident=resident, venue=venue, rights=rights), basis)
    address = reverse("biometrics:on_device", args=(found.pk,))
    assert address not in visitor.get(ways(found)).text
    assert visitor.post(address, {"ticket": TICKET}).headers["location"] == ways(found)


def test_consent_comes_first(resident, signed_in, disclosure, address, notices):
    visitor = signed_in(resident)
    answer = visitor.get(address)
    assert answer.headers["location"] == ways(disclosure)
    assert "I agree to this comparison" in visitor.get(ways(disclosure)).text


def test_the_number_and_the_vector_prove_the_record(visitor, address, committed):
    with committed():
        answer = visitor.post(address, filled(visitor, address))
    attempt = Verification.objects.get()
    assert attempt.capture == Capture.ON_DEVICE
    assert "Found you" in visitor.get(answer.headers["location"]).text


def test_what_fails_is_told_kindly_and_not_why(visitor, address, committed):
    told = set()
    for change in ({"ticket": "MN-40214"}, {"vectors": as_file([vector(STRANGER)])}):
        with committed():
            answer = visitor.post(address, filled(visitor, address, **change))
        told.add(visitor.get(answer.headers["location"]).text.partition("<main")[2])
    assert all("Not sure" in text for text in told)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"vectors": ""}, "Choose a photograph, or take one."),
        ({"vectors": SimpleUploadedFile("vectors", b"")}, "Choose a photograph, or take one."),
        ({"vectors": as_file([[0.2] * 31], 31)}, "Send 3 times 32 numbers"),
        ({"vectors": as_file([[float("nan")] * 32])}, "not a finite number"),
        ({"vectors": as_file([])}, "Send the numbers of one to three photographs"),
        ({"ticket": "12"}, "a shorter one can be guessed"),
        ({"token": "an-old-token"}, "Load it again"),
        ({"engine": "other@1"}, "of another model"),
    ],
)
def test_refusals_say_what_to_do_and_repeat_no_vector(visitor, address, change, sentence):
    sent = filled(visitor, address, **change)
    shown = visitor.post(address, sent)
    assert sentence in shown.text
    assert "vectors" in shown.text
    assert f"{vector(RESIDENT)[0]}" not in shown.text
    assert sent["token"] not in shown.text, "a new one is given"
    assert not Verification.objects.exists()


def test_the_last_attempt_of_the_day_is_the_last(visitor, address, committed):
    for _unused in range(5):
        with committed():
            visitor.post(address, filled(visitor, address, ticket="MN-00000"))
    shown = visitor.get(address)
    assert "That was the last attempt for today." in shown.text
    assert '<form method="post" class="card" data-on-device' not in shown.text


def test_it_is_nobody_elses_page(signed_in, stranger, address):
    assert signed_in(stranger).get(address).status_code == 404


def test_photographs_cannot_be_sent_by_the_page(visitor, address):
    """The input for the photographs has no name, so that no form sends what is in it."""
    shown = visitor.get(address).text
    start = shown.index('<input type="file" id="photographs"')
    assert "name=" not in shown[start : shown.index(">", start)]


def test_the_venue_reads_how_it_was_done(
    visitor, address, committed, signed_in, operator, disclosure
):
    with committed():
        visitor.post(address, filled(visitor, address))
    case = reverse("admin:requests_app_rightsrequest_change", args=(disclosure.request_id,))
    assert "Lower assurance: computed on the resident" in signed_in(operator).get(case).text
