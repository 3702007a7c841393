"""Reading what a venue uploads for a disclosure: photographs, zips of them, a list of references, vectors.

Pure: bytes in, records out. Each bad row gets a sentence of its own and the good ones are kept. Nothing
is written anywhere: whatever is unpacked stays in memory, within limits.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from accounts.core.parsing import json_text
from accounts.core.parsing.budget import (
    BUDGETS,
    FAULTS_SHOWN,
    KIB,
    MIB,
    Measure,
    Meter,
    OverBudget,
    Source,
    Unparsable,
)
from biometrics.images import Looked, look
from biometrics.types import PictureProblem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PICTURE_AT_MOST = 8 * MIB
PICTURES_AT_MOST = 500
# Of one upload. Even a bad picture is read as a whole: so many are enough to see what is wrong.
BAD_PICTURES_AT_MOST = 100
NAME_SHOWN = 80
# Of a file within a zip, as file systems have it.
NAME_AT_MOST = 255
# Every picture may unpack to so much whatever its ratio: small drawings pack tightly.
ALWAYS_UNPACKED = 256 * KIB
REFERENCE_AT_MOST, ENGINE_AT_MOST = 120, 80
# As they are unpacked.
PIECE = 64 * KIB
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
    """One picture under the venue's own record reference, looked at already."""

    reference: str = field(repr=False)
    data: Looked = field(repr=False)


@dataclass(frozen=True, slots=True)
class BadRow:
    """What cannot be taken, and what to do about it."""

    where: str
    sentence: str | _StrPromise


class Faults:
    """The first bad rows, and how many there are: a page of all would be larger than the upload."""

    def __init__(self) -> None:
        self.shown: list[BadRow] = []
        self.count = 0

    def add(self, where: str, sentence: str | _StrPromise) -> None:
        self.count += 1
        if len(self.shown) < FAULTS_SHOWN:
            self.shown.append(BadRow(where[:NAME_SHOWN], sentence))

    def take(self, others: Faults) -> None:
        """Put ``others`` behind these."""
        self.shown = [*self.shown, *others.shown][:FAULTS_SHOWN]
        self.count += others.count

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclass(slots=True)
class Photographs:
    good: list[Photograph] = field(default_factory=list)
    bad: Faults = field(default_factory=Faults)


@dataclass(frozen=True, slots=True)
class Vectors:
    """Vectors of one engine, in the order of the file."""

    engine: str
    rows: list[tuple[str, Sequence[float]]] = field(repr=False)
    bad: Faults = field(default_factory=Faults)


class UnreadableFile(Unparsable):
    """A whole file that cannot be read; ``sentence`` says what is expected."""


def read_photographs(
    uploads: Iterable[Upload], references: Mapping[str, str] | None = None
) -> Photographs:
    """Every picture of ``uploads``, zips opened, under its reference.

    ``references`` maps file names to references; without one the file's name stands for it. All files of
    one upload share one budget; where it ends, nothing more is read.
    """
    named = dict(references or {})
    found = Photographs()
    meter = Meter(Source.ZIP)
    for upload in _opened(uploads, found.bad, meter):
        if len(found.good) >= PICTURES_AT_MOST or found.bad.count >= BAD_PICTURES_AT_MOST:
            found.bad.add(upload.name, _TOO_MANY)
            break
        if upload.size > PICTURE_AT_MOST:
            found.bad.add(upload.name, PictureProblem.FILE_TOO_LARGE.operator_sentence)
            continue
        reference = named.get(upload.name, PurePosixPath(upload.name).stem)
        found.good.append(Photograph(reference[:REFERENCE_AT_MOST], look(upload.data)))
    return found


BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    RuntimeError,  # a password
    NotImplementedError,  # a rare kind of compression
    EOFError,
    ValueError,
    OSError,
    MemoryError,
)
_TOO_MANY = _(
    "That was too much for one upload. Send this file and those after it with the next one."
)
_BAD_ZIP = _("This zip cannot be opened. Make it again without a password, or send the files.")
_BIG_ZIP = _("The zip is larger than 8 MB. Split it, or send the photographs themselves.")
# Other kinds unpack without a limit (bzip2) or name the memory that they want (LZMA).
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENTRY_MARK = b"PK\x01\x02"


def _opened(uploads: Iterable[Upload], bad: Faults, meter: Meter) -> Iterator[Upload]:
    """Each file by itself; the first that is over the budget is a bad row, and the last."""
    for upload in uploads:
        try:
            if not upload.name.lower().endswith(".zip"):
                meter.take(Measure.BYTES, len(upload.data))
                yield upload
            elif upload.size > PICTURE_AT_MOST:
                bad.add(upload.name, _BIG_ZIP)
            else:
                yield from _unzipped(upload, bad, meter)
        except OverBudget as over:
            own = over.measure in (Measure.RATIO, Measure.ENTRIES)
            bad.add(upload.name, over.sentence if own else _TOO_MANY)
            return


def _unzipped(upload: Upload, bad: Faults, meter: Meter) -> Iterator[Upload]:
    """The files of a zip, one by one; sizes are counted while reading, never believed."""
    # Before the list of entries is read: each takes the library some microseconds and a kilobyte.
    meter.take(Measure.ENTRIES, upload.data.count(ENTRY_MARK))
    try:
        with zipfile.ZipFile(io.BytesIO(upload.data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(upload.data))
            for entry in entries:
                # A path of thousands of folders would be taken apart for each of a thousand entries.
                name = entry.filename.replace("\\", "/").rpartition("/")[2][-NAME_AT_MOST:]
                if entry.is_dir() or name.startswith(".") or "__MACOSX" in entry.filename:
                    continue
                data = _unpacked(archive, entry, meter)
                yield Upload(name, data[:PICTURE_AT_MOST], len(data))
    except OverBudget:
        raise
    except BROKEN_ZIP:
        bad.add(upload.name, _BAD_ZIP)


def _check_entries(entries: Sequence[zipfile.ZipInfo], length: int) -> None:
    """Entries that lie over one another, or in an unusual packing, are those of no honest program."""
    overlap = sum(entry.compress_size for entry in entries) > length
    if overlap or any(entry.compress_type not in PACKED for entry in entries):
        raise zipfile.BadZipFile("entries overlap, or are packed in an unusual way")


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, meter: Meter) -> bytes:
    """The bytes of ``entry``, one more than a picture may have at most; counted as they come."""
    allowed = max(ALWAYS_UNPACKED, entry.compress_size * BUDGETS[Source.ZIP].ratio)
    out = bytearray()
    with archive.open(entry) as member:
        while len(out) <= PICTURE_AT_MOST and (piece := member.read(PIECE)):
            meter.take(Measure.BYTES, len(piece))
            out += piece
            if len(out) > allowed:
                raise OverBudget(Measure.RATIO, meter.budget.ratio)
    return bytes(out[: PICTURE_AT_MOST + 1])


def read_references(data: bytes) -> tuple[dict[str, str], Faults]:
    """File name → reference, from a CSV of two columns; a head line is recognised.

    Raises:
        UnreadableFile: neither UTF-8 nor GB 18030, or no CSV.
        OverBudget: too long, or too many lines.
    """
    found: dict[str, str] = {}
    bad = Faults()
    for number, row in enumerate(_csv_rows(data), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and cells[:2] == ["file", "reference"]):
            continue
        if len(cells) < 2 or not cells[0] or not cells[1]:
            bad.add(_line(number), _NO_PAIR)
        elif cells[0] in found:
            bad.add(_line(number), _TWICE)
        else:
            found[cells[0]] = cells[1][:REFERENCE_AT_MOST]
    return found, bad


_NO_PAIR = _("Write the file's name and your reference, with a comma between.")
_TWICE = _("This file stands in the list twice; the first line counts.")
_NO_CSV = _("The list of references is not a CSV file of two columns: file name, reference.")


def _line(number: int) -> str:
    return str(_("line %(number)d") % {"number": number})


def _csv_rows(data: bytes) -> Iterator[list[str]]:
    meter = Meter(Source.LIST)
    meter.take(Measure.BYTES, len(data))
    rows = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
    try:
        for row in rows:
            meter.take(Measure.ENTRIES)
            yield row
    except csv.Error as error:  # among others a field of more than 128 KiB
        raise UnreadableFile(_NO_CSV) from error


def _text(data: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableFile(_NO_CSV)


def read_vectors(data: bytes) -> Vectors:
    """Vectors from ``{"engine": "name@version", "records": [{"reference": "…", "vector": […]}]}``.

    Raises:
        UnreadableFile: not of this form at all.
        OverBudget: too many of them, or nested.
    """
    raw = _json_object(data)
    engine, records = raw.get("engine"), raw.get("records")
    if not isinstance(engine, str) or not isinstance(records, list) or not records:
        raise UnreadableFile(
            _("The file must name its “engine” and hold a list of “records”. See the example.")
        )
    # Each is an object: what are none are no fewer mistakes to tell of.
    Meter(Source.VECTORS).check(Measure.OBJECTS, len(records))
    found = Vectors(engine.strip()[:ENGINE_AT_MOST], [])
    for number, record in enumerate(records, start=1):
        row = _vector_row(record)
        if row is None:
            where = str(_("record %(number)d") % {"number": number})
            found.bad.add(where, _NO_VECTOR)
        else:
            found.rows.append(row)
    return found


_NO_VECTOR = _("A record needs a “reference” of yours and a “vector”, a list of numbers.")


def _json_object(data: bytes) -> dict[str, Any]:
    try:
        raw = json_text.load(data.removeprefix(codecs.BOM_UTF8), Source.VECTORS)
    except OverBudget:
        raise
    except Unparsable as error:
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
