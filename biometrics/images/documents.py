"""A PDF as pictures of its pages: of scripts, forms, links and files within it nothing is left.

The renderer (PDFium, as in Chromium, built without scripts) sees hostile bytes, so this belongs in a worker:
with a limit on memory, pages, pixels and time, in a process that ends with its task. Only this module
knows it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import numpy as np
import pypdfium2 as pdfium
from PIL import Image

from accounts.parsing.budget import Measure, Meter, Source, Unparsable
from biometrics.images.memory import limited_memory
from biometrics.images.pixels import WORKING_SIDE
from biometrics.types import Pixels

# Of A4 it makes 137 dots an inch. A stamp is not drawn larger than four times its size.
SCALE_AT_MOST = 4.0
DOTS_PER_INCH = 137
QUALITY = 85


class UnusableDocument(Exception):
    """It cannot be drawn: damaged, with a password, too many pages, too slow or too large."""


def draw_pages(data: bytes) -> Iterator[Pixels]:
    """Each page of a PDF, uint8 (height, width, 3), the longer side at most 1,600 px.

    Raises:
        UnusableDocument: none of it should be used.
    """
    meter = Meter(Source.DOCUMENT)
    try:
        meter.check(Measure.BYTES, len(data))
        with limited_memory():
            document = pdfium.PdfDocument(data)
        meter.check(Measure.ENTRIES, max(len(document), 1))
        for number in range(len(document)):
            with limited_memory():
                page = _draw(document, number)
            meter.take(Measure.ENTRIES)  # which looks at the time, too
            yield page
    except (pdfium.PdfiumError, Unparsable, MemoryError, ValueError) as error:
        raise UnusableDocument from error


def _draw(document: pdfium.PdfDocument, number: int) -> Pixels:
    page = document[number]
    longer = max(page.get_size())
    if not longer > 0:
        raise UnusableDocument
    bitmap = page.render(
        scale=min(SCALE_AT_MOST, WORKING_SIDE / longer), may_draw_forms=False, rev_byteorder=True
    )
    try:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()
        page.close()


def as_pdf(pages: Iterable[Pixels]) -> bytes:
    """A PDF that holds ``pages`` as pictures, and nothing else. Raises UnusableDocument: there is none."""
    pictures = [Image.fromarray(page) for page in pages]
    if not pictures:
        raise UnusableDocument
    buffer = io.BytesIO()
    first, *others = pictures
    first.save(
        buffer,
        "PDF",
        save_all=True,
        append_images=others,
        quality=QUALITY,
        resolution=DOTS_PER_INCH,
    )
    return buffer.getvalue()
