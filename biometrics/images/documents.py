"""A PDF as pictures of its pages: of scripts, forms, links and files within it nothing is left.

The renderer (PDFium, as in Chromium, built without scripts) sees hostile bytes, so this belongs in a worker,
and there in a process of its own (`drawing`) that ends in time, whatever is in a page.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from accounts.core.parsing.budget import BUDGETS, Source
from biometrics.images.drawing import HEAD
from biometrics.images.memory import DECODING_BYTES
from biometrics.images.pixels import WORKING_SIDE
from biometrics.types import Pixels

# Of A4 it makes 137 dots an inch. A stamp is not drawn larger than four times its size.
SCALE_AT_MOST = 4.0
DOTS_PER_INCH = 137
QUALITY = 85
DRAWING = Path(__file__).with_name("drawing.py")


class UnusableDocument(Exception):
    """It cannot be drawn: damaged, with a password, too many pages, too slow or too large."""


def draw_pages(data: bytes) -> list[Pixels]:
    """Each page of a PDF, uint8 (height, width, 3), the longer side at most 1,600 px.

    Raises:
        UnusableDocument: none of it should be used.
    """
    budget = BUDGETS[Source.DOCUMENT]
    if len(data) > budget.bytes:
        raise UnusableDocument
    limits = (int(budget.seconds), DECODING_BYTES, budget.entries, WORKING_SIDE, SCALE_AT_MOST)
    try:
        done = subprocess.run(  # noqa: S603  (our own program, and numbers)
            [sys.executable, "-I", str(DRAWING), *map(str, limits)],
            input=data,
            capture_output=True,
            env={},
            check=True,
            timeout=budget.seconds,
        )
    except subprocess.SubprocessError:  # without its cause, which holds the document
        raise UnusableDocument from None
    return list(_pages(memoryview(done.stdout)))


def _pages(drawn: memoryview) -> Iterator[Pixels]:
    while drawn:
        height, width = HEAD.unpack_from(drawn)
        pixels, drawn = drawn[HEAD.size :], drawn[HEAD.size + height * width * 3 :]
        page = np.frombuffer(pixels, np.uint8, count=height * width * 3)
        yield page.reshape(height, width, 3)


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
