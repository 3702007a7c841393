"""Engines, keys and pictures for the biometric core."""

from pathlib import Path

import pytest

from biometrics import engines
from biometrics.engines import mosaic
from biometrics.images import read_picture
from biometrics.vault.keys import new_wrapping_key

FACES = Path(__file__).parents[3] / "shared" / "faces"


@pytest.fixture
def mosaic_engine(settings):
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    return engines.get()


@pytest.fixture
def wrapping_key(settings):
    settings.KEY_WRAPPER = "env"
    settings.VAULT_WRAPPING_KEY = new_wrapping_key()
    return settings.VAULT_WRAPPING_KEY


@pytest.fixture
def template_of(mosaic_engine):
    """The template of an invented person: template_of(person, variant, …)."""

    def encode(person, variant=0, **kinship):
        return mosaic_engine.encode_probe(pixels(mosaic.draw(person, variant, **kinship)))

    return encode


@pytest.fixture(scope="session")
def photograph():
    """Pixels of a real photograph beside the project, e.g. photograph("person_a_1")."""
    if not FACES.is_dir():
        pytest.skip(f"real photographs are not at hand: {FACES} is not there")

    def read(name):
        return read_picture((FACES / f"{name}.jpg").read_bytes())

    return read


def pixels(image):
    import numpy as np

    return np.asarray(image.convert("RGB"))
