from requests_app.models.answer import Answer, RightDecision
from requests_app.models.attachment import Attachment
from requests_app.models.attestation import (
    AttestationState,
    Guardianship,
    IdentityAttestation,
    Seen,
)
from requests_app.models.campaign import Campaign
from requests_app.models.clock import ClockEntry, ClockEntryKind
from requests_app.models.code import VenueCode
from requests_app.models.event import Event
from requests_app.models.export import ExportBatch, ExportSnapshot, ReleasedRow
from requests_app.models.incident import Incident, IncidentKind, IncidentState
from requests_app.models.letter import Letter
from requests_app.models.message import Message
from requests_app.models.notification import Audience, Notification, NotificationKind
from requests_app.models.receipt import Receipt
from requests_app.models.request import IdentityMeans, RightsRequest
from requests_app.models.requested_right import RequestedRight

__all__ = [
    "Answer",
    "Attachment",
    "AttestationState",
    "Audience",
    "Campaign",
    "ClockEntry",
    "ClockEntryKind",
    "Event",
    "ExportBatch",
    "ExportSnapshot",
    "Guardianship",
    "IdentityAttestation",
    "IdentityMeans",
    "Incident",
    "IncidentKind",
    "IncidentState",
    "Letter",
    "Message",
    "Notification",
    "NotificationKind",
    "Receipt",
    "ReleasedRow",
    "RequestedRight",
    "RightDecision",
    "RightsRequest",
    "Seen",
    "VenueCode",
]
