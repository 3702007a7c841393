from accounts.models.allowance import Allowance, DailyAct
from accounts.models.audit import AuditEvent
from accounts.models.change import AccountChange, ChangeKind
from accounts.models.idempotency import StoredResponse
from accounts.models.organisation import Membership, Organisation, OrganisationKind, Role
from accounts.models.proof import ProofCode
from accounts.models.push import PushSubscription
from accounts.models.token import ApiToken
from accounts.models.tries import PasskeyCounter, Tries
from accounts.models.user import BirthBand, Dependant, User

__all__ = [
    "AccountChange",
    "Allowance",
    "ApiToken",
    "AuditEvent",
    "BirthBand",
    "ChangeKind",
    "DailyAct",
    "Dependant",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "PasskeyCounter",
    "ProofCode",
    "PushSubscription",
    "Role",
    "StoredResponse",
    "Tries",
    "User",
]
