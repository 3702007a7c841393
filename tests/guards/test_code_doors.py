"""Every address of the sign-in library that judges a code or a passkey does so by a form of ours."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from functools import cache

import pytest
from allauth.account import app_settings as account_settings
from allauth.account.forms import BaseConfirmCodeForm, UserForm
from allauth.headless.account.inputs import ResetPasswordKeyInput, VerifyEmailInput
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.forms import BaseAuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.utils import get_form_class
from django import forms
from django.urls import URLPattern, get_resolver

from accounts.core.address_form import AddressField
from accounts.forms.codes import CountedCode
from accounts.forms.passkeys import UncopiedKey

OURS = {
    BaseConfirmCodeForm: CountedCode,
    BaseAuthenticateForm: CountedCode,
    ActivateTOTPForm: CountedCode,
    VerifyEmailInput: CountedCode,
    ResetPasswordKeyInput: CountedCode,
    AuthenticateWebAuthnForm: UncopiedKey,
}
# Nobody gets so far; `test_what_is_excused_judges_nothing` asks each address.
EXCUSED = {
    "auth/phone/verify": "nobody has a telephone number here",
    "auth/password/reset": "nobody has a password: answered with 404 before",
    "accounts/password/": "nobody has a password: answered with a redirection before",
}
KEYS = re.compile(r'app_settings\.FORMS,\s*"(\w+)"')


def patterns(resolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        address = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield address, pattern
        else:
            yield from patterns(pattern, address)


@cache
def doors() -> dict[str, type]:
    """Address → the class of the view that answers there; of two for one address the first."""
    found: dict[str, type] = {}
    for address, pattern in patterns(get_resolver()):
        view = getattr(pattern.callback, "view_class", None)
        if address.startswith(("accounts/", "_allauth/")) and view is not None:
            found.setdefault(address, view)
    return found


def forms_of(view: type) -> Iterator[type[forms.Form]]:
    """The forms that a view may use: its own attributes, and what the settings put in their place."""
    for name in dir(view):
        value = getattr(view, name)
        for one in value.values() if isinstance(value, dict) else [value]:
            if inspect.isclass(one) and issubclass(one, forms.BaseForm):
                yield from _in_settings(view, one)


def _in_settings(view: type, form: type) -> Iterator[type]:
    """A page asks the settings by a key; an app's view has its input class and nothing else."""
    for key in _keys(view):
        for settings in (account_settings, mfa_settings):
            found = get_form_class(settings.FORMS, key, form)
            if key in settings.FORMS and issubclass(found, form):
                yield found
                return
    yield form


@cache
def _keys(view: type) -> list[str]:
    of_allauth = [one for one in view.__mro__ if one.__module__.startswith("allauth")]
    return [key for one in of_allauth for key in KEYS.findall(inspect.getsource(one))]


@cache
def judging() -> list[tuple[str, type, type]]:
    return [
        (address, form, ours)
        for address, view in doors().items()
        for form in sorted(set(forms_of(view)), key=str)
        for judged, ours in OURS.items()
        if issubclass(form, judged)
    ]


def test_every_door_that_judges_is_found():
    """At least those that are known; a door that this test cannot see would be no door to it."""
    found = {address.removeprefix("_allauth/app/v1/") for address, _form, _ours in judging()}
    assert found >= {
        "accounts/login/code/confirm/",
        "accounts/confirm-email/",
        "accounts/2fa/authenticate/",
        "accounts/2fa/reauthenticate/",
        "accounts/2fa/totp/activate/",
        "accounts/2fa/webauthn/login/",
        "accounts/2fa/webauthn/reauthenticate/",
        "auth/code/confirm",
        "auth/email/verify",
        "auth/2fa/authenticate",
        "auth/2fa/reauthenticate",
        "account/authenticators/totp",
        "auth/webauthn/login",
        "auth/webauthn/authenticate",
        "auth/webauthn/reauthenticate",
    }


@pytest.mark.parametrize(
    ("address", "form", "ours"), judging(), ids=lambda one: getattr(one, "__name__", one)
)
def test_it_is_counted_or_looked_at_for_a_copy(address, form, ours):
    if any(part in address for part in EXCUSED):
        return
    assert issubclass(form, ours), f"{address} judges by {form.__module__}.{form.__qualname__}"


@pytest.mark.django_db
@pytest.mark.parametrize("client_kind", ["app", "browser"])
def test_what_is_excused_judges_nothing(client, client_kind, resident, signed_in):
    for who in (client, signed_in(resident)):
        kind = {"content_type": "application/json"}
        phone = who.post(f"/_allauth/{client_kind}/v1/auth/phone/verify", {"code": "1"}, **kind)
        reset = who.post(f"/_allauth/{client_kind}/v1/auth/password/reset", {"key": "1"}, **kind)
        assert phone.status_code in (409, 401)
        assert reset.status_code == 404


ADDRESS_DOORS = sorted(
    {
        (address, form)
        for address, view in doors().items()
        for form in forms_of(view)
        if isinstance(form.base_fields.get("email"), forms.EmailField)
        and not any(part in address for part in (*EXCUSED, "provider", "3rdparty", "auth/login"))
    },
    key=str,
)


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "form"), ADDRESS_DOORS, ids=str)
def test_an_address_is_typed_into_a_field_that_folds(address, form, resident):
    if address.endswith("accounts/login/"):
        return  # what is posted there goes on to the form that asks for a code
    made = form(data={}, user=resident) if issubclass(form, UserForm) else form(data={})
    assert isinstance(made.fields["email"], AddressField), address
