"""Draws the pages of a PDF: a program of its own, which `documents` starts and ends.

The bytes are hostile, and no library can be told to stop: one page may take hours, or abort the process. So
the kernel holds this one to its time and memory, it knows no setting and no key, and nothing of ours is
imported. In: the PDF. Out: for each page height and width (4 bytes each), then its pixels.
"""

from __future__ import annotations

import resource
import struct
import sys

import numpy as np
import pypdfium2 as pdfium

HEAD = struct.Struct("<II")


def limit(seconds: int, memory: int) -> None:
    """What is over is killed, or gets no memory."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def draw(document: pdfium.PdfDocument, number: int, side: int, scale: float) -> np.ndarray:
    page = document[number]
    longer = max(page.get_size())
    if not longer > 0:
        raise ValueError("a page without a size")
    bitmap = page.render(scale=min(scale, side / longer), may_draw_forms=False, rev_byteorder=True)
    return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)


def main(seconds: str, memory: str, pages: str, side: str, scale: str) -> None:
    limit(int(seconds), int(memory))
    document = pdfium.PdfDocument(sys.stdin.buffer.read())
    if not 0 < len(document) <= int(pages):
        sys.exit("no pages, or too many")
    for number in range(len(document)):
        page = draw(document, number, int(side), float(scale))
        sys.stdout.buffer.write(HEAD.pack(*page.shape[:2]) + page.tobytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
