"""The requirements: pinned, hashed, each with its reason; nothing needs a compiler."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = ["requirements", "requirements-dev"]


def lines(name):
    return [line for line in (ROOT / name).read_text().splitlines() if line[:1].isalpha()]


def pins(name):
    found = (re.match(r"([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", line) for line in lines(name))
    return {re.sub(r"[-_.]+", "-", match[1]).lower(): match[2] for match in found if match}


@pytest.mark.parametrize("name", FILES)
def test_every_dependency_says_why_it_is_there(name):
    silent = [line for line in lines(f"{name}.in") if not re.search(r"  # \S", line)]
    assert silent == []


@pytest.mark.parametrize("name", FILES)
def test_the_lock_file_holds_what_was_asked_for(name):
    asked, locked = pins(f"{name}.in"), pins(f"{name}.txt")
    assert asked.items() <= locked.items(), "make lock"


@pytest.mark.parametrize("name", FILES)
def test_every_locked_package_is_pinned_and_hashed(name):
    entries = re.split(r"\n(?=[a-z])", (ROOT / f"{name}.txt").read_text())[1:]
    assert len(entries) > 70
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_tests_run_with_the_packages_of_production():
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


@pytest.mark.parametrize("name", FILES)
def test_no_package_comes_from_anywhere_but_the_usual_index(name):
    text = (ROOT / f"{name}.txt").read_text()
    assert "://" not in text
    assert re.findall(r"^--.*", text, re.MULTILINE) == ["--find-links deploy/wheels"]


def test_the_dlib_wheel_is_what_its_script_builds(tmp_path):
    sys.path.insert(0, str(ROOT / "deploy" / "wheels"))
    try:
        from build_dlib_shim import build
    finally:
        sys.path.pop(0)
    built = build(tmp_path)
    assert built.read_bytes() == (ROOT / "deploy" / "wheels" / built.name).read_bytes()


def test_the_installed_packages_agree():
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
