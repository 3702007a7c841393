"""Mail about what was changed at the desk, each in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import context
from django.http import HttpRequest
from django.utils import translation


def tell(
    request: HttpRequest, template: str, shown: Mapping[str, Any], locales: Mapping[str, str]
) -> None:
    """Send ``template`` to each address of ``locales``, in the language that stands beside it."""
    for address, locale in locales.items():
        with translation.override(locale), context.request_context(request):
            get_adapter().send_mail(template, address, dict(shown))
