"""allauth's forms for passkeys, in words for people who do not know that one can be “passwordless”."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from fido2.webauthn import AuthenticationResponse

from accounts.services.passkeys import is_copy

# What the libraries raise over a statement that no device has made.
NO_STATEMENT = (
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    struct.error,
)


@contextmanager
def read_as_a_statement() -> Iterator[None]:
    """What can be no passkey's statement is wrong, not a mistake of ours.

    Raises:
        ValidationError: as for a statement that does not verify.
    """
    try:
        yield
    except NO_STATEMENT as error:
        raise get_mfa_adapter().validation_error("incorrect_code") from error


class _Named(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("What do you call it?")
        name.help_text = _("So that you know it in the list: “my phone”, “the key on my key ring”.")

    def clean(self) -> dict[str, Any] | None:
        with read_as_a_statement():
            return super().clean()


class SignupKeyForm(_Named, allauth.SignupWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """The first passkey of a new account."""


class AddKeyForm(_Named, allauth.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """One more passkey or security key; able to sign in by itself unless that is not wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with it alone, without a code by e-mail")
        alone.help_text = _(
            "Your device then asks for its own code, or for what you unlock it with. That check stays "
            "on the device: we get neither."
        )


class RenameKeyForm(_Named, allauth.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Another name for a passkey."""


class UncopiedKey(forms.Form):
    """A passkey whose count of signatures goes on, judged by the form of allauth beside it.

    `tests/guards/test_code_doors.py` looks for a door that has another form.
    """

    def clean_credential(self) -> Authenticator:
        signed = self.cleaned_data["credential"]
        with read_as_a_statement():
            key: Authenticator = super().clean_credential()  # type: ignore[misc]
        # The signature over it has just been checked.
        count = AuthenticationResponse.from_dict(signed).response.authenticator_data.counter
        if is_copy(authenticator=key, sign_count=count):
            get_adapter().send_notification_mail("mfa/email/passkey_copied", key.user)
            raise ValidationError(
                _(
                    "This passkey seems to be a copy: the other one was used since. Sign in with a code, "
                    "remove this passkey, and add a new one."
                ),
                code="passkey_copied",
            )
        return key


class LoginKeyForm(UncopiedKey, allauth.LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Signing in with a passkey alone."""


class SecondKeyForm(UncopiedKey, allauth.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""


class KeyAgainForm(UncopiedKey, allauth.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more, before something that needs it."""
