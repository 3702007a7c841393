from accounts.models.audit import AuditEvent
from accounts.models.idempotency import StoredResponse
from accounts.models.organisation import Membership, Organisation, OrganisationKind, Role
from accounts.models.push import PushSubscription
from accounts.models.token import ApiToken
from accounts.models.tries import PasskeyCounter, Tries
from accounts.models.user import BirthBand, Dependant, User

__all__ = [
    "ApiToken",
    "AuditEvent",
    "BirthBand",
    "Dependant",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "PasskeyCounter",
    "PushSubscription",
    "Role",
    "StoredResponse",
    "Tries",
    "User",
]
