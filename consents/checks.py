"""System checks: what is shown of a place, and asked before consent, has its picture and its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from consents import kinds
from consents.kinds import VenueKind
from consents.models import Custodian, Purpose
from consents.notices import file_of

SPRITE = settings.BASE_DIR / "static" / "icons" / "sprite.svg"
LANGUAGES = ("en", "zh-Hans")


@register("saveface")
def kinds_have_pictures_and_words(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every kind of place has picture and words, every keeper its picture, every purpose its notice."""
    return [
        Error(gap, hint="Add it before the kind is used.", id="saveface.E033")
        for gap in (*_pictures(), *kinds.gaps(), *_notices())
    ]


def _pictures() -> Iterator[str]:
    drawn = SPRITE.read_text(encoding="utf-8")
    # Where nobody said who keeps the data, a question mark stands.
    keepers = [one.value for one in Custodian if one is not Custodian.UNKNOWN]
    for name in (*VenueKind, *keepers):
        if f'id="{name}"' not in drawn:
            yield f"static/icons/sprite.svg has no picture of “{name}”."


def _notices() -> Iterator[str]:
    for purpose in Purpose:
        for language in LANGUAGES:
            if not file_of(purpose, language).is_file():
                yield f"consents/notices has no words for “{purpose.value}” in {language}."
