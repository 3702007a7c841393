"""Reading uploads: limits hold whatever a file says about itself."""

import io
import zipfile

import pytest

from biometrics import records
from biometrics.records import Photograph, UnreadableFile, Upload, read_photographs, read_references


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return Upload("x.zip", out.getvalue(), len(out.getvalue()))


def test_a_file_over_the_limit_is_a_bad_row():
    found = read_photographs([Upload("big.jpg", b"", records.PICTURE_AT_MOST + 1)])
    assert found.good == []
    assert "larger than 8 MB" in str(found.bad[0].sentence)


def test_a_zip_bomb_stops_at_the_limit_of_one_file():
    found = read_photographs([zipped(bomb=b"\0" * (records.PICTURE_AT_MOST + 5))])
    assert found.good == []
    assert found.bad[0].where == "bomb"


def test_all_files_together_have_a_limit(monkeypatch):
    monkeypatch.setattr(records, "UNPACKED_AT_MOST", 10)
    found = read_photographs([Upload("a.jpg", b"12345678", 8), Upload("b.jpg", b"12345678", 8)])
    assert [picture.reference for picture in found.good] == ["a"]
    assert [row.where for row in found.bad] == ["b.jpg"]


def test_a_path_in_a_zip_is_only_a_name():
    found = read_photographs([zipped(**{"../../etc/passwd": b"x", "a\\b\\C-9.jpg": b"y"})])
    assert [picture.reference for picture in found.good] == ["passwd", "C-9"]


def test_a_record_does_not_print_what_it_holds():
    assert "secret" not in repr(Photograph("secret", b"secret"))
    assert "secret" not in repr(Upload("a", b"secret", 6))


def test_references_named_twice_count_once():
    found, bad = read_references(b"file,reference\na.jpg,1\na.jpg,2\n")
    assert found == {"a.jpg": "1"}
    assert bad[0].where == "line 3"


def test_what_is_no_csv_is_refused():
    with pytest.raises(UnreadableFile):
        read_references(b"\xff\xfe\x00\x80\xff")
