from consents.kinds import VenueKind
from consents.models.consent import Consent, ConsentAction, Notice, Purpose
from consents.models.handover import Handover, HandoverState
from consents.models.holding import Holding, HoldingState, HowCaptured
from consents.models.impact import ImpactStatement
from consents.models.report import VenueReport
from consents.models.system import Custodian, FaceSystem, LawfulBasis
from consents.models.venue import Venue, VenueStatus

__all__ = [
    "Consent",
    "ConsentAction",
    "Custodian",
    "FaceSystem",
    "Handover",
    "HandoverState",
    "Holding",
    "HoldingState",
    "HowCaptured",
    "ImpactStatement",
    "LawfulBasis",
    "Notice",
    "Purpose",
    "Venue",
    "VenueKind",
    "VenueReport",
    "VenueStatus",
]
