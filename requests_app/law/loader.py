"""Reads one rule pack file into the types, refusing any that breaks the format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from .errors import InvalidPack
from .types import Code, Law, RulePack, Source

PACKS = Path(__file__).parent / "data"

T = TypeVar("T")


class Head(msgspec.Struct):
    """What must be known of a file before its citations can be read."""

    code: Code
    laws: dict[str, Any]


def read_pack(file: Path) -> RulePack:
    """The pack in ``file``.

    Raises InvalidPack naming the place in the file when the format or a cross-reference fails.
    """
    return pack_of(file.read_bytes(), file.name)


def pack_of(data: bytes, name: str) -> RulePack:
    """The pack that ``data`` is, the content of a file called ``name``; raises as `read_pack`."""
    try:
        raw = msgspec.json.decode(data)
    except ValueError as error:
        raise InvalidPack(name, "$", str(error)) from None
    head = _typed(raw, Head, name)
    sources = {
        short: Source((head.code, _typed(law, Law, name, f"$.laws.{short}")))
        for short, law in head.laws.items()
    }
    pack = _typed(raw, RulePack, name, dec_hook=_finder(sources))
    for place in _repeated(raw, "$"):
        raise InvalidPack(name, place, "The list holds this already; take it out")
    return pack


def _typed(
    raw: object,
    kind: type[T],
    name: str,
    at: str = "$",
    dec_hook: Callable[[type, Any], Any] | None = None,
) -> T:
    """``raw``, which stands ``at`` a place of the file ``name``, as a value of ``kind``."""
    try:
        return msgspec.convert(raw, kind, dec_hook=dec_hook)
    except msgspec.ValidationError as error:
        # msgspec says the place at the end of its sentence, and none for the whole.
        problem, _, place = str(error).partition(" - at `$")
        raise InvalidPack(name, at + place.removesuffix("`"), problem) from None


def _finder(sources: Mapping[str, Source]) -> Callable[[type, Any], Any]:
    """How a citation finds its law: `Source` is the one type that the decoder asks for."""

    def find(_kind: type, short: Any) -> Source:
        if isinstance(short, str) and short in sources:
            return sources[short]
        raise ValueError(f"{short!r} is cited, not listed among the laws")

    return find


def _repeated(node: Any, place: str) -> Iterator[str]:
    """The places of what a list holds a second time: no list of the format says a thing twice."""
    if isinstance(node, dict):
        for key, child in node.items():
            yield from _repeated(child, f"{place}.{key}")
    elif isinstance(node, list):
        for number, child in enumerate(node):
            if child in node[:number]:
                yield f"{place}[{number}]"
            yield from _repeated(child, f"{place}[{number}]")
