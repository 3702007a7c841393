"""What a passkey says (WebAuthn, 5.1), before a library takes it apart.

fido2 turns a number where bytes belong into so many zero bytes: 60 characters of JSON asked for 8 GB. And
what lacks a part, or is no base64, raises whatever came to hand.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from fido2 import cbor
from fido2.utils import websafe_decode
from fido2.webauthn import AuthenticationResponse, RegistrationResponse

from accounts.core.parsing import json_text
from accounts.core.parsing.budget import Source, Unparsable

NO_PASSKEY = _("This is not what a passkey says. Try again, or sign in with a code.")
# Its numbers name algorithms and versions; the furthest from zero is -65,535 (RS1).
NUMBER_AT_MOST = 65_535


def check_passkey(statement: object) -> None:
    """Raise Unparsable where fido2 could not read ``statement``, or would take memory by its numbers."""
    if not isinstance(statement, dict) or not isinstance(statement.get("response"), dict):
        raise Unparsable(NO_PASSKEY)
    response = statement["response"]
    _check_numbers(statement)
    try:
        _check_numbers(json_text.load(websafe_decode(response["clientDataJSON"]), Source.SIGN_IN))
        if "attestationObject" in response:
            _check_numbers(cbor.decode(websafe_decode(response["attestationObject"])))
            RegistrationResponse.from_dict(statement)
        else:
            AuthenticationResponse.from_dict(statement)
    except Exception as error:
        raise Unparsable(NO_PASSKEY) from error


def _check_numbers(value: Any) -> None:
    """No number, at any depth, that would be many bytes."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list | tuple):
            waiting += each
        elif isinstance(each, int | float) and not -NUMBER_AT_MOST <= each <= NUMBER_AT_MOST:
            raise Unparsable(NO_PASSKEY)
