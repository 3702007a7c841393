"""Settings that contradict each other stop the start, and one refusal names all that is wrong."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.demo_keys import ensure_demo_keys

AWS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_DEFAULT_REGION")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    ensure_demo_keys(folder)
    return folder


@pytest.fixture
def production(keys, tmp_path):
    named = ("SECRET_KEY", "RECEIPT_SIGNING_KEY", "JWT_PRIVATE_KEY", "VAULT_WRAPPING_KEY")
    return {
        "SAVEFACE_PROFILE": "production",
        "SAVEFACE_VAR": str(tmp_path),
        "PUBLIC_URL": "https://saveface.example",
        "DATABASE_URL": "postgres://user:password@127.0.0.1:5432/name",
        "BROKER_URL": "redis://127.0.0.1:6379/0",
        "REDIS_URL": "redis://127.0.0.1:6379/1",
        "MEDIA_STORAGE_URL": "s3://bucket/media",
        "SEALED_STORAGE_URL": "s3://bucket/sealed",
        "AWS_REGION": "cn-north-1",
        "EMAIL_HOST": "mail.example",
        "DEFAULT_FROM_EMAIL": "Saveface <mail@saveface.example>",
        "OPERATED_BY_NAME": "A city",
        "OPERATED_BY_ADDRESS": "1 Square",
        "OPERATED_BY_EMAIL": "privacy@saveface.example",
        "KEY_WRAPPER": "file",
        "TRUSTED_PROXY_COUNT": "1",
        **{f"{name}_FILE": str(keys / name) for name in named},
    }


@pytest.fixture
def refused(monkeypatch, production):
    """`refused(NAME=value)`: what one refusal names, with these values in place of good ones."""

    def read(base=production, **changed):
        for name in (*env.asked(), *AWS):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(f"{name}_FILE", raising=False)
        for name, value in (base | changed).items():
            if value is not None:
                monkeypatch.setenv(name, str(value))
        return lines_of_a_fresh_read(monkeypatch)

    return read


def lines_of_a_fresh_read(monkeypatch) -> list[str]:
    """Read the settings once more, as a new process does, beside those that this one runs on."""
    ours = {name: module for name, module in sys.modules.items() if _is_settings(name)}
    monkeypatch.setattr("structlog.configure", lambda **_: None)
    for name in ours:
        del sys.modules[name]
    try:
        importlib.import_module("config.settings")
    except ImproperlyConfigured as error:
        return [line.removeprefix("- ") for line in str(error).splitlines()[1:]]
    finally:
        for name in [name for name in sys.modules if _is_settings(name)]:
            del sys.modules[name]
        sys.modules.update(ours)
        env._collected = None
    return []


def _is_settings(name: str) -> bool:
    return f"{name}.".startswith("config.settings.")


def test_what_is_right_is_not_refused(refused):
    assert refused() == []


@pytest.mark.parametrize("profile", ["demo", "test"])
def test_for_a_look_nothing_need_be_set(refused, profile, tmp_path):
    assert refused({}, SAVEFACE_PROFILE=profile, SAVEFACE_VAR=tmp_path) == []


CONTRADICTIONS = [
    ({"PUBLIC_URL": "http://saveface.example"}, "PUBLIC_URL is not fit for production"),
    ({"PUBLIC_URL": "https://saveface.example/app"}, "PUBLIC_URL has something after its host"),
    ({"PUBLIC_URL": "https://saveface.example?x=1"}, "PUBLIC_URL has something after its host"),
    ({"PUBLIC_URL": "https://saveface.example:8443"}, "PUBLIC_URL names a port"),
    ({"PUBLIC_URL": "https://Saveface.example"}, "PUBLIC_URL names a port, or has capital letters"),
    ({"PUBLIC_URL": "https://a:b@saveface.example"}, "PUBLIC_URL holds a name or a password"),
    ({"PUBLIC_URL": "https://"}, "PUBLIC_URL is no address"),
    ({"PUBLIC_URL": "saveface.example"}, "PUBLIC_URL is no address"),
    ({"PUBLIC_URL": "ftp://saveface.example"}, "PUBLIC_URL is no address"),
    ({"PUBLIC_URL": "https://saveface.example:port"}, "PUBLIC_URL is no address"),
    ({"PUBLIC_URL": "https://save face.example"}, "PUBLIC_URL is no address"),
    ({"PUBLIC_URL": "https://[bad"}, "PUBLIC_URL is no address"),
    ({"PUBLIC_URL": "https://10.0.0.1"}, "PUBLIC_URL names no host by its full name"),
    ({"PUBLIC_URL": "https://localhost"}, "PUBLIC_URL names no host by its full name"),
    ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS holds '*'"),
    ({"ALLOWED_HOSTS": "saveface.example,*"}, "ALLOWED_HOSTS holds '*'"),
    ({"ALLOWED_HOSTS": "saveface.example,.example"}, "ALLOWED_HOSTS holds '.example'"),
    (
        {"ALLOWED_HOSTS": "saveface.example,https://saveface.example"},
        "ALLOWED_HOSTS holds 'https://",
    ),
    ({"ALLOWED_HOSTS": "other.example"}, "ALLOWED_HOSTS does not hold saveface.example"),
    ({"TRUSTED_PROXY_COUNT": None}, "TRUSTED_PROXY_COUNT is not set"),
    ({"TRUSTED_PROXY_COUNT": ""}, "TRUSTED_PROXY_COUNT is ''"),
    ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT is '-1'"),
    ({"TRUSTED_PROXY_COUNT": "10"}, "TRUSTED_PROXY_COUNT is '10'"),
    ({"TRUSTED_PROXY_COUNT": "true"}, "TRUSTED_PROXY_COUNT is 'true'"),
    ({"PUSH_HOSTS": "*"}, "PUSH_HOSTS holds '*'"),
    ({"PUSH_HOSTS": "."}, "PUSH_HOSTS holds '.'"),
    ({"PUSH_HOSTS": ".com"}, "PUSH_HOSTS holds '.com'"),
    ({"PUSH_HOSTS": "127.0.0.1"}, "PUSH_HOSTS holds '127.0.0.1'"),
    ({"PUSH_HOSTS": "https://push.example.org"}, "PUSH_HOSTS holds 'https:"),
    ({"DEBUG": "true"}, "DEBUG is not fit for production"),
    ({"DATABASE_URL": "sqlite:////tmp/x.sqlite3"}, "DATABASE_URL is not fit for production"),
    ({"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL is no database that Saveface knows"),
    ({"DATABASE_URL": "nonsense"}, "DATABASE_URL is no database that Saveface knows"),
    ({"DATABASE_URL": "postgres://user@127.0.0.1"}, "DATABASE_URL names no database"),
    ({"BROKER_URL": "filesystem://localhost//"}, "BROKER_URL is not fit for production"),
    ({"BROKER_URL": "memory://"}, "BROKER_URL is not fit for production"),
    ({"BROKER_URL": "sqla+sqlite:///x"}, "BROKER_URL is not fit for production"),
    ({"REDIS_URL": "locmem://"}, "REDIS_URL is not fit for production"),
    ({"REDIS_URL": "memcached://127.0.0.1"}, "REDIS_URL is not fit for production"),
    ({"MEDIA_STORAGE_URL": "memory://"}, "MEDIA_STORAGE_URL is in memory"),
    ({"SEALED_STORAGE_URL": "memory://"}, "SEALED_STORAGE_URL is in memory"),
    ({"SEALED_STORAGE_URL": "file://relative"}, "SEALED_STORAGE_URL is 'file://relative'"),
    ({"SEALED_STORAGE_URL": "s3://"}, "SEALED_STORAGE_URL is 's3://'"),
    ({"SEALED_STORAGE_URL": "s3://bucket/media"}, "are the same place"),
    ({"SEALED_STORAGE_URL": "s3://bucket/media/"}, "are the same place"),
    ({"SEALED_STORAGE_URL": "s3://bucket"}, "one within the other"),
    ({"SEALED_STORAGE_URL": "s3://bucket/media/sealed"}, "one within the other"),
    ({"MEDIA_STORAGE_URL": "file:///a", "SEALED_STORAGE_URL": "file:///b/../a/"}, "the same place"),
    ({"MEDIA_STORAGE_URL": "file:///a", "SEALED_STORAGE_URL": "file:///a/b"}, "one within"),
    ({"BROKER_URL": "redis://"}, "BROKER_URL is not fit for production"),
    ({"BROKER_URL": "amqp://"}, "BROKER_URL is not fit for production"),
    ({"BROKER_URL": "redis://127.0.0.1:99999/0"}, "BROKER_URL is not fit for production"),
    ({"BROKER_URL": "redis://[bad/0"}, "BROKER_URL is not fit for production"),
    ({"REDIS_URL": "redis:///1"}, "REDIS_URL is not fit for production"),
    ({"REDIS_URL": "redis://127.0.0.1:port/1"}, "REDIS_URL is not fit for production"),
    ({"REDIS_URL": "redis://127.0.0.1:6379/one"}, "REDIS_URL is not fit for production"),
    ({"REDIS_URL": "unix://"}, "REDIS_URL is not fit for production"),
    ({"REDIS_URL": "redis://127.0.0.1:6379/0"}, "REDIS_URL and BROKER_URL are the same database"),
    ({"REDIS_URL": "redis://127.0.0.1"}, "REDIS_URL and BROKER_URL are the same database"),
    ({"EMAIL_HOST": "mail.example\r\n"}, "EMAIL_HOST is no host"),
    ({"DEFAULT_FROM_EMAIL": "a@b.example, c@d.example"}, "DEFAULT_FROM_EMAIL is no e-mail address"),
    ({"DEFAULT_FROM_EMAIL": "A\rb <a@b.example>"}, "DEFAULT_FROM_EMAIL is no e-mail address"),
    ({"OPERATED_BY_NAME": " "}, "OPERATED_BY_NAME says nothing"),
    ({"OPERATED_BY_ADDRESS": "\t"}, "OPERATED_BY_ADDRESS says nothing"),
    ({"RECEIPT_RETIRED_KEYS": "[" * 20_000}, "RECEIPT_RETIRED_KEYS is no JSON"),
    ({"WEB_CONCURRENCY": "0"}, "WEB_CONCURRENCY is '0'"),
    ({"AWS_REGION": None}, "AWS_REGION is not set"),
    ({"AWS_ACCESS_KEY_ID": "a"}, "AWS_SECRET_ACCESS_KEY is not set, but AWS_ACCESS_KEY_ID is"),
    ({"AWS_SECRET_ACCESS_KEY": "a"}, "AWS_ACCESS_KEY_ID is not set, but AWS_SECRET_ACCESS_KEY is"),
    ({"S3_ENDPOINT_URL": "https://store.example"}, "knows no roles"),
    (
        {
            "S3_ENDPOINT_URL": "http://store.example",
            "AWS_ACCESS_KEY_ID": "a",
            "AWS_SECRET_ACCESS_KEY": "b",
        },
        "S3_ENDPOINT_URL is not https",
    ),
    ({"EMAIL_USE_TLS": "true", "EMAIL_USE_SSL": "true"}, "are both set"),
    ({"EMAIL_PORT": "465"}, "EMAIL_PORT is 465"),
    ({"EMAIL_USE_SSL": "true"}, "EMAIL_PORT is 587"),
    ({"EMAIL_USE_TLS": "false"}, "EMAIL_USE_TLS is off"),
    (
        {"EMAIL_HOST": "localhost", "EMAIL_USE_TLS": "false", "EMAIL_PORT": "465"},
        "EMAIL_PORT is 465",
    ),
    ({"EMAIL_PORT": "0"}, "EMAIL_PORT is '0'"),
    ({"EMAIL_PORT": "70000"}, "EMAIL_PORT is '70000'"),
    ({"EMAIL_HOST_PASSWORD": "x"}, "EMAIL_HOST_USER is not set"),
    ({"EMAIL_HOST_USER": "x"}, "EMAIL_HOST_PASSWORD is not set"),
    ({"EMAIL_HOST": "smtp://mail.example:587"}, "EMAIL_HOST is no host"),
    ({"OPERATED_BY_EMAIL": "no address"}, "OPERATED_BY_EMAIL is no e-mail address"),
    ({"DEFAULT_FROM_EMAIL": "Saveface"}, "DEFAULT_FROM_EMAIL is no e-mail address"),
    ({"KEY_WRAPPER": "none"}, "KEY_WRAPPER is 'none'"),
    ({"VAULT_WRAPPING_KEY": "x"}, "VAULT_WRAPPING_KEY is set, but KEY_WRAPPER is file"),
    ({"VAULT_KMS_KEY_ID": "x"}, "VAULT_KMS_KEY_ID is set, but KEY_WRAPPER is file"),
    ({"KEY_WRAPPER": "kms", "VAULT_WRAPPING_KEY_FILE": None}, "VAULT_KMS_KEY_ID is not set"),
    ({"KEY_WRAPPER": "kms", "VAULT_KMS_KEY_ID": "x"}, "VAULT_WRAPPING_KEY_FILE is set, but"),
    ({"KEY_WRAPPER": "env", "VAULT_WRAPPING_KEY": "x"}, "Both VAULT_WRAPPING_KEY and"),
    ({"RECEIPT_RETIRED_KEYS": "[{]"}, "RECEIPT_RETIRED_KEYS is no JSON"),
    ({"RECEIPT_RETIRED_KEYS": "{}"}, "RECEIPT_RETIRED_KEYS is no list"),
    ({"SECRET_KEY_FILE": None, "SECRET_KEY": "short"}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY_FILE": None, "SECRET_KEY": "a" * 60}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY_FILE": "/nowhere"}, "SECRET_KEY_FILE names /nowhere, which cannot be read"),
    ({"API_RATE_TOKEN": "600"}, "API_RATE_TOKEN is '600'"),
    ({"API_RATE_TOKEN": "0/min"}, "API_RATE_TOKEN is '0/min'"),
    ({"API_RATE_TOKEN": "100/month"}, "API_RATE_TOKEN is '100/month'"),
    ({"K_ANONYMITY": "2"}, "K_ANONYMITY is below 3"),
    ({"FACE_QUEUE_AT_MOST": "0"}, "FACE_QUEUE_AT_MOST is '0'"),
    ({"WORKER_MEMORY_MB": "1"}, "WORKER_MEMORY_MB is '1'"),
    ({"DATABASE_LOCK_SECONDS": "0"}, "DATABASE_LOCK_SECONDS is '0'"),
    ({"DATABASE_LOCK_SECONDS": "40"}, "DATABASE_LOCK_SECONDS is 40, not less than"),
    ({"TIME_ZONE": "Asia/Atlantis"}, "TIME_ZONE is 'Asia/Atlantis'"),
    ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL is 'LOUD'"),
    ({"WEB_THREADS": "0"}, "WEB_THREADS is '0'"),
]


@pytest.mark.parametrize(("changed", "sentence"), CONTRADICTIONS, ids=lambda each: str(each)[:60])
def test_a_contradiction_is_refused_by_itself(refused, changed, sentence):
    lines = refused(**changed)
    assert [line for line in lines if sentence in line], lines
    assert len(lines) == 1, "nothing that only follows from it is told"


def test_one_key_for_two_purposes_is_refused(refused, keys):
    lines = refused(JWT_PRIVATE_KEY_FILE=keys / "RECEIPT_SIGNING_KEY")
    assert lines == [
        "JWT_PRIVATE_KEY and RECEIPT_SIGNING_KEY are the same. Make a key of its own for each purpose."
    ]
    assert "VAULT_WRAPPING_KEY and SECRET_KEY" in " ".join(
        refused(SECRET_KEY_FILE=keys / "VAULT_WRAPPING_KEY")
    )


def test_faces_on_devices_need_the_model(refused, monkeypatch, tmp_path):
    from django.conf import settings

    if not (settings.FACE_MODEL_DIR / "model.json").is_file():
        assert "make face-model" in " ".join(refused(FACE_ON_DEVICE="true"))
    assert refused(FACE_ON_DEVICE="false") == []


def test_several_processes_need_a_cache_that_they_share(refused, tmp_path):
    look = {"SAVEFACE_PROFILE": "demo", "SAVEFACE_VAR": tmp_path, "WEB_CONCURRENCY": "2"}
    assert "WEB_CONCURRENCY is more than 1" in " ".join(refused(look))
    assert refused(look, REDIS_URL="redis://127.0.0.1:6379/1") == []


@pytest.mark.parametrize("count", ["0", "1", "2"])
def test_a_stated_number_of_proxies_is_a_statement(refused, count):
    assert refused(TRUSTED_PROXY_COUNT=count) == []


def test_mail_by_tls_from_the_first_byte(refused):
    assert refused(EMAIL_USE_SSL="true", EMAIL_PORT="465") == []


def test_all_that_is_wrong_is_named_at_once(refused):
    """Missing, malformed and contradictory in one refusal, each once and with its name."""
    values = {}
    for changed, _sentence in CONTRADICTIONS:
        values |= {name: value for name, value in changed.items() if name not in values}
    told = " ".join(refused(**values))
    names = {name for name in values if not name.startswith(("VAULT", "AWS", "REDIS", "CSRF"))}
    silent = {
        "ALLOWED_HOSTS",
        "EMAIL_USE_SSL",
        "S3_ENDPOINT_URL",
        "EMAIL_HOST_USER",
        "EMAIL_HOST_PASSWORD",
    }
    assert [name for name in names - silent if name.removesuffix("_FILE") not in told] == []


def test_each_sentence_says_what_to_do(refused):
    for changed, _sentence in CONTRADICTIONS[::4]:
        for line in refused(**changed):
            assert line.count(". ") >= 1 or ": " in line, line
            assert line.endswith("."), line


def test_the_demo_lets_nothing_be_set_that_is_not_listed(settings, monkeypatch):
    from config import checks

    settings.DEMO = True
    for name in ("EMAIL_HOST_USER", "MEDIA_STORAGE_URL", "PUSH_HOSTS", "OPERATED_BY_NAME"):
        monkeypatch.setenv(name, "something real")
        (error,) = checks.demo_stays_alone(None)
        assert error.msg.startswith(f"{name} is set, but the profile is demo")
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", "postgres://user@database.city.example/saveface")
    assert [e.msg.split()[0] for e in checks.demo_stays_alone(None)] == ["DATABASE_URL"]
    monkeypatch.setenv("DATABASE_URL", "postgres://user@127.0.0.1/saveface")
    assert checks.demo_stays_alone(None) == []


def test_every_name_that_is_read_goes_through_one_place():
    """A name read beside `config.env` would be neither judged, nor known to the demo."""
    root = Path(env.__file__).parent
    beside = [
        path.name
        for path in (root / "settings").glob("*.py")
        if "os.environ" in path.read_text("utf-8") or "getenv" in path.read_text("utf-8")
    ]
    assert beside == []
