"""What an answer tells of whom a venue holds, before the claim is tied to whoever makes it."""

from __future__ import annotations

import pytest

from requests_app.law.claimant import evidence_tells, tells
from requests_app.law.decisions import Decision
from requests_app.law.evidence_form import requirements
from requests_app.law.rights import Right
from tests.requests_app.law.samples import alternative

# To let somebody in by a card, or to stop a machine, nobody need be held.
TELLS_NOTHING = {Right.OPT_OUT, Right.OBJECTION}
UNPROVEN = [(Right.ACCESS, Decision.NO_MATCH)]
CARD = [(Right.OPT_OUT, Decision.FULFILLED)]
SEARCH = {"stores": "gate controller", "on": "2026-11-20"}


@pytest.mark.parametrize("right", Right)
def test_granting_tells_unless_it_can_be_granted_to_anybody(right):
    assert tells(right, Decision.FULFILLED) is (right not in TELLS_NOTHING)
    assert tells(right.value, "fulfilled") is (right not in TELLS_NOTHING)


@pytest.mark.parametrize("right", Right)
def test_only_nothing_proven_tells_nothing_of_any_right(right):
    assert not tells(right, Decision.NO_MATCH)
    assert tells(right, Decision.NOT_HELD)
    assert tells(right, Decision.PARTLY_FULFILLED, "CN-ID")


@pytest.mark.parametrize("ground", ["", "CN-RETENTION", "CN-TECH", "OF-NO-LAW"])
def test_a_ground_that_is_not_listed_tells(ground):
    assert tells(Right.ACCESS, Decision.REFUSED, ground)


def asked(decided) -> set[str]:
    return {
        need.section.name
        for need in requirements()
        for right, decision in decided
        if right in need.rights and decision in need.decisions
    }


def test_what_the_decisions_ask_for_may_be_shown():
    decided = [*UNPROVEN, (Right.ACCESS, Decision.REFUSED)]
    every = dict.fromkeys(asked(decided) | {"venue"}, "x")
    every |= {"search": SEARCH, "refusals": [{"right": "access"}]}
    every.pop("court_order", None)
    assert not evidence_tells(decided, every)
    assert not evidence_tells(UNPROVEN, dict.fromkeys(asked(UNPROVEN), "x") | {"search": SEARCH})
    assert not evidence_tells(CARD, alternative() | {"done_on": "2026-11-20"})
    assert not evidence_tells(UNPROVEN, {})
    assert not evidence_tells(UNPROVEN, {"inventory": [], "kept": None, "access": {}})


@pytest.mark.parametrize(
    ("decided", "evidence"),
    [
        (UNPROVEN, {"inventory": [{"kind": "template"}]}),
        (UNPROVEN, {"records": [{"reference": "A-7"}]}),
        (UNPROVEN, {"done_on": "2026-11-20"}),
        (UNPROVEN, {"search": SEARCH | {"nothing_because": "deleted earlier"}}),
        (UNPROVEN, {"search": SEARCH | {"retention": "one day"}}),
        (UNPROVEN, {"search": ["deleted earlier"]}),
        (CARD, {"inventory": [{"kind": "template"}]}),
        (CARD, {"court_order": {"court": "x", "carried_out": True}}),
        (CARD, {"court_order": "carried out"}),
        ([(Right.ACCESS, Decision.REFUSED)], {"refusals": [{"retained_until": "2027-01-01"}]}),
    ],
)
def test_whatever_else_is_shown_tells(decided, evidence):
    assert evidence_tells(decided, evidence)
