"""No process starts without keys that work: web server, worker and every command refuse, and say why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)
from django.core.checks import registry

from biometrics.checks import wrapping_key_works
from biometrics.vault import keys as vault_keys
from biometrics.vault.keys import new_wrapping_key
from config.checks import TAG, access_tokens_can_be_signed
from config.demo_keys import ensure_demo_keys
from requests_app.checks import (
    no_key_is_in_use_and_retired,
    old_receipts_can_be_checked,
    receipts_can_be_signed,
)
from requests_app.receipts import published_keys
from tests.biometrics.kms import ALIAS, RefusingKms

pytestmark = pytest.mark.heavy
ROOT = Path(__file__).resolve().parents[2]

CHECK = ("manage.py", "check")
WEB = ("-c", "import config.web.wsgi")
WORKER = ("-m", "celery", "-A", "config.worker.celery", "worker", "-Q", "default", "--pool=prefork")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    ensure_demo_keys(folder)
    (folder / "garbage").write_text("no key at all\n")
    (folder / "short").write_text("c2hvcnQ=\n")
    return folder


@pytest.fixture
def start(keys, tmp_path):
    """`start(command, NAME=value)`: what a new process says, and its exit code."""
    named = ("SECRET_KEY", "RECEIPT_SIGNING_KEY", "JWT_PRIVATE_KEY", "VAULT_WRAPPING_KEY")
    environment = {
        "PATH": os.environ["PATH"],
        "SAVEFACE_VAR": str(tmp_path),
        "SAVEFACE_PROFILE": "production",
        "PUBLIC_URL": "https://saveface.example",
        "DATABASE_URL": "postgres://user:password@127.0.0.1:1/name",
        "BROKER_URL": "redis://127.0.0.1:1/0",
        "REDIS_URL": "redis://127.0.0.1:1/1",
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
        **{f"{name}_FILE": str(keys / name) for name in named},
    }

    def run(command, **changed):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment | {name: str(value) for name, value in changed.items()},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("command", [CHECK, WEB], ids=["check", "web"])
def test_with_keys_that_work_it_starts(start, command):
    code, said = start(command)
    assert code == 0, said


@pytest.mark.parametrize("command", [CHECK, WEB, WORKER], ids=["check", "web", "worker"])
def test_without_a_wrapping_key_nothing_starts(start, command):
    code, said = start(command, VAULT_WRAPPING_KEY_FILE="/nowhere/key")
    assert code not in (0, None)
    assert "saveface.E011" in said
    assert "VAULT_WRAPPING_KEY_FILE does not name a readable file" in said
    assert "openssl rand" in said


@pytest.mark.parametrize(
    ("name", "says"), [("garbage", "is not base64"), ("short", "holds 5 bytes, not 32")]
)
def test_a_key_file_that_holds_something_else_is_refused(start, keys, name, says):
    code, said = start(CHECK, VAULT_WRAPPING_KEY_FILE=keys / name)
    assert code != 0
    assert says in said


@pytest.mark.parametrize("command", [CHECK, WORKER], ids=["check", "worker"])
def test_a_key_that_signs_no_receipts_is_refused(start, keys, command):
    code, said = start(command, RECEIPT_SIGNING_KEY_FILE=keys / "garbage")
    assert code not in (0, None)
    assert "saveface.E030" in said
    assert "openssl genpkey -algorithm ed25519" in said


def test_all_of_them_run_when_a_process_starts():
    """The web server and the workers run the checks of one tag."""
    at_start = {
        check for check in registry.registry.get_checks() if TAG in getattr(check, "tags", ())
    }
    assert {wrapping_key_works, receipts_can_be_signed, old_receipts_can_be_checked} <= at_start


# --- each by itself ---------------------------------------------------------------------------


def hint(check) -> str:
    (error,) = check(None)
    return error.hint


@pytest.fixture
def kms(settings, monkeypatch):
    kms = RefusingKms()
    monkeypatch.setattr(vault_keys, "_kms_client", lambda: kms)
    settings.KEY_WRAPPER, settings.VAULT_KMS_KEY_ID = "kms", ALIAS
    return kms


def test_a_kms_is_asked_both_ways(kms):
    assert wrapping_key_works(None) == []
    assert kms.calls == {"Encrypt": 1, "Decrypt": 1}


def test_a_kms_that_refuses_or_is_silent_is_an_error(kms):
    kms.refuses = "AccessDeniedException"
    assert "kms:Encrypt and kms:Decrypt" in hint(wrapping_key_works)
    kms.refuses = "ThrottlingException"
    assert "try again" in hint(wrapping_key_works)


def test_the_check_leaves_no_connection_behind_for_processes_that_are_forked(kms):
    vault_keys.key_wrapper.cache_clear()
    wrapping_key_works(None)
    assert vault_keys.key_wrapper.cache_info().currsize == 0


def test_an_old_key_that_is_none_is_refused(settings):
    settings.KEY_WRAPPER, settings.VAULT_WRAPPING_KEY = "env", new_wrapping_key()
    settings.VAULT_OLD_WRAPPING_KEYS = ["nonsense"]
    assert "VAULT_OLD_WRAPPING_KEYS" in hint(wrapping_key_works)


def test_receipts_need_an_ed25519_key_without_a_password(settings, keys):
    assert receipts_can_be_signed(None) == []
    settings.RECEIPT_SIGNING_KEY = (keys / "JWT_PRIVATE_KEY").read_text()
    assert "no Ed25519 key" in hint(receipts_can_be_signed)
    locked = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"a password")
    )
    settings.RECEIPT_SIGNING_KEY = locked.decode()
    assert "without a password" in hint(receipts_can_be_signed)


def test_retired_keys_are_public_keys_under_their_own_id(settings):
    (today,) = published_keys()["keys"]
    settings.RECEIPT_RETIRED_KEYS = [today]
    assert old_receipts_can_be_checked(None) == []
    unnamed = {name: value for name, value in today.items() if name != "kid"}
    for wrong in (unnamed, today | {"kid": "other"}, today | {"d": "private"}, "key", 5):
        settings.RECEIPT_RETIRED_KEYS = [wrong]
        assert "saveface-keys.json" in hint(old_receipts_can_be_checked), json.dumps(wrong)


def test_a_key_is_in_use_or_retired(settings):
    assert no_key_is_in_use_and_retired(None) == []
    (today,) = published_keys()["keys"]
    settings.RECEIPT_RETIRED_KEYS = [today]
    assert "Take it out" in hint(no_key_is_in_use_and_retired)


def test_access_tokens_need_an_rsa_key(settings, keys):
    assert access_tokens_can_be_signed(None) == []
    for wrong in ("nonsense", (keys / "RECEIPT_SIGNING_KEY").read_text()):
        settings.HEADLESS_JWT_PRIVATE_KEY = wrong
        assert "openssl genpkey -algorithm rsa" in hint(access_tokens_can_be_signed)
