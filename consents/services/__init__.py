from consents.services.consents import give_consent, publish_notice, withdraw_consent
from consents.services.handovers import claim_venue, merge_venue
from consents.services.holdings import (
    HoldingProblem,
    captured_again,
    end_holding,
    record_holding,
    set_holding_state,
)
from consents.services.sightings import PhotoRefused, report_sighting
from consents.services.venues import (
    accept_report,
    reject_report,
    report_venue,
)

__all__ = [
    "HoldingProblem",
    "PhotoRefused",
    "accept_report",
    "captured_again",
    "claim_venue",
    "end_holding",
    "give_consent",
    "merge_venue",
    "publish_notice",
    "record_holding",
    "reject_report",
    "report_sighting",
    "report_venue",
    "set_holding_state",
    "withdraw_consent",
]
