"""Which licences may be shipped: what is unclear, or not on the list, fails and says what to do."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def sbom():
    """deploy/ is no package: its scripts lie side by side."""
    sys.path.insert(0, str(ROOT / "deploy"))
    try:
        import sbom
    finally:
        sys.path.pop(0)
    return sbom


@pytest.fixture
def rules(sbom):
    return sbom.Rules(
        frozenset({"MIT", "Apache-2.0"}), {"vague": "MIT"}, {"strict": "never loaded"}
    )


# What the rules name is installed, and needed.
WHOLE = {"vague": "MIT", "strict": "GPL-3.0-only"}


@pytest.mark.parametrize(
    ("expression", "taken"),
    [
        ("MIT", True),
        ("MIT AND Apache-2.0", True),
        ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False),
        ("GPL-2.0-only WITH Classpath-exception-2.0", False),
        ("BSD", False),
        ("", False),
    ],
)
def test_every_part_of_an_and_is_allowed_and_one_of_an_or(rules, expression, taken):
    assert rules.allow(expression) is taken


def test_nothing_to_say_of_what_is_allowed_read_or_excused(rules):
    assert rules.faults({**WHOLE, "clear": "Apache-2.0"}) == []


def test_a_licence_that_is_not_allowed_fails_with_what_to_do(rules):
    [fault] = rules.faults({**WHOLE, "new": "AGPL-3.0-only"})
    assert fault.startswith("new is under AGPL-3.0-only.")
    assert "`allowed`" in fault


def test_a_package_that_says_nothing_clear_fails(sbom, rules):
    said = {
        "name": "new",
        "licenses": [{"license": {"name": "License :: OSI Approved :: BSD License"}}],
    }
    assert sbom.licence_of(said, rules) == ""
    [fault] = rules.faults({**WHOLE, "new": ""})
    assert fault.startswith("new says no SPDX licence.")


def test_two_licences_without_a_word_between_them_say_nothing_clear(sbom, rules):
    both = [{"license": {"id": "MIT"}}, {"license": {"id": "GPL-3.0-only"}}]
    assert sbom.licence_of({"name": "new", "licenses": both}, rules) == ""


def test_what_a_person_read_goes_before_what_the_package_says(sbom, rules):
    component = {"name": "Vague", "licenses": [{"license": {"id": "GPL-3.0-only"}}]}
    assert sbom.licence_of(component, rules) == "MIT"
    assert component["licenses"] == [{"expression": "MIT", "acknowledgement": "concluded"}]


def test_a_rule_that_nothing_needs_fails(rules):
    assert [fault.split()[0] for fault in rules.faults({"strict": "MIT"})] == ["vague", "strict"]


def test_every_package_with_a_rule_is_pinned(sbom):
    rules = sbom.rules_of_project()
    assert {*rules.read, *rules.excused} <= sbom._pins("requirements.txt").keys()
