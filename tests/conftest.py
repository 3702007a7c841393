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


@pytest.fixture(autouse=True, scope="session")
def _evidence_as_published():
    """Whatever evidence is taken anywhere in the suite, the schema that is published takes it, too."""
    from django.db.models.signals import post_save
    from jsonschema import Draft202012Validator, FormatChecker

    from requests_app.api.evidence import json_schema
    from requests_app.models import Answer

    published = Draft202012Validator(json_schema("en"), format_checker=FormatChecker(["date"]))

    def check(instance, created, **_sent):
        faults = [
            f"{fault.json_path}: {fault.message}"
            for fault in published.iter_errors(instance.evidence)
        ]
        assert not (created and faults), f"taken, and against the schema: {faults}"

    post_save.connect(check, sender=Answer, weak=False)
    yield
    post_save.disconnect(check, sender=Answer)
