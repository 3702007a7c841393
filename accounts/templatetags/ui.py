"""Template tags of the design system. Every app's pages use them, so they live on the ground floor."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

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


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: object) -> str:
    """The page's query string with some parameters changed, as ``?a=1&b=2``."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"
