"""A letter as it was stored: plain text, read back into blocks so that its PDF says the same words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from requests_app.law.letters.types import Block, BlockKind, LetterText

ROW = re.compile(r"(\d{4}-\d{2}-\d{2})  (.+)")


def letter_from_text(text: str, *, language: str, written_on: date) -> LetterText:
    """The letter that `writing.as_text` wrote as ``text``: its first line is the title."""
    blocks = tuple(_blocks(text.splitlines()))
    return LetterText(
        language=language,
        title=blocks[0].text if blocks else "",
        blocks=blocks,
        checks=(),
        written_on=written_on,
    )


def _blocks(lines: list[str]) -> Iterator[Block]:
    after_gap = False
    for number, line in enumerate(lines):
        if not line:
            after_gap = True
            continue
        yield _block(line, is_title=number == 0, is_heading=after_gap)
        after_gap = False


def _block(line: str, *, is_title: bool, is_heading: bool) -> Block:
    if is_title:
        return Block(BlockKind.TITLE, line)
    if is_heading:
        return Block(BlockKind.HEADING, line)
    if line.startswith("- "):
        return Block(BlockKind.ITEM, line[2:])
    row = ROW.fullmatch(line)
    if row:
        return Block(BlockKind.ROW, row[2], row[1])
    return Block(BlockKind.PARAGRAPH, line)
