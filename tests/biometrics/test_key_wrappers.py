"""What every wrapper promises, and what a KMS adds: patience that ends, refusals told from failures."""

from __future__ import annotations

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from moto import mock_aws

from biometrics.vault import KeyServiceUnreachable, MissingKey, Undecryptable
from biometrics.vault import keys as vault_keys
from biometrics.vault.keys import (
    FINGERPRINT_BYTES,
    KmsKeyWrapper,
    LocalKeyWrapper,
    WrappedKey,
    fingerprint_of,
    key_wrapper,
    new_wrapping_key,
    rewrap,
    try_out,
)
from config.web import gunicorn
from tests.biometrics.kms import ALIAS, KEY, OTHER_KEY, RefusingKms

CONTEXT = {"purpose": "probe", "verification": "17"}
OTHER = {"purpose": "probe", "verification": "18"}
DATA_KEY = b"k" * 32


@pytest.fixture
def credentials(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")


@pytest.fixture
def aws(credentials):
    """The shape of the true calls, answered by moto; nothing goes over a network."""
    with mock_aws():
        client = boto3.client("kms", region_name="eu-west-1")
        key = client.create_key()["KeyMetadata"]["KeyId"]
        client.create_alias(AliasName=ALIAS, TargetKeyId=key)
        yield client


@pytest.fixture(params=["local", "fake", "moto"])
def wrapper(request):
    """Each wrapper in turn; the KMS by a strict fake and by moto."""
    if request.param == "local":
        return LocalKeyWrapper(b"w" * 32)
    client = RefusingKms() if request.param == "fake" else request.getfixturevalue("aws")
    return KmsKeyWrapper(ALIAS, client)


# --- what all promise -------------------------------------------------------------------------


def test_a_key_opens_under_its_context(wrapper):
    wrapped = wrapper.wrap(bytearray(DATA_KEY), context=CONTEXT)
    assert DATA_KEY not in wrapped
    opened = wrapper.unwrap(wrapped, context=CONTEXT)
    assert isinstance(opened, bytearray), "so that it can be overwritten"
    assert opened == DATA_KEY


def test_the_same_key_never_wraps_alike(wrapper):
    assert wrapper.wrap(DATA_KEY, context=CONTEXT) != wrapper.wrap(DATA_KEY, context=CONTEXT)


def test_under_another_context_it_does_not_open(wrapper):
    wrapped = wrapper.wrap(DATA_KEY, context=CONTEXT)
    with pytest.raises(Undecryptable):
        wrapper.unwrap(wrapped, context=OTHER)


@pytest.mark.parametrize("damage", ["empty", "cut", "altered", "fingerprint alone"])
def test_what_was_touched_does_not_open(wrapper, damage):
    wrapped = wrapper.wrap(DATA_KEY, context=CONTEXT)
    touched = {
        "empty": b"",
        "cut": wrapped[:-3],
        "altered": wrapped[:-1] + bytes([wrapped[-1] ^ 1]),
        "fingerprint alone": wrapped[:FINGERPRINT_BYTES],
    }[damage]
    with pytest.raises(Undecryptable):
        wrapper.unwrap(WrappedKey(touched), context=CONTEXT)


def test_a_key_bound_to_nothing_is_not_wrapped(wrapper):
    with pytest.raises(ValueError, match="context"):
        wrapper.wrap(DATA_KEY, context={})


def test_what_it_wraps_begins_with_the_fingerprint_of_its_key(wrapper):
    mark = try_out(wrapper)
    assert len(mark) == FINGERPRINT_BYTES
    wrapped = [wrapper.wrap(DATA_KEY, context=context) for context in (CONTEXT, OTHER)]
    assert {fingerprint_of(each) for each in wrapped} == {mark}


def test_a_wrapper_that_opens_something_else_is_found_out(wrapper, monkeypatch):
    monkeypatch.setattr(wrapper, "unwrap", lambda *_args, **_context: bytearray(32))
    with pytest.raises(Undecryptable, match="something else"):
        try_out(wrapper)


# --- a KMS ------------------------------------------------------------------------------------


@pytest.fixture
def kms():
    return RefusingKms()


def test_an_alias_that_points_to_another_key_has_another_fingerprint(kms):
    wrapper = KmsKeyWrapper(ALIAS, kms)
    before = wrapper.wrap(DATA_KEY, context=CONTEXT)
    kms.aliases[ALIAS] = OTHER_KEY
    assert try_out(wrapper) != fingerprint_of(before)
    assert wrapper.unwrap(before, context=CONTEXT) == DATA_KEY, "as long as the old one is enabled"
    kms.disabled.add(KEY)
    with pytest.raises(Undecryptable, match="DisabledException"):
        wrapper.unwrap(before, context=CONTEXT)


def test_a_refusal_to_wrap_says_what_to_check(kms):
    with pytest.raises(MissingKey, match=r"NotFoundException.*VAULT_KMS_KEY_ID"):
        try_out(KmsKeyWrapper("alias/nobody", kms))
    kms.refuses = "AccessDeniedException"
    with pytest.raises(MissingKey, match="kms:Encrypt and kms:Decrypt"):
        try_out(KmsKeyWrapper(ALIAS, kms))


@pytest.mark.parametrize(
    ("refuses", "status"),
    [
        ("ThrottlingException", 400),
        ("KMSInternalException", 500),
        (EndpointConnectionError(endpoint_url="https://kms"), 0),
        (NoCredentialsError(), 0),
    ],
    ids=str,
)
@pytest.mark.parametrize("act", ["wrap", "unwrap"])
def test_what_passes_is_not_called_undecryptable(kms, refuses, status, act):
    wrapper = KmsKeyWrapper(ALIAS, kms)
    wrapped = wrapper.wrap(DATA_KEY, context=CONTEXT)
    kms.refuses, kms.status = refuses, status
    with pytest.raises(KeyServiceUnreachable, match="try again"):
        getattr(wrapper, act)(DATA_KEY if act == "wrap" else wrapped, context=CONTEXT)


@pytest.mark.usefixtures("credentials")
def test_its_patience_ends_before_that_of_the_web_server(settings):
    """Begun, sealed and opened: three calls of one request, each failing as slowly as it may."""
    settings.KEY_WRAPPER, settings.VAULT_KMS_KEY_ID = "kms", ALIAS
    settings.VAULT_KMS_REGION = "eu-west-1"
    config = key_wrapper()._client.meta.config
    assert config.retries["total_max_attempts"] == 2
    slowest = 2 * (config.connect_timeout + config.read_timeout)
    assert 3 * slowest < gunicorn.timeout


@pytest.mark.usefixtures("credentials")
def test_without_a_region_it_says_so(settings, monkeypatch):
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    settings.KEY_WRAPPER, settings.VAULT_KMS_KEY_ID, settings.VAULT_KMS_REGION = "kms", ALIAS, ""
    with pytest.raises(MissingKey, match="AWS_REGION"):
        key_wrapper()


def test_from_a_file_to_a_kms(settings, monkeypatch, kms):
    settings.KEY_WRAPPER, settings.VAULT_WRAPPING_KEY = "env", new_wrapping_key()
    before = key_wrapper().wrap(DATA_KEY, context=CONTEXT)
    monkeypatch.setattr(vault_keys, "_kms_client", lambda: kms)
    settings.VAULT_OLD_WRAPPING_KEYS = [settings.VAULT_WRAPPING_KEY]
    settings.KEY_WRAPPER, settings.VAULT_KMS_KEY_ID = "kms", ALIAS
    wrapper = key_wrapper()
    anew = rewrap(before, context=CONTEXT, old=wrapper, new=wrapper)
    assert kms.calls == {"Encrypt": 1}
    settings.VAULT_OLD_WRAPPING_KEYS = []
    assert key_wrapper().unwrap(anew, context=CONTEXT) == DATA_KEY
    with pytest.raises(Undecryptable):
        key_wrapper().unwrap(before, context=CONTEXT)


def test_beside_a_kms_every_old_key_of_ones_own_still_opens(settings, monkeypatch, kms):
    """The key was changed before the KMS came: what was sealed under either one is not lost."""
    olden = [new_wrapping_key() for _each in range(3)]
    settings.KEY_WRAPPER, before = "env", []
    for key in olden:
        settings.VAULT_WRAPPING_KEY = key
        before.append(key_wrapper().wrap(DATA_KEY, context=CONTEXT))
    monkeypatch.setattr(vault_keys, "_kms_client", lambda: kms)
    settings.VAULT_OLD_WRAPPING_KEYS = olden
    settings.KEY_WRAPPER, settings.VAULT_KMS_KEY_ID = "kms", ALIAS
    for wrapped in before:
        assert key_wrapper().unwrap(wrapped, context=CONTEXT) == DATA_KEY
    settings.VAULT_OLD_WRAPPING_KEYS = olden[:2]
    with pytest.raises(Undecryptable):
        key_wrapper().unwrap(before[2], context=CONTEXT)
