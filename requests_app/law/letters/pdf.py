"""A letter as a PDF: A4, plain, with the fonts that lie beside this file.

DejaVu Sans has the Latin, Greek and Cyrillic letters, Droid Sans Fallback the
Chinese ones (licences in ``fonts/``); a machine's own fonts are never relied on.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import WrapMode

from requests_app.law.letters.types import POINTS, Block, BlockKind, LetterText

FONTS = Path(__file__).parent / "fonts"
MARGIN = 22  # mm
LEFT_CELL = 28  # mm
ROOM_UNDER_HEADING = 25  # mm: no heading stands alone at the foot of a page
INK = (20, 20, 20)


def as_pdf(letter: LetterText) -> bytes:
    """The letter as the bytes of a PDF; the same letter gives the same bytes."""
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells of every table it drops
    page = _page(letter)
    wrap = WrapMode.CHAR if _is_chinese(letter) else WrapMode.WORD
    for block in letter.blocks:
        _write(page, block, wrap)
    return bytes(page.output())


def _is_chinese(letter: LetterText) -> bool:
    return letter.language.lower().startswith("zh")


def _page(letter: LetterText) -> FPDF:
    page = FPDF(format="A4")
    page.set_margins(MARGIN, MARGIN, MARGIN)
    page.set_auto_page_break(auto=True, margin=MARGIN)
    page.add_font("latin", fname=FONTS / "DejaVuSans.ttf")
    page.add_font("chinese", fname=FONTS / "DroidSansFallbackFull.ttf")
    page.set_fallback_fonts(["chinese"])
    page.set_title(letter.title)
    page.set_lang("zh-Hans" if _is_chinese(letter) else "en")
    written = letter.written_on
    page.set_creation_date(datetime(written.year, written.month, written.day, tzinfo=UTC))
    page.set_text_color(*INK)
    page.add_page()
    return page


def _write(page: FPDF, block: Block, wrap: WrapMode) -> None:
    size = POINTS[block.kind]
    page.set_font("latin", size=size)
    if block.kind is BlockKind.HEADING:
        page.ln(3)
        if page.will_page_break(ROOM_UNDER_HEADING):
            page.add_page()
    start, height = page.get_x(), size * 0.58
    if block.kind is BlockKind.ROW:
        page.cell(LEFT_CELL, height, block.left)
    text = f"• {block.text}" if block.kind is BlockKind.ITEM else block.text
    align = "C" if block.kind is BlockKind.TITLE else "L"
    page.multi_cell(0, height, text, align=align, wrapmode=wrap)
    page.set_x(start)
    page.ln(1.2)
