"""LICENSE names every file that is no code of ours, and nothing that is not there."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "consents", "biometrics", "requests_app", "config")
LICENSE = (ROOT / "LICENSE").read_text(encoding="utf-8")
# Code, and what is written for it: under 1. Whatever else lies in an app is data, or somebody's part.
PROGRAM = {".py", ".html", ".pyc"}


def paths_of(section: str) -> list[str]:
    """The first word of each line that is set in, in one numbered section."""
    text = re.split(r"^\d\. .*\n-+$", LICENSE, flags=re.MULTILINE)[int(section)]
    return re.findall(r"^    (\S+)  *\S", text, re.MULTILINE)


DATA, OTHERS = paths_of("2"), [path for path in paths_of("3") if "/" in path]


def data_files() -> list[str]:
    return sorted(
        str(path.relative_to(ROOT))
        for app in APPS
        for path in (ROOT / app).rglob("*")
        if path.is_file() and path.suffix not in PROGRAM
    )


def named(file: str) -> bool:
    fonts = [path for path in OTHERS if path.endswith(".ttf")]
    paths = [path + "*" if path.endswith("/") else path for path in (*DATA, *fonts)]
    return any(fnmatchcase(file, path) for path in paths)


def test_there_is_something_to_name():
    assert len(data_files()) > 80
    assert len(DATA) > 8


def test_each_data_file_is_named():
    texts = re.findall(r"LICENSE\.\w+\.txt", LICENSE)  # other people's licences, beside their fonts
    left = [file for file in data_files() if not named(file) and Path(file).name not in texts]
    assert left == [], "say in LICENSE, under 2 or 3, whose it is and what others may do with it"


@pytest.mark.parametrize("path", [*DATA, *OTHERS])
def test_what_it_names_is_there(path):
    assert any(ROOT.glob(path.rstrip("/"))), "it was moved or removed: LICENSE names it still"


def test_data_folders_hold_data_alone():
    """What is given up under CC0 is no code by accident."""
    code = [p for folder in DATA if folder.endswith("/") for p in (ROOT / folder).rglob("*.py")]
    assert code == []


def test_other_peoples_licences_lie_beside_their_parts():
    texts = re.findall(r"LICENSE\.\w+\.txt", LICENSE)
    assert len(texts) == len([path for path in OTHERS if path.endswith(".ttf")])
    assert all(
        (ROOT / "requests_app/law/letters/fonts" / text).stat().st_size > 1000 for text in texts
    )


def test_the_project_says_the_same():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    said = re.findall(r"^SPDX-License-Identifier: (\S+)$", LICENSE, re.MULTILINE)
    assert project["license"] == " AND ".join(said)
    assert all(any(ROOT.glob(pattern)) for pattern in project["license-files"])
