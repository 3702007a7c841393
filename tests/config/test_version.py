"""One version, in pyproject.toml; whatever tells it tells the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.urls import reverse

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RELEASE = re.compile(r"^## (\d+\.\d+\.\d+) — (\d{4}-\d{2}-\d{2})$", re.MULTILINE)


def changes() -> str:
    return (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_newest_release_is_the_version():
    newest, _day = RELEASE.findall(changes())[0]
    assert newest == PROJECT["version"]


def test_every_heading_is_a_release_or_what_comes_next():
    headings = re.findall(r"^## .*$", changes(), re.MULTILINE)
    assert headings[0] == "## Unreleased"
    assert [each for each in headings[1:] if not RELEASE.fullmatch(each)] == []


def test_the_newest_release_is_on_top():
    releases = RELEASE.findall(changes())
    numbers = [tuple(map(int, number.split("."))) for number, _day in releases]
    days = [day for _number, day in releases]
    assert numbers == sorted(numbers, reverse=True)
    assert days == sorted(days, reverse=True)


@pytest.mark.django_db
def test_the_foot_of_a_page_says_it(client):
    assert (
        PROJECT["version"]
        in client.get(reverse("about", args=("help",))).text.partition("<footer")[2]
    )


def test_a_process_that_lives_says_it(client):
    assert client.get("/healthz")["Saveface-Version"] == PROJECT["version"]


@pytest.mark.django_db
def test_the_description_of_the_api_says_it(client):
    described = client.get(reverse("schema"), headers={"accept": "application/json"})
    assert described.json()["info"]["version"] == PROJECT["version"]


@pytest.mark.django_db
def test_the_desk_says_it(signed_in, moderator):
    assert f"Version {PROJECT['version']}" in signed_in(moderator).get(reverse("admin:index")).text
