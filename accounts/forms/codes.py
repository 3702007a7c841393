"""allauth's forms for a code, each read in one way and counted before it is judged.

`tests/guards/test_code_doors.py` looks through every address of allauth for a form that is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from allauth.account import forms as account
from allauth.core import context
from allauth.headless.account.inputs import VerifyEmailInput
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.core import normalisation
from accounts.core.client_address import network_of
from accounts.core.totality import total
from accounts.forms.sign_in import CODE, fit
from accounts.services import code_tries
from accounts.services.code_tries import Spent
from accounts.services.sign_up import is_address_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

SENTENCES: Mapping[Spent, _StrPromise] = total(
    Spent,
    {
        Spent.CODE: _("This code has been tried three times. Ask for a new one."),
        Spent.ACCOUNT: _(
            "There were too many wrong codes for this account. Sign in with a passkey, or wait an hour."
        ),
        Spent.SECOND_FACTOR: _(
            "There were too many wrong codes. Use a passkey or security key, or wait five minutes."
        ),
        Spent.SECOND_FACTOR_TODAY: _(
            "There were too many wrong codes today. Use a passkey or security key, or come back tomorrow."
        ),
        Spent.UNREADABLE: _(
            "Too much that can be no code came from your network. Try again in an hour."
        ),
        Spent.GONE: _("This code is good no more. Ask for a new one."),
    },
    name="accounts.forms.codes.SENTENCES",
)


class CountedCode(forms.Form):
    """A code that is folded, then counted, then judged by the form of allauth beside it."""

    digits: tuple[int, ...] = (8,)
    # What became of it, for the view: whether it was compared, and if not what was used up.
    judged = False
    spent: Spent | None = None

    def clean_code(self) -> str:
        self.take("code")
        code: str = super().clean_code()  # type: ignore[misc]  # allauth's form beside this one
        return code

    def take(self, name: str) -> None:
        """Leave the code in `cleaned_data`, as it is compared.

        Raises:
            ValidationError: it can be no code, or there are no tries left.
        """
        try:
            self.cleaned_data[name] = normalisation.code(
                self.cleaned_data[name], digits=self.digits
            )
        except ValidationError as unreadable:
            self.spent = code_tries.unreadable(network=network_of(context.request))
            raise self._used_up() or unreadable from None
        self.spent = self.count()
        if used_up := self._used_up():
            raise used_up
        self.judged = True

    def _used_up(self) -> ValidationError | None:
        return ValidationError(SENTENCES[self.spent], code="too_many_tries") if self.spent else None

    def count(self) -> Spent | None:
        """Take one try, committed before anything is compared."""
        raise NotImplementedError


class MailedCode(CountedCode):
    """A code that came by e-mail; ``process`` knows which, and to whom."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.process = kwargs.pop("process", None)
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            fit(self, "code", CODE)

    def count(self) -> Spent | None:
        return code_tries.mailed_code(
            issued=self.issued(),
            account=self.account(self.process.user),
            network=network_of(context.request),
        )

    def issued(self) -> str:
        """What stands for the code that is tried."""
        begun: object = self.process.state["at"]
        return self.process.code or f"{context.request.session.session_key} {begun}"

    def account(self, user: Any) -> object:
        return user.pk if user else self.process.state.get("email")


class LoginCodeForm(MailedCode, account.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The code that came by e-mail to a known address. It lets in once, and only whom it was sent to."""

    def clean_code(self) -> str:
        code = super().clean_code()
        self.spent = self._gone() or code_tries.right_code(issued=self.issued())
        if used_up := self._used_up():
            raise used_up
        return code

    def _gone(self) -> Spent | None:
        """The account may be erased since, or the address be no longer its own."""
        user, address = self.process.user, self.process.state.get("email", "")
        return None if user and is_address_of(user, address) else Spent.GONE


class _NewAddress(MailedCode):
    def account(self, user: Any) -> object:
        """Who asks is known; what the code would win is the address."""
        return self.process.state["email"]


class EmailCodeForm(_NewAddress, account.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that came by e-mail to a new address."""


class VerifyEmailKeyInput(CountedCode, VerifyEmailInput):  # type: ignore[misc]
    """``key``: the same code, from an app."""

    count, issued = _NewAddress.count, _NewAddress.issued
    account = _NewAddress.account

    def clean_key(self) -> str:
        self.take("key")
        key: str = super().clean_key()
        return key


class _SecondFactor(CountedCode):
    user: Any
    digits: tuple[int, ...] = (6, 8)  # an authenticator's, or a recovery code

    def count(self) -> Spent | None:
        return code_tries.second_factor(account=self.user.pk)

    def clean_code(self) -> str:
        code = super().clean_code()
        code_tries.second_factor_was_right(account=self.user.pk)
        return code


class SecondFactorForm(_SecondFactor, mfa.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class SecondFactorAgainForm(_SecondFactor, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The second step once more, before something that needs it."""


class ActivateTotpForm(_SecondFactor, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    digits = (6,)
