"""Which mail django-allauth may send for us: what is listed, in our words, and nothing else."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from accounts.models import User

logger = logging.getLogger("accounts.mail")

CLOSED = "account/email/unknown_account"
# Each has a template of ours (templates/account/email, templates/mfa/email), in both languages.
MAILS = frozenset(
    {
        "account/email/account_already_exists",
        "account/email/email_changed",
        "account/email/email_confirm",
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
        "account/email/email_deleted",
        "account/email/login_code",
        "mfa/email/passkey_copied",
        "mfa/email/recovery_codes_generated",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
    }
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Mail that is not ours is not sent, whatever address of allauth asked for it."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if template_prefix in MAILS or (template_prefix == CLOSED and _is_closed(email)):
            super().send_mail(template_prefix, email, context)
        else:
            logger.warning("mail_not_ours", extra={"template": template_prefix})


def _is_closed(email: str) -> bool:
    """An account that exists and may not be entered: its owner is told so."""
    return User.objects.filter(email=email, is_active=False).exists()
