"""The receipt: a copy of a record for the person whose consent it is."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from consents.models import Consent
from consents.records.record import controller, identifier, record_of
from consents.records.terms import PROFILE


def receipt_of(consent: Consent) -> dict[str, Any]:
    """A receipt that holds the whole record as it stands now.

    Raises:
        Consent.DoesNotExist: see `record_of`.
    """
    record = record_of(consent)
    context = record.pop("@context")
    address = record["@id"].removesuffix("record") + "receipt"
    return {
        "@context": context,
        "@id": address,
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": f"{PROFILE}receipt",
        "dct:identifier": identifier(address),
        "dct:created": timezone.now().isoformat(timespec="seconds").replace("+00:00", "Z"),
        "dct:publisher": controller()["@id"],
        "schema:recipient": record["dpv:hasDataSubject"]["@id"],
        "dpv:hasRecordOfActivity": record,
    }
