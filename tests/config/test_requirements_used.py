"""Each requirement is used: imported, named in the settings, run as a command, or excused."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "consents", "biometrics", "requests_app", "config")
# Where each file's packages may be used: what only tests need is no requirement of production.
USERS = {
    "requirements.in": APPS,
    "requirements-onnx.in": APPS,
    "requirements-dev.in": (*APPS, "tests", "deploy", "benchmarks", "docs"),
}
RUN_BY = ("Makefile", "deploy/check.sh", ".pre-commit-config.yaml", "pyproject.toml")
NAMED_BY = {"config", "deploy"}  # whose strings name modules: settings, commands that are started
# Used without its name in our code, and how. An excuse that is no longer needed fails as well.
EXCUSED = {
    "dlib": "face_recognition imports it; a wheel of ours that brings dlib-bin",
    "face-recognition-models": "biometrics/engines/dlib_models.py finds its files by its name",
    "setuptools": "face_recognition_models imports its pkg_resources",
    "pytest-xdist": "make test: pytest -n",
    "pytest-socket": "pyproject.toml: --disable-socket",
    "pytest-django": "pyproject.toml: DJANGO_SETTINGS_MODULE",
    "pytest-playwright": "the fixtures `page` and `browser` of tests/browser",
    "boto3-stubs": "mypy reads them",
    "celery-types": "mypy reads them",
    "types-django-filter": "mypy reads them",
}
NAME = re.compile(r"[a-z_][a-z0-9_]*(\.\w+)*", re.IGNORECASE)


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked(file: str) -> list[str]:
    """The names of one .in file, as they are normalised (PEP 503)."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [plain(re.match(r"[\w.-]+", line)[0]) for line in lines if line[:1].isalpha()]


@cache
def words_of(path: Path) -> frozenset[str]:
    """The first part of every module that a file imports, or names in a string."""
    by_text = path.relative_to(ROOT).parts[0] in NAMED_BY
    return frozenset(_words(ast.parse(path.read_text(encoding="utf-8")), by_text=by_text))


def _words(tree: ast.AST, *, by_text: bool) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name.split(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
        elif by_text and isinstance(node, ast.Constant) and NAME.fullmatch(str(node.value)):
            yield str(node.value).split(".")[0]  # "storages.backends.s3.S3Storage"


def named_in(folders: tuple[str, ...]) -> set[str]:
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return set().union(*map(words_of, files))


@cache
def modules() -> dict[str, set[str]]:
    """A package → the modules that it installs."""
    found: dict[str, set[str]] = {}
    for module, packages in packages_distributions().items():
        for package in packages:
            found.setdefault(plain(package), set()).add(module)
    return found


def is_run(package: str) -> bool:
    """Whether a command of the package, or a plugin of it, stands where the checks are started."""
    text = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in RUN_BY)
    points = distribution(package).entry_points.select(group="console_scripts")
    commands = "|".join(re.escape(name) for name in (package, *(point.name for point in points)))
    plugins = "|".join(map(re.escape, modules().get(package, ()))) or "(?!)"
    return bool(re.search(rf"bin\)?/({commands})\b|\"({plugins})\.", text, re.IGNORECASE))


def unused(file: str) -> list[str]:
    named = named_in(USERS[file])
    return [
        package
        for package in asked(file)
        if not modules().get(package, set()) & named
        and not (file == "requirements-dev.in" and is_run(package))
    ]


@pytest.mark.parametrize("file", USERS)
def test_each_requirement_is_used(file):
    left = [package for package in unused(file) if package not in EXCUSED]
    assert left == [], (
        f"take them out of {file}, then make lock; or say in EXCUSED how they are used"
    )


def test_an_excuse_is_still_needed():
    needed = {package for file in USERS for package in unused(file)}
    assert set(EXCUSED) - needed == set(), "these are named in the code, or required no more"
