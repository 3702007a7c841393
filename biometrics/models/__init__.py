from biometrics.models.disclosure import (
    Basis,
    DisclosedItem,
    Disclosure,
    DisclosureState,
    GalleryBlock,
    ItemState,
)
from biometrics.models.liveness import LivenessChallenge
from biometrics.models.sighting import SightingPhoto, SightingState
from biometrics.models.verification import ProbeFrame, Verification, VerificationState
from biometrics.types import Capture

__all__ = [
    "Basis",
    "Capture",
    "DisclosedItem",
    "Disclosure",
    "DisclosureState",
    "GalleryBlock",
    "ItemState",
    "LivenessChallenge",
    "ProbeFrame",
    "SightingPhoto",
    "SightingState",
    "Verification",
    "VerificationState",
]
