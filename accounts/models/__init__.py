from accounts.models.allowance import Act, Allowance
from accounts.models.audit import AuditEvent
from accounts.models.idempotency import StoredResponse
from accounts.models.organisation import Membership, Organisation, OrganisationKind, Role
from accounts.models.push import PushSubscription
from accounts.models.token import ApiToken
from accounts.models.user import BirthBand, Dependant, User

__all__ = [
    "Act",
    "Allowance",
    "ApiToken",
    "AuditEvent",
    "BirthBand",
    "Dependant",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "PushSubscription",
    "Role",
    "StoredResponse",
    "User",
]
