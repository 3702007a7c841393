"""System checks of this app: nothing is recorded without a receipt, so the start needs its keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from requests_app.law.errors import LawError
from requests_app.receipts import SigningKeyError, signer, thumbprint
from requests_app.wholeness import gaps


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
    hint = (
        "The files lie in requests_app/law, requests_app/letters and templates/requests_app/mail."
    )
    return [Error(gap, hint=hint, id="saveface.E032") for gap in found]
