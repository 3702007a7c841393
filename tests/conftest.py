"""What every test may rely on."""

from uuid import uuid4

import pytest
from django.utils import translation

pytest_plugins = ["tests.personas"]


@pytest.fixture(autouse=True)
def _clean_slate(settings):
    """Start without counted attempts of an earlier test, its language, and its sealed blobs."""
    translation.deactivate()  # the last page that was asked for left its own
    # A prefix of its own, not an emptied cache: the next process may be counting in the same Redis.
    default = {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}
    settings.CACHES = {"default": default}
    settings.STORAGES = dict(settings.STORAGES)  # storages in memory are made anew
