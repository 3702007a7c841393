"""What a venue disclosed, so that there is something to find with a face."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from django.urls import reverse
from PIL import Image

from biometrics.engines import mosaic
from biometrics.services.disclosures import add_photograph, finish_disclosure
from requests_app.law.rights import Right
from requests_app.services import identity
from tests.attempting import selection_of
from tests.bursts import MOSAIC
from tests.factories import filed_request

RESIDENT, STRANGER = 1, 2
"""People of the quick engine; both were disclosed."""


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def quick_engine(settings):
    """Invented faces that are encoded at once."""
    settings.FACE_ENGINES, settings.FACE_ENGINE = MOSAIC, "mosaic"


@pytest.fixture
def disclose(resident, venue, operator, consent_of):
    """`disclose(Right.ACCESS)`: the address of the page to be compared on, with consent given.

    Everything is read at once; ``pictures`` are what the venue holds.
    """
    consent_of(resident)
    people = [mosaic.draw(person, 1) for person in (RESIDENT, STRANGER)]

    def records(right: Right, pictures: Sequence[Image.Image] = people) -> str:
        found = identity.begin_disclosure(
            case=filed_request(resident=resident, venue=venue, rights=(right,)),
            selection=selection_of(pictures),
            by=operator,
        )
        for number, picture in enumerate(pictures):
            add_photograph(disclosure=found, reference=f"r{number}", data=png(picture))
        finish_disclosure(disclosure=found, by=operator)
        return reverse("biometrics:verify", args=(found.pk,))

    return records
