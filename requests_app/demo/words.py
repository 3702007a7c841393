"""Words of the demo that people of either language read."""

from __future__ import annotations

from django.utils.translation import gettext, override


def in_both(text: str, between: str = "\n\n") -> str:
    """A marked text (``gettext_noop``) in Chinese and in English, as a careful writer puts it up."""
    found = []
    for language in ("zh-hans", "en"):
        with override(language):
            found.append(gettext(text))
    return between.join(found)
