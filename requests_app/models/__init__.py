from requests_app.models.answer import Answer, Decision, RightDecision
from requests_app.models.clock import ClockEntry, ClockEntryKind
from requests_app.models.code import VenueCode
from requests_app.models.event import Event
from requests_app.models.export import ExportSnapshot
from requests_app.models.message import Message
from requests_app.models.notification import Notification
from requests_app.models.receipt import Receipt
from requests_app.models.request import IdentityMeans, RequestedRight, Right, RightsRequest

__all__ = [
    "Answer",
    "ClockEntry",
    "ClockEntryKind",
    "Decision",
    "Event",
    "ExportSnapshot",
    "IdentityMeans",
    "Message",
    "Notification",
    "Receipt",
    "RequestedRight",
    "Right",
    "RightDecision",
    "RightsRequest",
    "VenueCode",
]
