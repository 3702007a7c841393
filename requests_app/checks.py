"""System checks of this app: nothing is recorded without a receipt, so the start needs its keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from requests_app.completeness import gaps
from requests_app.law.errors import LawError
from requests_app.receipts import SigningKeyError, published_keys, signer, thumbprint


@register("saveface")
def receipts_can_be_signed(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The signing key signs."""
    try:
        signer().sign({"trial": True})
    except SigningKeyError as error:
        return [Error("Receipts cannot be signed.", hint=str(error), id="saveface.E030")]
    return []


@register("saveface")
def old_receipts_can_be_checked(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every retired key is a public key under the id by which its receipts name it."""
    try:
        retired = settings.RECEIPT_RETIRED_KEYS
        if all(thumbprint(key) == key["kid"] and "d" not in key for key in retired):
            return []
    except (KeyError, TypeError):
        pass
    hint = (
        "It is a JSON list of the keys as /.well-known/saveface-keys.json showed them, each with "
        "crv, kty, x and kid. Private keys do not belong there."
    )
    message = "RECEIPT_RETIRED_KEYS holds something else than public keys: old receipts would fail."
    return [Error(message, hint=hint, id="saveface.E031")]


@register("saveface")
def data_files_are_whole(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The law, the evidence, the letters and the mail know every right, kind and state."""
    try:
        found = list(gaps())
    except (LawError, ValueError, KeyError) as error:
        found = [f"The data files cannot be read: {error!r}"]
    hint = "The files lie in requests_app/law and templates/requests_app/mail."
    return [Error(gap, hint=hint, id="saveface.E032") for gap in found]


@register("saveface")
def no_key_is_in_use_and_retired(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A key that was given up, because somebody took it perhaps, signs nothing more."""
    try:
        today = {key["kid"] for key in published_keys()["keys"][:1]}
    except SigningKeyError:  # told above
        return []
    if not any(isinstance(key, dict) and key.get("kid") in today for key in _retired()):
        return []
    hint = "Take it out of RECEIPT_RETIRED_KEYS, or set RECEIPT_SIGNING_KEY to a new key."
    message = "RECEIPT_RETIRED_KEYS holds the key that signs receipts today."
    return [Error(message, hint=hint, id="saveface.E034")]


def _retired() -> list[Any]:
    retired = settings.RECEIPT_RETIRED_KEYS
    return retired if isinstance(retired, list) else []
