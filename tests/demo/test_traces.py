"""The search for faces that lie open finds them, and takes no sealed bytes for one."""

import os
import sqlite3

from biometrics.vault import transit
from requests_app.demo import traces


def test_an_open_picture_is_found_wherever_it_lies(tmp_path, pictures):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(pictures["selfie"])
    (tmp_path / "log").write_bytes(b"line\n" + pictures["no face"])
    assert set(traces.search(tmp_path).found) == {"deep/file", "log"}


def test_a_piece_of_a_picture_in_a_database_is_found(tmp_path, pictures):
    middle = pictures["selfie"][4000:9000]
    with sqlite3.connect(tmp_path / "database") as connection:
        connection.execute("CREATE TABLE t (b BLOB)")
        connection.execute("INSERT INTO t VALUES (?)", (middle,))
    assert traces.search(tmp_path, [pictures["selfie"]]).found == ("database",)
    assert traces.search(tmp_path, [pictures["record"]]).found == ()


def test_sealed_bytes_are_not_taken_for_a_picture(tmp_path, pictures):
    sealed = transit.seal(pictures["selfie"], context={"use": "test"})
    (tmp_path / "sealed").write_bytes(sealed.blob)
    (tmp_path / "noise").write_bytes(os.urandom(1_000_000))
    (tmp_path / "zeros").write_bytes(bytes(1_000_000))
    found = traces.search(tmp_path, [pictures["selfie"], bytes(500)])
    assert (found.files, found.found) == (3, ())
