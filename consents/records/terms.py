"""What each purpose is in the words of the DPV 2.3. Pure tables, no ORM.

What they say must be what the notices say (`consents/notices`): a change of one is a change of both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.core.totality import total
from consents.models import Purpose

PROFILE = "https://w3id.org/dpv/schema/dpv-27560#"
CONTEXT: Mapping[str, object] = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "ai": "https://w3id.org/dpv/ai#",
    "loc": "https://w3id.org/dpv/loc#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dct:created": {"@type": "xsd:dateTime"},
    "dct:modified": {"@type": "xsd:dateTime"},
    "dct:issued": {"@type": "xsd:dateTime"},
    "dct:date": {"@type": "xsd:dateTime"},
    "dct:conformsTo": {"@type": "@id"},
    "dpv:hasProcessing": {"@type": "@id"},
    "dpv:hasJurisdiction": {"@type": "@id"},
    "dpv:hasLegalBasis": {"@type": "@id"},
    "dpv:isImplementedByEntity": {"@type": "@id"},
    "skos:broader": {"@type": "@id"},
    "ai:hasCapability": {"@type": "@id"},
}
# The notices are written under the Personal Information Protection Law, whoever runs the site.
JURISDICTION = "loc:CN"


@dataclass(frozen=True, slots=True)
class Terms:
    """One purpose. ``kept`` is an ISO 8601 duration, or None for as long as ``kept_until`` says."""

    broader: str
    data: str
    data_kind: str
    sensitive: bool
    processing: tuple[str, ...]
    capability: str | None
    kept: str | None
    kept_until: str
    recipients: tuple[tuple[str, str], ...]


TERMS = total(
    Purpose,
    {
        Purpose.FACE_COMPARISON: Terms(
            broader="dpv:IdentityVerification",
            data="pd:FacialPrint",
            data_kind="up to thirty pictures of the face taken live, and the templates made of them",
            sensitive=True,
            processing=("dpv:Collect", "dpv:Match", "dpv:Erase"),
            capability="ai:FaceRecognition",
            kept="PT24H",
            kept_until="destroyed once compared, and no later than this",
            recipients=(
                (
                    "dpv:Recipient",
                    "the venue of the request: which of its own records match, no face",
                ),
            ),
        ),
        Purpose.RESEARCH_EXPORT: Terms(
            broader="dpv:NonCommercialResearch",
            data="dpv:PersonalData",
            data_kind="kind of venue, city, law, rights, week, time taken and outcome of requests",
            sensitive=False,
            processing=("dpv:Anonymise", "dpv:Share"),
            capability=None,
            kept=None,
            kept_until="in no further export from the withdrawal on; rows taken before name nobody",
            recipients=(
                ("dpv:NonGovernmentalOrganisation", "organisations registered with this site"),
            ),
        ),
    },
    name="consents.records.terms.TERMS",
)
# What may be asked of this site at any time, as the notices say.
RIGHTS = "access, correction, deletion, explanation, withdrawal, complaint to an authority"
