"""`manage.py demo` as a newcomer types it: exit codes, one line of JSON, nothing left behind."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[2]
FACES = ROOT.parent / "shared" / "faces"


@pytest.fixture
def demo(tmp_path, pictures):
    """Run the command in a folder with the drawn pictures; (exit code, stdout, stderr)."""
    folder = tmp_path / "photos"
    (tmp_path / "tmp").mkdir()
    folder.mkdir()
    for name, data in pictures.items():
        (folder / f"{name.replace(' ', '-')}.jpg").write_bytes(data)
    names = {
        "DJANGO_SETTINGS_MODULE",
        "SAVEFACE_PROFILE",
        "DATABASE_URL",
        "REDIS_URL",
        "BROKER_URL",
    }
    kept = {name: value for name, value in os.environ.items() if name not in names}
    environment = kept | {
        "SAVEFACE_VAR": str(tmp_path / "var"),
        "TMPDIR": str(tmp_path / "tmp"),
        "LANG": "C",
    }

    def run(*arguments):
        command = [sys.executable, str(ROOT / "manage.py"), "demo", *arguments]
        done = subprocess.run(
            command, cwd=folder, env=environment, check=False, capture_output=True, text=True
        )
        assert list((tmp_path / "tmp").iterdir()) == []
        assert not (tmp_path / "var" / "database.sqlite3").exists()
        return done.returncode, done.stdout, done.stderr

    return run


def test_the_last_line_is_one_json_object(demo):
    code, stdout, stderr = demo(
        "--selfie",
        "selfie.jpg",
        "--disclosed",
        "stranger.jpg",
        "record.jpg",
        "no-face.jpg",
        "--json",
    )
    assert (code, stderr) == (0, "")
    result = json.loads(stdout.splitlines()[-1])
    assert result["outcome"] == "verified"
    assert result["matched"] == ["record.jpg"]
    assert [each["file"] for each in result["refused"]] == ["no-face.jpg"]
    assert result["request_outcome"] == "fulfilled"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--selfie", "absent.jpg", "--disclosed", "record.jpg"),
        ("--selfie", "selfie.jpg", "--disclosed", "absent.jpg"),
        ("--selfie", "selfie.jpg"),
        ("--selfie", ".", "--disclosed", "record.jpg"),
        ("--selfie", "two-faces.jpg", "--disclosed", "record.jpg"),
    ],
)
def test_unusable_input_is_exit_2_with_one_line(demo, arguments):
    code, _stdout, stderr = demo(*arguments, "--json")
    assert code == 2
    assert len(stderr.splitlines()) == 1
    assert "Traceback" not in stderr


def test_without_photographs_it_takes_drawn_people(demo):
    code, stdout, stderr = demo()
    assert (code, stderr) == (0, "")
    assert "verified" in stdout
    assert "nothing of a face is left" in stdout


@pytest.mark.skipif(not FACES.is_dir(), reason="the photographs are not beside the project")
def test_real_photographs(demo):
    a1, a2, b1 = (str(FACES / f"person_{name}.jpg") for name in ("a_1", "a_2", "b_1"))
    code, stdout, _stderr = demo("--selfie", a1, "--disclosed", a2, b1, "--json")
    assert code == 0
    assert json.loads(stdout.splitlines()[-1])["matched"] == [a2]
    code, stdout, _stderr = demo("--selfie", b1, "--disclosed", a1, a2, "--json")
    assert code == 0
    assert json.loads(stdout.splitlines()[-1])["outcome"] == "not_matched"
