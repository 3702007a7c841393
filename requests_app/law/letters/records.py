"""What an answer says of each record that was proven to be the person's, as lines of a letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from requests_app.law.evidence_form import sections
from requests_app.law.evidence_types import Field, FieldKind
from requests_app.law.phrases import day_text
from requests_app.law.types import LocalText

# A letter names so many; the answer itself, which is enclosed, names them all.
LINES_AT_MOST = 20


def lines(evidence: Mapping[str, Any]) -> tuple[LocalText, ...]:
    """One line a record: “A-7: Handed over on 2 May 2026; Deleted on 3 May 2026”."""
    rows: Sequence[Mapping[str, Any]] = evidence.get("records") or ()
    return tuple(_line(row) for row in rows[:LINES_AT_MOST])


def _line(row: Mapping[str, Any]) -> LocalText:
    reference = str(row.get("reference", ""))
    said = list(_said(row))
    return LocalText(
        en=f"{reference}: " + "; ".join(text.en for text in said),
        zh_hans=f"{reference}：" + "；".join(text.zh_hans for text in said),
    )


def _said(row: Mapping[str, Any]) -> Iterator[LocalText]:
    for field in sections()["records"].fields:
        if field.name != "reference" and row.get(field.name):
            value = _value(field, row[field.name])
            yield LocalText(
                en=f"{field.label.en} {value.en}", zh_hans=f"{field.label.zh_hans} {value.zh_hans}"
            )


def _value(field: Field, value: Any) -> LocalText:
    if field.kind is FieldKind.DATE:
        return day_text(date.fromisoformat(value))
    return LocalText(en=str(value), zh_hans=str(value))
