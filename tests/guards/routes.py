"""Every address of the site, read from the URLconf itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern: its template such as ``requests/<reference>/``, its name, its parameters."""

    path: str
    name: str
    parameters: tuple[str, ...] = field(default=())

    @property
    def area(self) -> str:
        return self.path.split("/", 1)[0]


def all_routes() -> list[Route]:
    return sorted(set(_walk(get_resolver(), "", "")), key=lambda route: route.path)


def _walk(resolver: URLResolver, prefix: str, space: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        text = prefix + _readable(entry.pattern)
        if isinstance(entry, URLPattern):
            names = tuple(entry.pattern.converters) or tuple(entry.pattern.regex.groupindex)
            yield Route(text, f"{space}{entry.name or ''}", names)
        else:
            yield from _walk(
                entry, text, f"{space}{entry.namespace}:" if entry.namespace else space
            )


def _readable(pattern) -> str:
    """A pattern without converters, anchors and flags: ``<int:pk>/`` is ``<pk>/``."""
    text = str(pattern)
    if hasattr(pattern, "_route"):
        for part in pattern.converters:
            kind = _converter_of(text, part)
            text = text.replace(f"<{kind}{part}>", f"<{part}>")
        return text
    return text.removeprefix("^").replace("\\Z", "").replace("\\.", ".").replace("$", "")


def _converter_of(text: str, part: str) -> str:
    start = text.index(f"{part}>")
    return text[text.rindex("<", 0, start) + 1 : start]
