"""The demo refuses real settings, production refuses toys: at the start, with what to do."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import checks
from config.demo_keys import ensure_demo_keys

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    ensure_demo_keys(folder)
    return folder


@pytest.fixture
def production(keys):
    return {
        "SAVEFACE_PROFILE": "production",
        "PUBLIC_URL": "https://saveface.example",
        "DATABASE_URL": "postgres://user:password@127.0.0.1:5432/name",
        "BROKER_URL": "redis://127.0.0.1:6379/0",
        "REDIS_URL": "redis://127.0.0.1:6379/1",
        "MEDIA_STORAGE_URL": "s3://bucket/media",
        "SEALED_STORAGE_URL": "s3://bucket/sealed",
        "EMAIL_HOST": "mail.example",
        "DEFAULT_FROM_EMAIL": "Saveface <mail@saveface.example>",
        "OPERATED_BY_NAME": "A city",
        "OPERATED_BY_ADDRESS": "1 Square",
        "OPERATED_BY_EMAIL": "privacy@saveface.example",
        "KEY_WRAPPER": "file",
        "TRUSTED_PROXY_COUNT": "1",
        "AWS_REGION": "cn-north-1",
        "VAULT_WRAPPING_KEY_FILE": str(keys / "VAULT_WRAPPING_KEY"),
        "SECRET_KEY_FILE": str(keys / "SECRET_KEY"),
        "RECEIPT_SIGNING_KEY_FILE": str(keys / "RECEIPT_SIGNING_KEY"),
        "JWT_PRIVATE_KEY_FILE": str(keys / "JWT_PRIVATE_KEY"),
    }


CHECK = ("manage.py", "check", "--tag", "saveface")
READ_SETTINGS = ("-c", "import config.settings")


def start(environment, tmp_path, *command):
    """Run Python as a new process with this environment alone."""
    return subprocess.run(
        [sys.executable, *(command or CHECK)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SAVEFACE_VAR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_starts_when_everything_is_given(production, tmp_path):
    done = start(production, tmp_path, "manage.py", "check", "--deploy", "--fail-level", "ERROR")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "keys").exists(), "production makes no keys of its own"


@pytest.mark.parametrize(
    "missing",
    [
        "PUBLIC_URL",
        "DATABASE_URL",
        "BROKER_URL",
        "REDIS_URL",
        "SEALED_STORAGE_URL",
        "EMAIL_HOST",
        "OPERATED_BY_NAME",
        "OPERATED_BY_ADDRESS",
        "OPERATED_BY_EMAIL",
        "KEY_WRAPPER",
        "VAULT_WRAPPING_KEY_FILE",
        "SECRET_KEY_FILE",
        "RECEIPT_SIGNING_KEY_FILE",
        "JWT_PRIVATE_KEY_FILE",
    ],
)
def test_production_refuses_to_start_without(production, tmp_path, missing):
    del production[missing]
    done = start(production, tmp_path, *READ_SETTINGS)
    assert done.returncode != 0
    assert f"{missing.removesuffix('_FILE')}" in done.stderr.splitlines()[-1]
    assert "is not set" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", True),
        ("EMBEDDED_DATABASE", True),
        ("CELERY_BROKER_URL", "filesystem://localhost//"),
        ("PUBLIC_URL", "http://saveface.example"),
    ],
)
def test_production_refuses_what_is_for_trying_out(settings, name, value):
    settings.PRODUCTION, settings.EMBEDDED_DATABASE = True, False
    settings.CELERY_BROKER_URL, settings.PUBLIC_URL = "redis://broker/0", "https://saveface.example"
    assert checks.production_is_serious(None) == []
    setattr(settings, name, value)
    (error,) = checks.production_is_serious(None)
    assert "is not fit for production" in error.msg
    assert error.hint


def test_a_toy_stops_production_at_the_start(production, tmp_path):
    done = start(production | {"BROKER_URL": "filesystem://localhost//"}, tmp_path)
    assert done.returncode != 0
    assert "BROKER_URL is not fit for production" in done.stderr


@pytest.mark.parametrize(
    "name",
    ["SECRET_KEY", "VAULT_WRAPPING_KEY_FILE", "SEALED_STORAGE_URL", "EMAIL_HOST", "ALLOWED_HOSTS"],
)
def test_the_demo_refuses_to_run_beside_real_settings(settings, monkeypatch, name):
    settings.DEMO = True
    assert checks.demo_stays_alone(None) == []
    monkeypatch.setenv(name, "something real")
    (error,) = checks.demo_stays_alone(None)
    assert error.msg.startswith(f"{name.removesuffix('_FILE')} is set, but the profile is demo")


def test_a_real_address_stops_the_demo_at_the_start(tmp_path):
    done = start({"PUBLIC_URL": "https://saveface.example"}, tmp_path)
    assert done.returncode != 0
    assert "PUBLIC_URL is set, but the profile is demo" in done.stderr


def test_a_key_file_that_others_can_read_is_refused(settings, tmp_path):
    settings.KEYS_DIR = tmp_path
    ensure_demo_keys(tmp_path)
    assert checks.keys_are_private(None) == []
    (tmp_path / "SECRET_KEY").chmod(0o644)
    (error,) = checks.keys_are_private(None)
    assert error.hint == f"chmod 600 {tmp_path / 'SECRET_KEY'}"


def test_without_a_push_key_production_starts_and_says_so(production, tmp_path):
    done = start(production, tmp_path)
    assert done.returncode == 0
    assert "saveface.I004" in done.stderr
    assert "no push messages" in done.stderr


def test_a_push_key_that_cannot_sign_is_refused(settings, keys):
    assert checks.push_has_its_key(None) == []
    for wrong in ("nonsense", (keys / "JWT_PRIVATE_KEY").read_text()):
        settings.VAPID_PRIVATE_KEY = wrong
        (error,) = checks.push_has_its_key(None)
        assert (error.id, error.level) == ("saveface.E004", 40)


def test_demo_keys_are_private_and_made_once(tmp_path):
    folder = tmp_path / "keys"
    ensure_demo_keys(folder)
    first = {path.name: path.read_text() for path in folder.iterdir()}
    ensure_demo_keys(folder)
    assert {path.name: path.read_text() for path in folder.iterdir()} == first
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert len(base64.b64decode(first["VAULT_WRAPPING_KEY"])) == 32


def test_no_process_leaves_a_core_dump(tmp_path):
    done = start(
        {},
        tmp_path,
        "manage.py",
        "shell",
        "--no-imports",
        "-c",
        "import resource; print(resource.getrlimit(resource.RLIMIT_CORE))",
    )
    assert done.stdout.strip() == "(0, 0)", done.stderr
