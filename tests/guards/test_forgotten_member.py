"""Whoever adds a member to an enumeration, and nothing else, cannot start the site, and is told where.

Nothing is mocked: the site starts in a process of its own, which reads the file of the enumeration with
one member more (`tests.guards.forgetting`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from accounts.core.totality import Chosen, Total
from tests.guards.enum_tables import ROOT, enumerations, tables
from tests.guards.test_tables import ASKED_ELSEWHERE

# Where the checks of files and settings ask, what they say of a member that nobody thought of.
NAMED_BY = {
    "config.env.Profile": "config.settings.paths.PRODUCTION",
    "consents.models.system.Custodian": "sprite.svg",
    "requests_app.law.deadlines.types.ClockStatus": "phrases.json",
    "requests_app.law.types.ExtensionGround": "phrases.json",
    "requests_app.law.types.Force": "phrases.json",
    "requests_app.law.types.PauseReason": "phrases.json",
    "requests_app.law.types.StartEvent": "phrases.json",
    "requests_app.law.types.Subject": "rule-pack.schema.json",
    "requests_app.law.letters.types.Grievance": "letters.json",
    "requests_app.law.letters.types.LetterKind": "requests_app.models.letter.LABELS",
}
# Nothing has to be known of these: `test_tables` says why the unlisted one is harmless.
HARMLESS = sorted(set(ASKED_ELSEWHERE) - set(NAMED_BY))
QUICK = [
    "requests_app.law.rights.Right",
    "requests_app.law.decisions.Decision",
    "consents.kinds.VenueKind",
    "requests_app.models.request.IdentityMeans",
    "requests_app.states.axes.RequestOutcome",
    "accounts.models.organisation.Role",
    "consents.models.consent.Purpose",
    "biometrics.models.disclosure.Basis",
    "requests_app.law.types.Force",
]
ENUMERATIONS = sorted(set(enumerations().values()))
# Others' modules that every start reads and that do not ask for the settings.
READ_ONCE = (
    "numpy msgspec holidays PIL.Image fpdf jwt urllib3 celery kombu django.db.models django.forms "
    "django.template cryptography.hazmat.primitives.asymmetric.rsa"
)


def start_with_one_more(*names):
    """What a start says for each of ``names``, that one having a member more."""
    environment = {
        **os.environ,
        "SAVEFACE_PROFILE": "test",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "FORGETTING_READS": ",".join(READ_ONCE.split()),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "tests.guards.forgetting", *names],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=3600,
    )
    return {row["enumeration"]: row for row in map(json.loads, ran.stdout.splitlines())}


def tables_of(name):
    """Where the tables over an enumeration stand."""
    known = enumerations()
    return {
        table.where
        for table in tables(known)
        if known.get(table.kind) == name and isinstance(table.value, Total | Chosen)
    }


def assert_named(row):
    """The start has failed, and what it says names the member and a table that lacks it."""
    name, said = row["enumeration"], row["said"]
    places = tables_of(name) | ({NAMED_BY[name]} if name in NAMED_BY else set())
    assert row["code"] != 0, f"{name}: the site starts with a member that nobody thought of"
    assert "forgotten" in said.lower().replace("forgottenfacterror", ""), said[-2000:]
    assert any(place in said for place in places), said[-2000:]


@pytest.mark.parametrize("name", QUICK)
def test_a_new_member_of_what_decides_most_stops_the_start(quick, name):
    assert_named(quick[name])


@pytest.fixture(scope="module")
def quick():
    return start_with_one_more(*QUICK)


@pytest.mark.heavy
@pytest.mark.parametrize("name", sorted(set(ENUMERATIONS) - set(HARMLESS)))
def test_a_new_member_stops_the_start(every, name):
    assert_named(every[name])


@pytest.mark.heavy
@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_called_harmless_was_tried(every, name):
    """Were a table added, its enumeration would have to leave the list of harmless ones."""
    assert every[name]["added"]
    assert every[name]["code"] == 0, every[name]["said"]


@pytest.fixture(scope="module")
def every():
    return start_with_one_more(*ENUMERATIONS)
