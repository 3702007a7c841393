"""Reading uploads: limits hold whatever a file says about itself."""

import io
import random
import struct
import zipfile

import pytest

from accounts.core.parsing.budget import Measure, Meter, OverBudget, Source, Unparsable
from biometrics import uploads
from biometrics.uploads import (
    Photograph,
    UnreadableFile,
    Upload,
    read_photographs,
    read_references,
    read_vectors,
)


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return Upload("x.zip", out.getvalue(), len(out.getvalue()))


def test_a_file_over_the_limit_is_a_bad_row():
    found = read_photographs([Upload("big.jpg", b"", uploads.PICTURE_AT_MOST + 1)])
    assert found.good == []
    assert "larger than 8 MB" in str(found.bad.shown[0].sentence)


@pytest.fixture
def unpacked(monkeypatch):
    """How many bytes were unpacked, and how many entries were begun."""
    counted = {"bytes": 0, "entries": 0}
    read, begin = zipfile.ZipExtFile.read, zipfile.ZipFile.open

    def reading(self, n=-1):
        data = read(self, n)
        counted["bytes"] += len(data)
        return data

    def opening(self, name, mode="r", **kwargs):
        counted["entries"] += mode == "r"
        return begin(self, name, mode, **kwargs)

    monkeypatch.setattr(zipfile.ZipExtFile, "read", reading)
    monkeypatch.setattr(zipfile.ZipFile, "open", opening)
    return counted


def zip_of(entries, kind=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def uploaded(data):
    return Upload("x.zip", data, len(data))


def test_a_zip_of_zeros_stops_at_the_first_file(unpacked):
    zeros = bytes(7 * 1024 * 1024)
    found = read_photographs([uploaded(zip_of((f"{n}.jpg", zeros) for n in range(30)))])
    assert found.good == []
    assert found.bad.count == 1
    assert "packed far more tightly" in str(found.bad.shown[0].sentence)
    assert unpacked["entries"] == 1
    assert unpacked["bytes"] < 1024 * 1024


def test_all_zips_of_one_upload_share_one_budget(unpacked):
    noise = random.Random(1).randbytes(7 * 1024 * 1024)
    zips = [uploaded(zip_of([("a.jpg", noise)])) for _ in range(40)]
    found = read_photographs(zips)
    assert unpacked["bytes"] <= 128 * 1024 * 1024 + uploads.PIECE
    assert found.bad.count == 1
    assert "with the next one" in str(found.bad.shown[0].sentence)


def overlapping(times):
    """One stored file of 100 kB that the list of entries names so many times."""
    data = bytearray(zip_of([("a.jpg", random.Random(2).randbytes(100_000))], zipfile.ZIP_STORED))
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry, tail = data[at:end], data[end:]
    struct.pack_into("<HHLL", tail, 8, times, times, len(entry) * times, at)
    return bytes(data[:at] + entry * times + tail)


def with_sizes(data, *, packed=None, size=None):
    """The same zip whose list of entries lies about the sizes."""
    changed = bytearray(data)
    at = changed.index(b"PK\x01\x02")
    if packed is not None:
        struct.pack_into("<L", changed, at + 20, packed)
    if size is not None:
        struct.pack_into("<L", changed, at + 24, size)
    return bytes(changed)


HONEST = zip_of([("a.jpg", random.Random(3).randbytes(1000))])


@pytest.mark.parametrize(
    "data",
    [
        overlapping(500),
        with_sizes(HONEST, packed=0x7FFFFFFF),
        with_sizes(HONEST, size=1),
        zip_of([("a.jpg", bytes(1000))], zipfile.ZIP_BZIP2),
        zip_of([("a.jpg", bytes(1000))], zipfile.ZIP_LZMA),
        b"PK\x05\x06" + b"\xff" * 18,
    ],
    ids=["overlapping", "packed size", "size", "bzip2", "lzma", "no entries"],
)
def test_a_zip_that_lies_or_is_packed_unusually_is_not_opened(data):
    found = read_photographs([uploaded(data)])
    assert found.good == []
    assert "cannot be opened" in str(found.bad.shown[0].sentence)


def test_many_tiny_entries_are_counted_before_any_is_read(unpacked):
    found = read_photographs([uploaded(zip_of((str(n), b"") for n in range(1001)))])
    assert unpacked["entries"] == 0
    assert "more than 1000 parts" in str(found.bad.shown[0].sentence)


def test_a_zip_in_a_zip_is_no_picture_and_is_not_opened(unpacked):
    found = read_photographs([uploaded(zip_of([("inner.zip", HONEST)]))])
    assert unpacked["entries"] == 1
    assert found.good[0].data.problem == "unknown_format"


def test_a_name_as_long_as_a_book_is_cut():
    found = read_photographs([Upload("n" * 60_000, b"", uploads.PICTURE_AT_MOST + 1)])
    assert len(found.bad.shown[0].where) == uploads.NAME_SHOWN


def test_of_bad_lines_the_first_are_shown_and_the_others_counted():
    _found, bad = read_references(b"x\n" * 9_000)
    assert (len(bad.shown), bad.count, bad.more) == (20, 9_000, 8_980)


@pytest.mark.parametrize(
    "data",
    [
        b"x\n" * 10_001,
        b"x" * (1024 * 1024 + 1),
        b'"' + b"x" * 200_000,
        b'a,"' + b"x\n" * 200_000 + b'"',
        b"a.jpg,1\0\n",
    ],
    ids=["lines", "bytes", "a field without an end", "a giant field", "NUL"],
)
def test_a_list_that_is_none_stops_at_the_limit(data):
    with pytest.raises(Unparsable) as refused:
        read_references(data)
    assert str(refused.value.sentence)


def test_a_line_without_an_end_is_read():
    assert read_references(b"a.jpg,7")[0] == {"a.jpg": "7"}


@pytest.mark.parametrize(
    "data",
    [
        b'{"engine":"a@1","records":' + b"[" * 60_000,
        b'{"engine":"a@1","records":[' + b"{}," * 30_000 + b"{}]}",
        b'{"engine":"a@1","records":[{"reference":"a","vector":[1e999]}]}',
        b'{"engine":' + b"9" * 100_000 + b"}",
    ],
    ids=["depth", "objects", "not finite", "digits"],
)
def test_vectors_that_were_made_to_hurt_are_refused(data):
    with pytest.raises(Unparsable):
        read_vectors(data)


def test_reading_stops_when_its_time_is_over():
    clock = iter([0.0, 1.0, 6.0])
    meter = Meter(Source.LIST, clock=lambda: next(clock))
    meter.take(Measure.ENTRIES)
    with pytest.raises(OverBudget) as over:
        meter.take(Measure.ENTRIES)
    assert over.value.measure is Measure.SECONDS


def test_a_path_of_thousands_of_folders_is_not_taken_apart(monkeypatch):
    """A thousand entries of 60,000 characters: seconds, though the zip holds nothing."""
    given = []
    path = uploads.PurePosixPath
    monkeypatch.setattr(
        uploads, "PurePosixPath", lambda name: given.append(len(name)) or path(name)
    )
    deep = "x/" * 30_000
    entries = [(f"{deep}1.jpg", b""), (f"{deep}/", b""), ("a" * 60_000 + ".jpg", b"")]
    read_photographs([uploaded(zip_of(entries))])
    assert given
    assert max(given) <= uploads.NAME_AT_MOST


def test_records_that_are_none_are_counted_before_each_is_told_of():
    """590,000 numbers where objects belong took three seconds of sentences."""
    many = b'{"engine": "x", "records": [' + b",".join([b"1"] * 30_000) + b"]}"
    with pytest.raises(OverBudget) as over:
        uploads.read_vectors(many)
    assert over.value.measure is Measure.OBJECTS


def test_a_path_in_a_zip_is_only_a_name():
    found = read_photographs([zipped(**{"../../etc/passwd": b"x", "a\\b\\C-9.jpg": b"y"})])
    assert [picture.reference for picture in found.good] == ["passwd", "C-9"]


def test_a_record_does_not_print_what_it_holds():
    assert "secret" not in repr(Photograph("secret", b"secret"))
    assert "secret" not in repr(Upload("a", b"secret", 6))


def test_references_named_twice_count_once():
    found, bad = read_references(b"file,reference\na.jpg,1\na.jpg,2\n")
    assert found == {"a.jpg": "1"}
    assert bad.shown[0].where == "line 3"


def test_what_is_no_csv_is_refused():
    with pytest.raises(UnreadableFile):
        read_references(b"\xff\xfe\x00\x80\xff")
