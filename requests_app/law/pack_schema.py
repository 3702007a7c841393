"""The published JSON Schema of a rule pack, derived from the types; ``make pack-schema`` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from .types import RulePack, Source

FILE = Path(__file__).parent / "schema" / "rule-pack.schema.json"
TITLE = (
    "Rule pack: how long an answer to a face-data request may take, and why, in one jurisdiction"
)


def pack_schema() -> str:
    """The schema (JSON Schema 2020-12) as the file holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": TITLE,
        "description": "Meanings of the fields: docs/rule-packs.md",
        **msgspec.json.schema(RulePack, schema_hook=_cited),
    }
    return json.dumps(_without_repeats(schema), indent=2, ensure_ascii=False) + "\n"


def _cited(kind: type) -> dict[str, Any]:
    if kind is Source:
        return {"type": "string", "description": "the short name of one of the pack's `laws`"}
    raise NotImplementedError(f"Say here how {kind.__name__} is written in a file.")


def _without_repeats(node: Any) -> Any:
    """``node`` with what the loader asks of every list, which no type says."""
    if isinstance(node, list):
        return [_without_repeats(child) for child in node]
    if not isinstance(node, dict):
        return node
    more = {"uniqueItems": True} if node.get("type") == "array" else {}
    return {key: _without_repeats(child) for key, child in node.items()} | more


if __name__ == "__main__":
    FILE.write_text(pack_schema(), encoding="utf-8")
