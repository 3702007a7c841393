"""Reads every module that holds a table over an enumeration, so that a forgotten row stops the start.

Pages are read with the URLconf (`manage.py check` and `config.web.wsgi` do it); what is only for trying out
or for measuring is read by the command that uses it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from accounts.core.totality import ForgottenFactError
from config.checks import TAG

APPS = ("accounts", "consents", "biometrics", "requests_app")
PAGES = frozenset({"admin", "api", "forms", "templatetags", "urls", "views"})
ELSEWHERE = frozenset({"evaluation", "management", "migrations"})


def modules() -> Iterator[str]:
    """The names of the modules with such tables that every process reads at its start."""
    skipped = PAGES | ELSEWHERE | (frozenset() if settings.DEMO else {"demo"})
    for app in APPS:
        for file in sorted((settings.BASE_DIR / app).rglob("*.py")):
            parts = file.relative_to(settings.BASE_DIR).with_suffix("").parts
            if skipped.isdisjoint(parts) and "accounts.core.totality" in file.read_text("utf-8"):
                yield ".".join(parts).removesuffix(".__init__")


@register(TAG)
def every_table_is_total(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Name each table that lacks a member of its enumeration."""
    return [message for name in modules() for message in _read(name)]


def _read(name: str) -> Iterator[CheckMessage]:
    try:
        import_module(name)
    except ForgottenFactError as error:
        hint = "Nothing is assumed about what is not listed; see docs/adr/0010-fail-closed.md."
        yield Error(str(error), hint=hint, id="saveface.E040")
