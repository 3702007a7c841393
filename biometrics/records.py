"""Reading what a venue uploads for a disclosure: photographs, zips of them, a list of references, vectors.

Pure: bytes in, records out. Each bad row gets a sentence of its own and the good ones are kept. Nothing
is written anywhere: whatever is unpacked stays in memory, within limits.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from biometrics.types import PictureProblem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MIB = 1024 * 1024
PICTURE_AT_MOST = 8 * MIB
# One upload, unpacked: what a web process can hold beside others.
UNPACKED_AT_MOST = 128 * MIB
PICTURES_AT_MOST = 500
REFERENCE_AT_MOST = 120
# Excel in China saves CSV files in this encoding.
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Upload:
    """One uploaded file. ``size`` is its true size; ``data`` is empty when that was over the limit."""

    name: str
    data: bytes = field(repr=False)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Photograph:
    """One picture under the venue's own record reference."""

    reference: str = field(repr=False)
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """What cannot be taken, and what to do about it."""

    where: str
    sentence: str | _StrPromise


@dataclass(slots=True)
class Photographs:
    good: list[Photograph] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of one engine, in the order of the file."""

    engine: str
    rows: list[tuple[str, Sequence[float]]] = field(repr=False)
    bad: list[BadRow] = field(default_factory=list)


class UnreadableFile(Exception):
    """A whole file that cannot be read; ``sentence`` says what is expected."""

    def __init__(self, sentence: str | _StrPromise) -> None:
        super().__init__("unreadable file")
        self.sentence = sentence


def read_photographs(
    uploads: Iterable[Upload], references: Mapping[str, str] | None = None
) -> Photographs:
    """Every picture of ``uploads``, zips opened, under its reference.

    ``references`` maps file names to references; without one the file's name stands for it.
    """
    named = dict(references or {})
    found = Photographs()
    room = UNPACKED_AT_MOST
    for upload in _opened(uploads, found.bad):
        room -= len(upload.data)
        if room < 0 or len(found.good) >= PICTURES_AT_MOST:
            found.bad.append(BadRow(upload.name, _TOO_MANY))
        elif upload.size > PICTURE_AT_MOST:
            sentence = PictureProblem.FILE_TOO_LARGE.operator_sentence
            found.bad.append(BadRow(upload.name, sentence))
        else:
            reference = named.get(upload.name, PurePosixPath(upload.name).stem)
            found.good.append(Photograph(reference[:REFERENCE_AT_MOST], upload.data))
    return found


BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # a password
    NotImplementedError,  # a rare kind of compression
    EOFError,
    ValueError,
    OSError,
)
_TOO_MANY = _("That was too much for one upload. Send this file with the next one.")
_BAD_ZIP = _("This zip cannot be opened. Make it again without a password, or send the files.")
_BIG_ZIP = _("The zip is larger than 8 MB. Split it, or send the photographs themselves.")


def _opened(uploads: Iterable[Upload], bad: list[BadRow]) -> Iterator[Upload]:
    for upload in uploads:
        if not upload.name.lower().endswith(".zip"):
            yield upload
        elif upload.size > PICTURE_AT_MOST:
            bad.append(BadRow(upload.name, _BIG_ZIP))
        else:
            yield from _unzipped(upload, bad)


def _unzipped(upload: Upload, bad: list[BadRow]) -> Iterator[Upload]:
    """The files of a zip, one by one; sizes are counted while reading, never believed."""
    try:
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            for entry in archive.infolist()[: PICTURES_AT_MOST * 2]:
                name = PurePosixPath(entry.filename.replace("\\", "/")).name
                if entry.is_dir() or name.startswith(".") or "__MACOSX" in entry.filename:
                    continue
                with archive.open(entry) as member:
                    data = member.read(PICTURE_AT_MOST + 1)
                yield Upload(name, data[:PICTURE_AT_MOST], len(data))
    except BROKEN_ZIP:
        bad.append(BadRow(upload.name, _BAD_ZIP))


def read_references(data: bytes) -> tuple[dict[str, str], list[BadRow]]:
    """File name → reference, from a CSV of two columns; a head line is recognised.

    Raises:
        UnreadableFile: neither UTF-8 nor GB 18030, or no CSV.
    """
    found: dict[str, str] = {}
    bad: list[BadRow] = []
    for number, row in enumerate(_csv_rows(data), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[:2] == ["file", "reference"]):
            continue
        where = str(_("line %(number)d") % {"number": number})
        if len(cells) < 2 or not cells[0] or not cells[1]:
            bad.append(
                BadRow(where, _("Write the file's name and your reference, with a comma between."))
            )
        elif cells[0] in found:
            bad.append(
                BadRow(where, _("This file stands in the list twice; the first line counts."))
            )
        else:
            found[cells[0]] = cells[1][:REFERENCE_AT_MOST]
    return found, bad


def _csv_rows(data: bytes) -> list[list[str]]:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text), strict=True))
        except csv.Error:
            break
    raise UnreadableFile(
        _("The list of references is not a CSV file of two columns: file name, reference.")
    )


def read_vectors(data: bytes) -> Vectors:
    """Vectors from ``{"engine": "name@version", "records": [{"reference": "…", "vector": […]}]}``.

    Raises:
        UnreadableFile: not of this form at all.
    """
    raw = _json_object(data)
    engine, records = raw.get("engine"), raw.get("records")
    if not isinstance(engine, str) or not isinstance(records, list) or not records:
        raise UnreadableFile(
            _("The file must name its “engine” and hold a list of “records”. See the example.")
        )
    found = Vectors(engine.strip(), [])
    for number, record in enumerate(records, start=1):
        row = _vector_row(record)
        if row is None:
            where = str(_("record %(number)d") % {"number": number})
            sentence = _("A record needs a “reference” of yours and a “vector”, a list of numbers.")
            found.bad.append(BadRow(where, sentence))
        else:
            found.rows.append(row)
    return found


def _json_object(data: bytes) -> dict[str, Any]:
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile(
            _("This is not a JSON file. Export it again from your system.")
        ) from error
    return raw if isinstance(raw, dict) else {}


def _vector_row(record: object) -> tuple[str, Sequence[float]] | None:
    if not isinstance(record, dict):
        return None
    reference, vector = record.get("reference"), record.get("vector")
    if not isinstance(reference, str | int) or not str(reference).strip():
        return None
    numbers = isinstance(vector, list) and all(type(value) in (int, float) for value in vector)
    return (str(reference).strip()[:REFERENCE_AT_MOST], vector) if numbers else None  # type: ignore[return-value]
