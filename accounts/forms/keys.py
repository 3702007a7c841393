"""allauth's forms for passkeys, in words for people who do not know that one can be “passwordless”."""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn import forms as allauth
from django.utils.translation import gettext_lazy as _

NAME = _("What do you call it?")
NAME_HELP = _("So that you know it in the list: “my phone”, “the key on my key ring”.")


class SignupKeyForm(allauth.SignupWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """The first passkey of a new account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = NAME, NAME_HELP


class AddKeyForm(allauth.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """One more passkey or security key; able to sign in by itself unless that is not wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = NAME, NAME_HELP
        alone = self.fields["passwordless"]
        alone.initial = True
        alone.label = _("Sign in with it alone, without a code by e-mail")
        alone.help_text = _(
            "Your device then asks for its own code, or for what you unlock it with. That check stays "
            "on the device: we get neither."
        )


class RenameKeyForm(allauth.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label, self.fields["name"].help_text = NAME, NAME_HELP
