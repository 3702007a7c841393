from biometrics.models.disclosure import (
    Basis,
    DisclosedItem,
    Disclosure,
    DisclosureState,
    GalleryBlock,
    ItemState,
)
from biometrics.models.verification import (
    ProbeFrame,
    Verification,
    VerificationState,
)

__all__ = [
    "Basis",
    "DisclosedItem",
    "Disclosure",
    "DisclosureState",
    "GalleryBlock",
    "ItemState",
    "ProbeFrame",
    "Verification",
    "VerificationState",
]
