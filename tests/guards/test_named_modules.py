"""A module that a page or a comment names is there: moved code takes what is written about it along."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tests.guards.enum_tables import module_names

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(
    r"`~?((?:accounts|consents|biometrics|requests_app|config|services|law)(?:\.\w+)+)`"
)
# Below these a page that speaks of one app leaves its name out.
SHORT = ("", "accounts.", "consents.", "biometrics.", "requests_app.", "requests_app.law.")
FILES = (".md", ".json", ".toml", ".txt", ".html")
TASKS = {"accounts.purge", "biometrics.sweep"}


def named() -> Iterator[tuple[str, str]]:
    """Every dotted name in backticks in the pages and in the code, with its file."""
    code = [path for app in SHORT[1:5] for path in (ROOT / app[:-1]).rglob("*.py")]
    for path in (*sorted((ROOT / "docs").rglob("*.md")), *sorted(code)):
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            if not name.endswith(FILES) and name not in TASKS:
                yield str(path.relative_to(ROOT)), name


def is_there(name: str, modules: set[str]) -> bool:
    """A module, or what the module before the last dots holds."""
    parts = name.split(".")
    known = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    module = next((one for one in known if one in modules), None)
    if module is None:
        return False
    rest = parts[module.count(".") + 1 :]
    if not rest:
        return True
    stem = ROOT.joinpath(*module.split("."))
    source = stem.with_suffix(".py") if stem.with_suffix(".py").exists() else stem / "__init__.py"
    return re.search(rf"\b{rest[0]}\b", source.read_text(encoding="utf-8")) is not None


def test_what_is_named_is_there():
    modules = set(module_names()) | {"config.web.gunicorn", "config.web.wsgi"}
    gone = {
        (file, name)
        for file, name in named()
        if not any(is_there(before + name, modules) for before in SHORT)
    }
    assert gone == set()


LINK = re.compile(r"\[`([\w/]+\.py)`\]\(([^)#]+)\)")


def test_the_text_of_a_link_is_the_end_of_where_it_leads():
    links = {
        (str(path.relative_to(ROOT)), *link)
        for path in sorted((ROOT / "docs").rglob("*.md"))
        for link in LINK.findall(path.read_text(encoding="utf-8"))
    }
    assert links
    assert {link for link in links if not link[2].endswith(link[1])} == set()


def test_the_guard_reads_what_is_written():
    assert len(set(named())) > 60
    assert not is_there("requests_app.services.tying", set(module_names()))
