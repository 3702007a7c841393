"""What a native app sends for signing in: the forms of the pages, read from JSON."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import BaseSignupForm
from allauth.headless.account.inputs import SignupInput
from allauth.headless.internal.restkit.inputs import Input

from accounts.core.address_form import fold_addresses
from accounts.forms import codes, passkeys, sign_in
from accounts.forms.codes import VerifyEmailKeyInput

__all__ = ["VerifyEmailKeyInput"]


class RequestCode(sign_in.RequestLoginCodeForm, Input):  # type: ignore[misc]  # allauth has no types
    """``email``."""


class ConfirmCode(codes.LoginCodeForm, Input):  # type: ignore[misc]
    """``code``."""


class AddEmail(sign_in.AddEmailForm, Input):  # type: ignore[misc]
    """``email``."""


class ChangeEmail(sign_in.ChangeEmailForm, Input):  # type: ignore[misc]
    """``email``."""


class Signup(SignupInput):  # type: ignore[misc]
    """``email``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fold_addresses(self)


class SignupKey(BaseSignupForm, Input):  # type: ignore[misc]
    """``email``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fold_addresses(self)


class SecondFactor(codes.SecondFactorForm, Input):  # type: ignore[misc]
    """``code``."""


class SecondFactorAgain(codes.SecondFactorAgainForm, Input):  # type: ignore[misc]
    """``code``."""


class ActivateTotp(codes.ActivateTotpForm, Input):  # type: ignore[misc]
    """``code``."""


class AddKey(passkeys.AddKeyForm, Input):  # type: ignore[misc]
    """``name``, ``credential``, ``passwordless``."""


class FirstKey(passkeys.SignupKeyForm, Input):  # type: ignore[misc]
    """``name``, ``credential``: the passkey of a new account."""


class LoginKey(passkeys.LoginKeyForm, Input):  # type: ignore[misc]
    """``credential``."""


class SecondKey(passkeys.SecondKeyForm, Input):  # type: ignore[misc]
    """``credential``."""


class KeyAgain(passkeys.KeyAgainForm, Input):  # type: ignore[misc]
    """``credential``."""
