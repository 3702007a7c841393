"""What the tests of the API share."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from accounts.core.actors import SYSTEM
from accounts.models.token import TokenScope
from accounts.services.tokens import create_token
from biometrics.engines import mosaic


@pytest.fixture
def mosaic_engine(settings):
    """Faces that are framed mosaics: the same gates and policies, and no model to load."""
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"


@pytest.fixture
def photo(mosaic_engine):
    """`photo(person, variant)`: a photograph as it is uploaded."""

    def take(person, variant=0, name="photo.png"):
        out = io.BytesIO()
        mosaic.draw(person, variant).save(out, "PNG")
        return SimpleUploadedFile(name, out.getvalue(), content_type="image/png")

    return take


@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """`with worked():` the workers do at the end what was queued inside."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def program(operator, operator_organisation):
    """The operator's own case system, with its token."""
    _token, secret = create_token(
        organisation=operator_organisation,
        name="case system",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=30),
        owner=operator,
        by=SYSTEM,
    )
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client
