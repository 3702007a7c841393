"""What every test may rely on."""

import pytest
from django.core.cache import cache

pytest_plugins = ["tests.personas"]


@pytest.fixture(autouse=True)
def _clean_slate(settings):
    """Start without counted attempts of an earlier test, and without its sealed blobs."""
    cache.clear()
    settings.STORAGES = dict(settings.STORAGES)  # storages in memory are made anew
