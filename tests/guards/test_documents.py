"""What the pages point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    targets = [t for t in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in t]
    targets = [
        t for t in targets if not t.startswith("docs/images/")
    ]  # taken last, of the real pages
    missing = [t for t in targets if not (page.parent / t).exists()]
    assert missing == []


def test_every_decision_is_in_the_index():
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    assert [p.name for p in folder.glob("0*.md") if p.name not in index] == []


def test_every_guard_is_named_where_it_is_relied_on():
    """A row of the threat model without a test says so."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("|") and not re.match(r"\|(---| (Taken|Attacker|Race) )", line):
            assert "../tests/" in line or "not tested" in line.lower(), line[:80]
