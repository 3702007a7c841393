"""allauth's forms for a thumb on a phone: the one field has the focus, and the right keyboard comes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms

from accounts.core.address_form import fold_addresses
from accounts.models import User
from accounts.services.sign_up import newcomer

ADDRESS = {"autofocus": True, "autocomplete": "email", "autocapitalize": "none"}
# Eight digits. With scripts the form goes as soon as they are there: one touch less.
CODE = {"autofocus": True, "inputmode": "numeric", "class": "code-input", "data-complete": "8"}


def fit(form: forms.Form, name: str, attributes: dict[str, Any]) -> None:
    """The field has the focus from the start: what stands above it is read with it (not with errors)."""
    attrs = form.fields[name].widget.attrs
    attrs.pop("placeholder", None)
    attrs.update(attributes if form.is_bound else attributes | {"aria-describedby": "lead"})


class RequestLoginCodeForm(allauth.RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """An e-mail address, and nothing else. Whoever is new gets an account and the same code as all others."""

    _user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fold_addresses(self)
        fit(self, "email", ADDRESS)

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is None:
            self._user = newcomer(email=email)
        return email


class AddEmailForm(allauth.AddEmailForm):  # type: ignore[misc]
    """One more address of an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fold_addresses(self)


class ChangeEmailForm(allauth.ChangeEmailForm):  # type: ignore[misc]
    """Another address in place of one that is not confirmed yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fold_addresses(self)


class SignupForm(allauth.SignupForm):  # type: ignore[misc]
    """A new account that begins with a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fold_addresses(self)
