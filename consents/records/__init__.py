"""Consents as records and receipts of ISO/IEC TS 27560, written with the W3C DPV as JSON-LD.

`docs/consent-records.md` maps every field; `consent-record.schema.json` is the format as a schema.
"""

from consents.records.receipt import receipt_of
from consents.records.record import record_of

__all__ = ["receipt_of", "record_of"]
