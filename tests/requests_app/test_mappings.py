"""No status of ours is without a word in the two public vocabularies."""

from itertools import product

import pytest

from requests_app import mappings
from requests_app.law.packs import all_packs
from requests_app.law.types import Right
from requests_app.mappings import DrpReason, DrpState, DrpStatus, dpv_status, drp_state
from requests_app.states import Clock, Identity, RequestOutcome, Workflow

STATUSES = (
    *("Initiated", "Acknowledged", "Accepted", "RequiresAction", "RequiredActionPerformed"),
    *("ActionDelayed", "Rejected", "Fulfilled", "Unfulfilled", "StatusQuery"),
)
DPV_TERMS = {f"{mappings.DPV}Request{status}" for status in STATUSES}


@pytest.mark.parametrize(
    ("table", "axis"),
    [
        (mappings.DRP_WORKFLOW, Workflow),
        (mappings.DRP_OUTCOME, RequestOutcome),
        (mappings.DRP_EXERCISE, Right),
        (mappings.DPV_WORKFLOW, Workflow),
        (mappings.DPV_OUTCOME, RequestOutcome),
        (mappings.DPV_CLOCK, Clock),
        (mappings.DPV_IDENTITY, Identity),
        (mappings.DPV_RIGHT, Right),
    ],
)
def test_every_member_is_mapped(table, axis):
    assert set(table) == set(axis)


def test_every_combination_has_a_drp_status_and_a_dpv_term():
    for workflow, outcome, identity, clock in product(Workflow, RequestOutcome, Identity, Clock):
        state = drp_state(workflow, outcome, identity)
        assert (state.status is DrpStatus.DENIED) <= (state.reason is not None)
        term = dpv_status(workflow, outcome, clock)
        assert term in DPV_TERMS or (workflow is Workflow.DRAFT and term is None)


def test_no_table_uses_a_term_that_the_vocabulary_lacks():
    tables = (
        mappings.DPV_WORKFLOW,
        mappings.DPV_OUTCOME,
        mappings.DPV_CLOCK,
        mappings.DPV_IDENTITY,
    )

    assert {term for table in tables for term in table.values() if term} <= DPV_TERMS


def test_every_mapped_ground_is_a_ground_of_some_law():
    shipped = {code.code for pack in all_packs().values() for code in pack.refusals}

    assert set(mappings.DRP_REFUSAL) <= shipped


@pytest.mark.parametrize(
    ("workflow", "outcome", "identity", "code", "expected"),
    [
        ("filed", "pending", "none", "", DrpState(DrpStatus.OPEN)),
        (
            "awaiting_resident",
            "pending",
            "pending",
            "",
            DrpState(DrpStatus.IN_PROGRESS, DrpReason.NEED_USER_VERIFICATION),
        ),
        ("awaiting_resident", "pending", "verified", "", DrpState(DrpStatus.IN_PROGRESS)),
        ("answered", "fulfilled", "verified", "", DrpState(DrpStatus.FULFILLED)),
        ("closed", "withdrawn", "none", "", DrpState(DrpStatus.REVOKED)),
        ("closed", "lapsed", "pending", "", DrpState(DrpStatus.EXPIRED)),
        (
            "answered",
            "refused",
            "failed",
            "CA-UNVERIFIED",
            DrpState(DrpStatus.DENIED, DrpReason.INSUF_VERIFICATION),
        ),
        (
            "answered",
            "refused",
            "verified",
            "CN-RETENTION",
            DrpState(DrpStatus.DENIED, DrpReason.OTHER),
        ),
        ("answered", "not_held", "none", "", DrpState(DrpStatus.DENIED, DrpReason.NO_MATCH)),
    ],
)
def test_a_case_in_the_words_of_the_data_rights_protocol(
    workflow, outcome, identity, code, expected
):
    found = drp_state(Workflow(workflow), RequestOutcome(outcome), Identity(identity), code)

    assert found == expected


def test_an_extension_shows_as_a_delay_in_the_dpv():
    delayed = dpv_status(Workflow.ACKNOWLEDGED, RequestOutcome.PENDING, Clock.EXTENDED)

    assert delayed == "https://w3id.org/dpv#RequestActionDelayed"
