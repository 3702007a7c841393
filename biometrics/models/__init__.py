from biometrics.models.disclosure import (
    Basis,
    DisclosedItem,
    Disclosure,
    DisclosureState,
    GalleryBlock,
    ItemState,
)
from biometrics.models.liveness import LivenessChallenge
from biometrics.models.sealed_file import FileState, SealedFile
from biometrics.models.sighting import SightingPhoto
from biometrics.models.verification import ProbeFrame, Verification, VerificationState
from biometrics.types import Capture

__all__ = [
    "Basis",
    "Capture",
    "DisclosedItem",
    "Disclosure",
    "DisclosureState",
    "FileState",
    "GalleryBlock",
    "ItemState",
    "LivenessChallenge",
    "ProbeFrame",
    "SealedFile",
    "SightingPhoto",
    "Verification",
    "VerificationState",
]
