"""allauth's forms for a thumb on a phone: the one field has the focus, and the right keyboard comes."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth
from django import forms

from accounts.models import User
from accounts.services.entering import newcomer

ADDRESS = {"autofocus": True, "autocomplete": "email", "autocapitalize": "none"}
# Eight digits. With scripts the form goes as soon as they are there: one touch less.
CODE = {"autofocus": True, "inputmode": "numeric", "class": "code-input", "data-complete": "8"}


def _fit(form: forms.Form, name: str, attributes: dict[str, Any]) -> None:
    """The field has the focus from the start: what stands above it is read with it (not with errors)."""
    attrs = form.fields[name].widget.attrs
    attrs.pop("placeholder", None)
    attrs.update(attributes if form.is_bound else attributes | {"aria-describedby": "lead"})


class RequestLoginCodeForm(allauth.RequestLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """An e-mail address, and nothing else. Whoever is new gets an account and the same code as all others."""

    _user: User | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fit(self, "email", ADDRESS)

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if self._user is None:
            self._user = newcomer(email=email)
        return email


class EmailCodeForm(allauth.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]  # allauth has no types
    """The code that came by e-mail to a new address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fit(self, "code", CODE)


class LoginCodeForm(allauth.ConfirmLoginCodeForm):  # type: ignore[misc]  # allauth has no types
    """The code that came by e-mail to a known address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fit(self, "code", CODE)
