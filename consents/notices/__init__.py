"""The words under which consent is asked, as files: one a purpose and language.

``$contact`` stands for the address of whoever runs this installation. Changed words become the next
version when they are published; a version that was published is never changed.
"""

from __future__ import annotations

from pathlib import Path
from string import Template

from consents.models import Purpose

FOLDER = Path(__file__).resolve().parent


def notice_text(purpose: Purpose, language: str, *, contact: str) -> str:
    """The notice of ``purpose`` in ``language`` (``zh-Hans`` or ``en``), in paragraphs."""
    words = file_of(purpose, language).read_text("utf-8")
    return Template(words).substitute(contact=contact).strip()


def file_of(purpose: Purpose, language: str) -> Path:
    """Where the words of ``purpose`` lie."""
    return FOLDER / f"{purpose.value}.{language}.txt"
