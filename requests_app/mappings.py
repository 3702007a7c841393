"""Our statuses in the words of the Data Rights Protocol 1.0 and of the W3C DPV 2.3. Pure tables.

Every member of every axis is listed, those without a counterpart as None, so
that a new state without a mapping fails a test and not a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.core.totality import total
from requests_app.law.types import Right
from requests_app.states import COMPARABLE, Clock, Identity, RequestOutcome, Workflow

DPV = "https://w3id.org/dpv#"
GDPR = "https://w3id.org/dpv/legal/eu/gdpr#"


class DrpStatus(StrEnum):
    OPEN = "open"
    IN_PROGRESS = "in_progress"
    FULFILLED = "fulfilled"
    REVOKED = "revoked"
    EXPIRED = "expired"
    DENIED = "denied"


class DrpReason(StrEnum):
    NEED_USER_VERIFICATION = "need_user_verification"
    SUSPECTED_FRAUD = "suspected_fraud"
    INSUF_VERIFICATION = "insuf_verification"
    NO_MATCH = "no_match"
    CLAIM_NOT_COVERED = "claim_not_covered"
    OUTSIDE_JURISDICTION = "outside_jurisdiction"
    TOO_MANY_REQUESTS = "too_many_requests"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DrpState:
    status: DrpStatus
    reason: DrpReason | None = None


DRP_WORKFLOW = total(
    Workflow,
    {
        Workflow.DRAFT: DrpState(DrpStatus.OPEN),
        Workflow.FILED: DrpState(DrpStatus.OPEN),
        Workflow.ACKNOWLEDGED: DrpState(DrpStatus.IN_PROGRESS),
        Workflow.AWAITING_RESIDENT: DrpState(DrpStatus.IN_PROGRESS),
        Workflow.AWAITING_OPERATOR: DrpState(DrpStatus.IN_PROGRESS),
        Workflow.ANSWERED: DrpState(DrpStatus.IN_PROGRESS),
        Workflow.CLOSED: DrpState(DrpStatus.IN_PROGRESS),
    },
    name="requests_app.mappings.DRP_WORKFLOW",
)
"""While the outcome is pending; an answered case is pending again only while disputed."""

DRP_OUTCOME = total(
    RequestOutcome,
    {
        RequestOutcome.PENDING: None,
        RequestOutcome.FULFILLED: DrpState(DrpStatus.FULFILLED),
        RequestOutcome.PARTLY_FULFILLED: DrpState(DrpStatus.FULFILLED),
        RequestOutcome.NOT_HELD: DrpState(DrpStatus.DENIED, DrpReason.NO_MATCH),
        RequestOutcome.NO_MATCH: DrpState(DrpStatus.DENIED, DrpReason.INSUF_VERIFICATION),
        RequestOutcome.REFUSED: DrpState(DrpStatus.DENIED, DrpReason.OTHER),
        RequestOutcome.WITHDRAWN: DrpState(DrpStatus.REVOKED),
        RequestOutcome.LAPSED: DrpState(DrpStatus.EXPIRED),
    },
    name="requests_app.mappings.DRP_OUTCOME",
)

DRP_REFUSAL: Mapping[str, DrpReason] = {
    "CN-ID": DrpReason.INSUF_VERIFICATION,
    "EU-ID": DrpReason.INSUF_VERIFICATION,
    "EU-NOT-IDENTIFIABLE": DrpReason.INSUF_VERIFICATION,
    "CA-UNVERIFIED": DrpReason.INSUF_VERIFICATION,
    "CA-AGENT": DrpReason.INSUF_VERIFICATION,
    "EU-EXCESSIVE": DrpReason.TOO_MANY_REQUESTS,
    "CN-ABUSE": DrpReason.TOO_MANY_REQUESTS,
    "EU-NOT-HELD": DrpReason.NO_MATCH,
    "CA-NOT-BUSINESS": DrpReason.OUTSIDE_JURISDICTION,
    "CA-145": DrpReason.CLAIM_NOT_COVERED,
    "CA-105D": DrpReason.CLAIM_NOT_COVERED,
    "CA-LIMIT-EXEMPT": DrpReason.CLAIM_NOT_COVERED,
    "CN-NECESSARY": DrpReason.CLAIM_NOT_COVERED,
    "CN-OTHER-BASIS": DrpReason.CLAIM_NOT_COVERED,
}
"""Grounds with a reason of their own; every other one is ``other``."""

DRP_EXERCISE = total(
    Right,
    {
        Right.ACCESS: "access",
        Right.DELETION: "deletion",
        Right.OPT_OUT: None,  # of faces at a door, not of a sale
        Right.CONSENT_WITHDRAWAL: None,
        Right.CORRECTION: None,
        Right.OBJECTION: None,
        Right.EXPLANATION: None,
        Right.PORTABILITY: "access:specific",
    },
    name="requests_app.mappings.DRP_EXERCISE",
)

DPV_WORKFLOW = total(
    Workflow,
    {
        Workflow.DRAFT: None,
        Workflow.FILED: f"{DPV}RequestInitiated",
        Workflow.ACKNOWLEDGED: f"{DPV}RequestAcknowledged",
        Workflow.AWAITING_RESIDENT: f"{DPV}RequestRequiresAction",
        Workflow.AWAITING_OPERATOR: f"{DPV}RequestRequiredActionPerformed",
        Workflow.ANSWERED: f"{DPV}RequestAccepted",
        Workflow.CLOSED: f"{DPV}RequestUnfulfilled",
    },
    name="requests_app.mappings.DPV_WORKFLOW",
)
"""While the outcome is pending."""

DPV_OUTCOME = total(
    RequestOutcome,
    {
        RequestOutcome.PENDING: None,
        RequestOutcome.FULFILLED: f"{DPV}RequestFulfilled",
        RequestOutcome.PARTLY_FULFILLED: f"{DPV}RequestFulfilled",
        RequestOutcome.NOT_HELD: f"{DPV}RequestUnfulfilled",
        RequestOutcome.NO_MATCH: f"{DPV}RequestUnfulfilled",
        RequestOutcome.REFUSED: f"{DPV}RequestRejected",
        RequestOutcome.WITHDRAWN: f"{DPV}RequestUnfulfilled",
        RequestOutcome.LAPSED: f"{DPV}RequestUnfulfilled",
    },
    name="requests_app.mappings.DPV_OUTCOME",
)

DPV_CLOCK = total(
    Clock,
    {
        Clock.NOT_STARTED: None,
        Clock.RUNNING: None,
        Clock.PAUSED: f"{DPV}RequestRequiresAction",
        Clock.EXTENDED: f"{DPV}RequestActionDelayed",
        Clock.STOPPED: None,
    },
    name="requests_app.mappings.DPV_CLOCK",
)

DPV_IDENTITY = total(
    Identity,
    {
        Identity.NONE: None,
        Identity.PENDING: f"{DPV}RequestRequiresAction",
        Identity.ATTESTED: None,
        Identity.VERIFIED: f"{DPV}RequestRequiredActionPerformed",
        Identity.INCONCLUSIVE: f"{DPV}RequestRequiresAction",
        Identity.FAILED: f"{DPV}RequestRequiresAction",
        Identity.DISPUTED: f"{DPV}RequestStatusQuery",
    },
    name="requests_app.mappings.DPV_IDENTITY",
)

DPV_RIGHT = total(
    Right,
    {
        Right.ACCESS: f"{GDPR}A15",
        Right.DELETION: f"{GDPR}A17",
        Right.OPT_OUT: f"{GDPR}A21",
        Right.CONSENT_WITHDRAWAL: f"{GDPR}A7-3",
        Right.CORRECTION: f"{GDPR}A16",
        Right.OBJECTION: f"{GDPR}A21",
        Right.EXPLANATION: f"{GDPR}A22",
        Right.PORTABILITY: f"{GDPR}A20",
    },
    name="requests_app.mappings.DPV_RIGHT",
)


def drp_state(
    workflow: Workflow, outcome: RequestOutcome, identity: Identity, refusal_code: str = ""
) -> DrpState:
    """The status and reason of the Data Rights Protocol for a request."""
    final = DRP_OUTCOME[outcome]
    if outcome is RequestOutcome.REFUSED:
        return DrpState(DrpStatus.DENIED, DRP_REFUSAL.get(refusal_code, DrpReason.OTHER))
    if final is not None:
        return final
    unproven = identity in COMPARABLE
    if workflow is Workflow.AWAITING_RESIDENT and unproven:
        return DrpState(DrpStatus.IN_PROGRESS, DrpReason.NEED_USER_VERIFICATION)
    return DRP_WORKFLOW[workflow]


def dpv_status(workflow: Workflow, outcome: RequestOutcome, clock: Clock) -> str | None:
    """The DPV request status; an extension while pending shows as a delay, a draft has none."""
    if outcome is not RequestOutcome.PENDING:
        return DPV_OUTCOME[outcome]
    if clock is Clock.EXTENDED:
        return DPV_CLOCK[clock]
    return DPV_WORKFLOW[workflow]
