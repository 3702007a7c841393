"""allauth's forms for passkeys, in words for people who do not know that one can be “passwordless”."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _


class _Named(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label = _("What do you call it?")
        name.help_text = _("So that you know it in the list: “my phone”, “the key on my key ring”.")


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
