"""Where signing in differs from django-allauth's own: when it asks again, and which mail it sends."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal.httpkit import is_headless_request
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import devices, proof, suspended_requests
from accounts.models import User
from accounts.proof import Act, Way
from accounts.services import proof_codes, undoable_changes
from accounts.services.sign_up import is_address_of

# The parts of allauth that ask before they act. Any other part is asked the most.
ACTS = {"allauth.account": Act.CHANGE_ADDRESS, "allauth.mfa": Act.CHANGE_FACTOR}

logger = logging.getLogger("accounts.mail")

CLOSED = "account/email/unknown_account"
# Each has a template of ours (templates/account/email, templates/mfa/email), in both languages.
MAILS = frozenset(
    {
        "account/email/account_already_exists",
        "account/email/account_restored",
        "account/email/address_asked",
        "account/email/contact_changed",
        "account/email/email_changed",
        "account/email/email_confirm",
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
        "account/email/email_deleted",
        "account/email/login_code",
        "account/email/member_changed",
        "account/email/new_device",
        "account/email/proof_code",
        "mfa/email/passkey_copied",
        "mfa/email/recovery_codes_generated",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
    }
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Set as ``ACCOUNT_ADAPTER``."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "cannot_remove_primary_email": gettext_lazy(
            "This address stays for now: it is the main one, or was it in the last 72 hours."
        )
    }

    # --- asked again --------------------------------------------------------------------------

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our own rule, because allauth's lets everybody pass who has no second factor.

        Raises:
            ImmediateHttpResponse: the answer that asks, where somebody must be asked.
        """
        request = self.request
        if refusal := ask_again(request, ACTS.get(app, Act.LEAVE)):
            raise ImmediateHttpResponse(refusal)
        return False

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        if not isinstance(user, User):
            return []
        if proof.way_for(Act.CHANGE_FACTOR, proof.on_file(user)) is Way.SECOND_FACTOR:
            methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
            return methods
        page = reverse("accounts:proof")
        return [{"id": "code", "description": _("Have a code sent by e-mail"), "url": page}]

    def send_proof_code(self, user: User, session: SessionBase) -> str:
        """Send a code for ``session``; the address that it went to. Not sent, it is not made.

        Raises:
            TooManyCodesError: see `accounts.services.proof_codes`.
        """
        with transaction.atomic():
            code, digits = proof_codes.issue(by=user, session_key=session.session_key or "")
            shown = {"code": f"{digits[:4]}-{digits[4:]}", "user": user}
            self.send_mail("account/email/proof_code", code.address, shown)
        return code.address

    # --- addresses ----------------------------------------------------------------------------

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """The old address hears first. Where it cannot be told, the new one gets no code."""
        self._tell_of_new(emailconfirmation.email_address)
        super().send_confirmation_mail(request, emailconfirmation, signup)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Whichever way an address comes in, the old one has heard of it."""
        with transaction.atomic():
            self._tell_of_new(email_address)
            return bool(super().confirm_email(request, email_address))

    def _tell_of_new(self, new: EmailAddress) -> None:
        user = new.user
        if user.last_login is None or new.email.casefold() == user.email.casefold():
            return
        with transaction.atomic():
            if undoable_changes.ask_for_address(by=user, address=new.email):
                self.send_notification_mail(
                    "account/email/address_asked", user, {"new_address": new.email}
                )

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        """An address that may still undo a change stays, and nobody else can take it meanwhile."""
        user = email_address.user
        if email_address.pk and undoable_changes.is_reserved(user, email_address.email):
            return False
        return bool(super().can_delete_email(email_address))

    # --- mail ---------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail that is not ours is not sent, whatever address of allauth asked for it.

        Every mail can name the browser and the network from which it was asked for.
        """
        if template_prefix not in MAILS and not (template_prefix == CLOSED and _is_closed(email)):
            logger.warning("mail_not_ours", extra={"template": template_prefix})
            return
        seen = devices.seen_in(self.request)
        super().send_mail(template_prefix, email, {"seen": seen, **context})

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """In the person's own language, to every address that must know.

        The link to undo is for the address on file alone: one that was removed signs nobody out.
        """
        told, on_file = context or {}, undoable_changes.address_on_file(user)
        addresses = {email or user.email, on_file}
        if removed := told.get("deleted_email"):
            addresses.add(removed)
        link = undo_url(user)
        with translation.override(undoable_changes.language_on_file(user)):
            for address in sorted(addresses):
                own = {**told, "undo_url": link if address == on_file else ""}
                super().send_notification_mail(template_prefix, user, own, address)

    # --- new devices --------------------------------------------------------------------------

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step of every way in.

        Raises:
            ImmediateHttpResponse: what it was begun with lets nobody in any more.
        """
        if not _is_still_good(request, user):
            clear_login(request)
            raise ImmediateHttpResponse(redirect("account_login"))
        is_new = user.last_login is None
        super().login(request, user)
        if not is_new and not devices.is_known(request, user):
            self.send_notification_mail("account/email/new_device", user)
        devices.remember(request, user)


def _is_still_good(request: HttpRequest, user: User) -> bool:
    """False where a sign-in was half-way when the account was put back, or its address removed."""
    first_steps = [
        record
        for record in get_authentication_records(request, user)
        if record["method"] == "code" or record.get("passwordless")
    ]
    if not first_steps:
        return True
    begun = first_steps[-1]
    address = begun.get("email")
    if address and not is_address_of(user, address):
        return False
    return not undoable_changes.restored_since(user, begun["at"])


def undo_url(user: User) -> str:
    """Where the person may put back what was changed, for 72 hours from its last step; empty without one."""
    change = undoable_changes.open_changes(user).order_by("until").last()
    if change is None:
        return ""
    return settings.PUBLIC_URL + reverse("accounts:undo", args=(undoable_changes.token_of(change),))


def ask_again(request: HttpRequest, act: Act) -> HttpResponse | None:
    """What sends ``request`` to the proof that ``act`` needs; None when it was given.

    What was sent is kept in the session and done afterwards.
    """
    user = request.user
    if not isinstance(user, User):
        return suspended_requests.keep(request, reverse("account_login"))
    way = proof.lacking(user, request.session, act)
    if way is None:
        return None
    if is_headless_request(request):
        from accounts.api.headless import ProofNeeded

        return ProofNeeded(request, way)
    page = reverse("accounts:proof")
    if way is Way.SECOND_FACTOR:
        page = AccountAdapter().get_reauthentication_methods(user)[0]["url"]
    return suspended_requests.keep(request, page)


def _is_closed(email: str) -> bool:
    """An account that exists and may not be entered: its owner is told so."""
    return User.objects.filter(email=email, is_active=False).exists()
