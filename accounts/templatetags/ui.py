"""Template tags of the design system. Every app's pages use them, so they live on the ground floor."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext

from accounts.devices import device_name
from accounts.kit.web import NOBODY, account_tag

register = template.Library()


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """A picture from the sprite; hidden from screen readers unless it has a ``label`` of its own."""
    role = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        f"icon {css}".strip(),
        SafeString(role),
        static("icons/sprite.svg"),
        name,
    )


@register.simple_tag
def mark(css: str = "mark") -> SafeString:
    """The mark of Saveface: a face whose outline is the arrow that gives it back."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#mark"></use></svg>',
        css,
        static("icons/sprite.svg"),
    )


@register.simple_tag
def once() -> SafeString:
    """The key of a form that is acted on once (`accounts.kit.form_idempotency`)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())


@register.simple_tag(takes_context=True)
def account(context: template.Context) -> str:
    """Whose page this is, for the scripts that keep things apart (`accounts.kit.web`)."""
    return account_tag(context["request"]) if "request" in context else NOBODY


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's query string with some parameters changed, as ``?a=1&b=2``."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def in_words(thing: Any, field: str) -> str:
    """A text that a person wrote in one or two languages: the English one where it is asked for."""
    english = getattr(thing, f"{field}_en", "")
    if english and (get_language() or "").startswith("en"):
        return str(english)
    return str(getattr(thing, field))


@register.filter
def span_of_days(days: int) -> str:
    """Days as people count them: “3 years” for 1,095 of them, “400 days” for what is no whole number."""
    years, rest = divmod(days, 365)
    if years and not rest:
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


register.filter("device_name", device_name)


@register.filter
def leading(label: Any) -> str:
    """A label that an error follows: no colon after a question."""
    text = str(label)
    if text.endswith("？"):
        return text
    return f"{text} " if text.endswith("?") else text + pgettext("between label and error", ": ")


@register.filter
def in_language(text: Any) -> str:
    """A text of the law (`LocalText`) in the language of the page."""
    return str(text.in_language(get_language()))
