"""Which role brings which permission. Plain data: policies read it, nothing else decides."""

from __future__ import annotations

from enum import StrEnum

from accounts.core.totality import total
from accounts.models.organisation import Role


class Permission(StrEnum):
    """What a member of an organisation may be allowed to do."""

    SEE_REQUESTS = "see_requests"
    ANSWER_REQUESTS = "answer_requests"
    DISCLOSE = "disclose"
    EDIT_VENUES = "edit_venues"
    MANAGE_MEMBERS = "manage_members"
    MANAGE_TOKENS = "manage_tokens"
    TAKE_EXPORTS = "take_exports"
    MODERATE = "moderate"


# What a role lets its people do. A permission that no role brings is nobody's.
PERMISSIONS = total(
    Role,
    {
        Role.RESPONDER: frozenset(
            {Permission.SEE_REQUESTS, Permission.ANSWER_REQUESTS, Permission.DISCLOSE}
        ),
        Role.MANAGER: frozenset(
            {
                Permission.SEE_REQUESTS,
                Permission.ANSWER_REQUESTS,
                Permission.DISCLOSE,
                Permission.EDIT_VENUES,
                Permission.MANAGE_MEMBERS,
                Permission.MANAGE_TOKENS,
            }
        ),
        Role.ANALYST: frozenset({Permission.TAKE_EXPORTS, Permission.MANAGE_TOKENS}),
        Role.MODERATOR: frozenset({Permission.MODERATE}),
    },
    name="accounts.roles.PERMISSIONS",
)


def roles_with(permission: Permission) -> list[str]:
    """The roles that bring ``permission``."""
    return [role.value for role, granted in PERMISSIONS.items() if permission in granted]
