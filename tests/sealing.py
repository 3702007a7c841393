"""Something sealed in every column that holds wrapped keys, and what opens it again."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pytest
from PIL import Image

from biometrics.drawn.faces import draw
from biometrics.models import (
    Capture,
    DisclosedItem,
    Disclosure,
    ProbeFrame,
    SightingPhoto,
    Verification,
)
from biometrics.services import sightings
from biometrics.services.disclosures import add_photographs, pictures_context
from biometrics.services.galleries import references_of
from biometrics.services.pictures import keys_of, numbered, opened
from biometrics.services.verifications import frames_context, start_verification
from biometrics.vault.keys import new_wrapping_key
from consents.models import VenueReport
from requests_app.models import Attachment, Message
from requests_app.services import attachments, identity
from tests.attempting import disclosed, picture, selection_of
from tests.factories import filed_request

LETTER = b"They refused, and this is the letter."


@dataclass(frozen=True)
class Everywhere:
    """A gallery with selfies waiting for it, photographs that wait, attachments, pictures of signs."""

    ready: Disclosure
    attempt: Verification
    waiting: Disclosure

    def open(self) -> None:
        """Open all of it with the keys of the settings. Raises Undecryptable."""
        self.ready.refresh_from_db()
        assert references_of(self.ready, [0]) == ["record-1"]
        frames = ProbeFrame.objects.filter(verification=self.attempt)
        assert _opened(frames, frames_context(self.attempt.pk)) == 5
        items = DisclosedItem.objects.filter(disclosure=self.waiting)
        assert _opened(items, pictures_context(self.waiting.pk)) == 3
        assert attachments.read(Attachment.objects.get(state="ready")) == LETTER
        assert sightings.read_photo(SightingPhoto.objects.get(state="ready"))
        for photo in SightingPhoto.objects.filter(state="waiting"):
            assert sightings.blur_faces(photo_id=photo.pk)
        for file in Attachment.objects.filter(state="waiting"):
            assert attachments.prepare(attachment_id=file.pk)


def _opened(rows, context) -> int:
    """How many pictures open, each in its place."""
    with keys_of(context) as keys:
        for row in rows:
            with opened(row.path, keys(row.picture_key), place=numbered(row.number)) as pixels:
                assert pixels.any()
    return len(rows)


@pytest.fixture
def everywhere(
    rights_request, resident, operator, venue, consent_of, settings, committed
) -> Everywhere:
    settings.KEY_WRAPPER, settings.VAULT_WRAPPING_KEY = "env", new_wrapping_key()
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    consent_of(resident)
    ready = disclosed(rights_request, operator, committed)
    selfies = [picture(1, variant) for variant in range(5)]
    attempt = start_verification(
        disclosure=ready, frames=selfies, by=resident, capture=Capture.ATTENDED
    )
    case = filed_request(resident=resident, venue=venue)
    _attach(case, resident)
    for blur in (True, False):
        _sighting(venue, resident, blur=blur)
    return Everywhere(ready, attempt, _photographs(case, operator))


def _photographs(case, operator) -> Disclosure:
    selection = selection_of(range(3))
    waiting = identity.begin_disclosure(case=case, selection=selection, by=operator)
    batch = [(f"photo {person}", picture(person)) for person in range(3)]
    add_photographs(disclosure=waiting, photographs=batch)
    return waiting


def _attach(case, resident) -> None:
    message = Message.objects.create(
        request=case, author=resident, author_kind="resident", body="See the files."
    )
    files = [attachments.File("a.txt", LETTER), attachments.File("b.jpg", jpeg())]
    attachments.attach(message=message, files=attachments.check(files))


def _sighting(venue, resident, *, blur: bool) -> None:
    report = VenueReport.objects.create(venue=venue, reporter=resident, text="A new camera")
    photo = sightings.take_photo(report=report, photo=jpeg())
    if blur:
        sightings.blur_faces(photo_id=photo.pk)


def jpeg() -> bytes:
    out = io.BytesIO()
    scene = Image.new("RGB", (640, 480), (205, 210, 205))
    scene.paste(draw(3, size=240), (300, 100))
    scene.save(out, "JPEG")
    return out.getvalue()


def new_key_beside_the_old(settings) -> None:
    """The first step of a change: what is sealed still opens, what is new is under the new key."""
    settings.VAULT_OLD_WRAPPING_KEYS = [settings.VAULT_WRAPPING_KEY]
    settings.VAULT_WRAPPING_KEY = new_wrapping_key()
