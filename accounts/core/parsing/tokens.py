"""A signed text (JWS, RFC 7515) before a library opens it: its two parts of JSON are measured first."""

from __future__ import annotations

import base64
import binascii

from django.utils.translation import gettext_lazy as _

from accounts.core.parsing import json_text
from accounts.core.parsing.budget import BUDGETS, Measure, OverBudget, Source, Unparsable

NO_TOKEN = _("This is no signed text. Send it whole, with its two dots.")


def check_token(compact: str) -> None:
    """Raise Unparsable where header or payload of ``compact`` is no JSON within the budget of a token."""
    limit = BUDGETS[Source.TOKEN].bytes
    if len(compact) > limit:
        raise OverBudget(Measure.BYTES, limit)
    parts = compact.split(".")
    if len(parts) != 3 or not compact.isascii():
        raise Unparsable(NO_TOKEN)
    for part in parts[:2]:
        json_text.load(_decoded(part), Source.TOKEN)


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (binascii.Error, ValueError) as error:
        raise Unparsable(NO_TOKEN) from error
