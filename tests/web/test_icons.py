"""Each picture of the sprite is shown somewhere, and each that is asked for is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from consents.models import Custodian, VenueKind

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("templates", "static", "accounts", "consents", "biometrics", "requests_app", "config")
READ = {".html", ".js", ".css", ".py"}
BY_TAG = re.compile(r"""\{% icon (["'])(?P<name>\w+)\1""")
BY_ADDRESS = re.compile(r"""sprite\.svg" ?%\}#(?P<name>\w+)""")


@cache
def drawn() -> frozenset[str]:
    text = (ROOT / "static/icons/sprite.svg").read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="(\w+)"', text))


@cache
def source() -> str:
    files = (path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")))
    shown = [p for p in files if p.suffix in READ and "migrations" not in p.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in shown)


def named() -> set[str]:
    """What is a word in quotes, or behind the address of the sprite, anywhere in code or templates."""
    return {
        *re.findall(r"""["'](\w+)["']""", source()),
        *re.findall(r"#(\w+)", source()),
    }


def asked_for() -> Iterator[str]:
    for pattern in (BY_TAG, BY_ADDRESS):
        yield from (found["name"] for found in pattern.finditer(source()))


def test_each_picture_is_used():
    by_kind = {*VenueKind, *Custodian.values}
    assert drawn() - by_kind - named() == set(), "take them out of static/icons/sprite.svg"


def test_each_picture_that_a_page_asks_for_is_drawn():
    assert len(set(asked_for())) > 30
    assert set(asked_for()) - drawn() == set()
