"""Photographs of signs: sealed at once, bystanders blurred, gone when a moderator has decided."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.services.erasure import erase_account
from biometrics import engines
from biometrics.drawn.faces import draw
from biometrics.images import blurring, read_picture
from biometrics.models import FileState, SightingPhoto
from biometrics.services.sightings import read_photo
from biometrics.vault import blobs
from consents.models import Venue, VenueReport
from consents.services import accept_report

pytestmark = pytest.mark.django_db


def jpeg(picture: Image.Image, **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92, **options)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def street() -> bytes:
    """A sign with a bystander beside it, and a place in its EXIF."""
    scene = Image.new("RGB", (1200, 800), (205, 210, 205))
    scene.paste(draw(3, size=400), (700, 200))
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    return jpeg(scene, exif=exif)


def sent(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("sign.jpg", data, "image/jpeg")


@pytest.fixture
def sighting(resident, venue, signed_in, street, django_capture_on_commit_callbacks) -> VenueReport:
    address = reverse("consents:venue_sighting", args=(venue.slug,))
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(resident).post(address, {"text": "A new camera", "photo": sent(street)})
    assert answer.status_code == 302
    return VenueReport.objects.get(venue=venue)


def test_faces_of_bystanders_are_blurred_and_the_original_is_gone(sighting, street):
    photo = SightingPhoto.objects.get(report=sighting)
    assert photo.state == FileState.READY
    shown = read_photo(photo)
    assert b"CameraMaker" not in shown
    assert engines.get("dlib-resnet").detect(read_picture(street))
    assert not engines.get("dlib-resnet").detect(read_picture(shown))
    assert blobs.store().listdir("sightings")[1] == [photo.path.split("/")[1]]


def test_what_lies_in_the_store_is_sealed(sighting):
    photo = SightingPhoto.objects.get(report=sighting)
    with pytest.raises(OSError, match="cannot identify"):
        Image.open(io.BytesIO(blobs.get(photo.path)))


def test_only_a_moderator_sees_it(sighting, moderator, operator, resident, signed_in):
    photo = SightingPhoto.objects.get(report=sighting)
    address = reverse("admin:biometrics_sightingphoto_picture", args=(photo.pk,))
    answer = signed_in(moderator).get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    assert signed_in(operator).get(address).status_code in (403, 404)
    assert signed_in(resident).get(address).status_code in (302, 403, 404)
    page = signed_in(moderator).get(
        reverse("admin:consents_venuereport_change", args=(sighting.pk,))
    )
    assert str(photo.pk) in page.text


def test_it_is_destroyed_with_the_decision(sighting, moderator, django_capture_on_commit_callbacks):
    path = SightingPhoto.objects.get(report=sighting).path
    with django_capture_on_commit_callbacks(execute=True):
        accept_report(report=sighting, by=moderator)
    assert not SightingPhoto.objects.exists()
    assert not blobs.store().exists(path)


def test_it_goes_with_the_account(sighting, resident, django_capture_on_commit_callbacks):
    path = SightingPhoto.objects.get(report=sighting).path
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=resident)
    assert not SightingPhoto.objects.exists()
    assert not blobs.store().exists(path)


@pytest.mark.parametrize("data", [b"", b"no picture at all", b"%PDF-1.7 sign"])
def test_what_is_no_photograph_is_refused_and_nothing_is_noted(resident, venue, signed_in, data):
    address = reverse("consents:venue_sighting", args=(venue.slug,))
    page = signed_in(resident).post(
        address, {"text": "" if not data else "seen", "photo": sent(data)}
    )
    assert page.status_code == 200
    assert "error-summary" in page.text
    assert not VenueReport.objects.exists()


def test_a_place_is_reported_with_the_photograph_of_its_sign(
    resident, signed_in, street, django_capture_on_commit_callbacks
):
    form = {
        "name": "North gate",
        "kind": "residential_compound",
        "city": "Hangzhou",
        "jurisdiction": "CN",
        "purpose": "opens the gate",
        "photo": sent(street),
    }
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(resident).post(reverse("consents:venue_report"), form)
    assert SightingPhoto.objects.get(report__venue=Venue.objects.get(name="North gate")).state == (
        FileState.READY
    )


def test_small_faces_in_the_background_are_covered_too():
    engine = engines.get("dlib-resnet")
    scene = Image.new("RGB", (1600, 1200), (205, 210, 205))
    scene.paste(draw(5, size=500), (60, 300))
    scene.paste(draw(8, size=200), (1300, 100))
    blurred = blurring.blur_faces(np.asarray(scene), engine)
    small = np.ascontiguousarray(blurred[100:300, 1300:1500])
    assert not engine.detect(blurred)
    assert not engine.detect(small)


def test_an_app_sends_it_over_the_api(resident, venue, api, street):
    answer = api(resident).post(
        f"/api/v1/venues/{venue.slug}/sightings",
        {"text": "seen", "photo": sent(street)},
        format="multipart",
    )
    assert answer.status_code == 201
    assert SightingPhoto.objects.filter(report=answer.data["id"]).exists()


def test_the_api_says_what_is_wrong_with_a_photograph(resident, venue, api):
    answer = api(resident).post(
        f"/api/v1/venues/{venue.slug}/sightings",
        {"photo": sent(b"no picture")},
        format="multipart",
        headers={"accept-language": "en"},
    )
    assert answer.status_code == 400
    assert "not a photograph" in str(answer.json())
    assert not VenueReport.objects.exists()
