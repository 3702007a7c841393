"""Wrapping keys, sealed pictures, and what happens when a key is missing."""

import base64

import boto3
import pytest
from botocore.stub import Stubber

from biometrics.vault import MissingKey, Undecryptable, wipe
from biometrics.vault.keys import (
    KmsKeyWrapper,
    LocalKeyWrapper,
    key_wrapper,
    new_wrapping_key,
    rewrap,
)
from biometrics.vault.transit import Sealed, seal, unseal

OLD, NEW = LocalKeyWrapper(b"o" * 32), LocalKeyWrapper(b"n" * 32)
CONTEXT = {"purpose": "probe", "verification": "17"}
OTHER = {"purpose": "probe", "verification": "18"}
PICTURE = b"not really a picture" * 50


@pytest.mark.usefixtures("wrapping_key")
def test_a_sealed_picture_opens_under_its_context():
    sealed = seal(PICTURE, context=CONTEXT)
    assert PICTURE[:20] not in sealed.blob
    opened = unseal(sealed, context=CONTEXT)
    assert bytes(opened) == PICTURE
    wipe(opened)
    assert not any(opened)


@pytest.mark.usefixtures("wrapping_key")
def test_the_same_picture_never_seals_alike():
    first, second = seal(PICTURE, context=CONTEXT), seal(PICTURE, context=CONTEXT)
    assert first.blob != second.blob
    assert first.wrapped_key != second.wrapped_key


@pytest.mark.usefixtures("wrapping_key")
def test_another_context_opens_nothing():
    with pytest.raises(Undecryptable):
        unseal(seal(PICTURE, context=CONTEXT), context=OTHER)


@pytest.mark.usefixtures("wrapping_key")
def test_a_key_of_another_picture_opens_nothing():
    first, second = seal(PICTURE, context=CONTEXT), seal(PICTURE, context=CONTEXT)
    with pytest.raises(Undecryptable):
        unseal(Sealed(second.wrapped_key, first.blob), context=CONTEXT)


@pytest.mark.usefixtures("wrapping_key")
@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_an_altered_picture_raises_and_is_never_empty(damage):
    sealed = seal(PICTURE, context=CONTEXT)
    blob = {
        "flip": sealed.blob[:-1] + bytes([sealed.blob[-1] ^ 1]),
        "cut": sealed.blob[:20],
        "empty": b"",
    }[damage]
    with pytest.raises(Undecryptable):
        unseal(Sealed(sealed.wrapped_key, blob), context=CONTEXT)


@pytest.mark.usefixtures("wrapping_key")
def test_a_value_bound_to_nothing_is_not_sealed():
    with pytest.raises(ValueError, match="context"):
        seal(PICTURE, context={})


def test_sealed_pictures_and_wrappers_print_nothing():
    sealed = seal(PICTURE, context=CONTEXT, wrapper=OLD)
    assert repr(sealed) == "Sealed()"
    assert repr(OLD) == "LocalKeyWrapper(redacted)"


def test_rotation_rewraps_the_key_and_leaves_the_data():
    sealed = seal(PICTURE, context=CONTEXT, wrapper=OLD)
    moved = Sealed(rewrap(sealed.wrapped_key, context=CONTEXT, old=OLD, new=NEW), sealed.blob)
    assert bytes(unseal(moved, context=CONTEXT, wrapper=NEW)) == PICTURE
    with pytest.raises(Undecryptable, match="VAULT_OLD_WRAPPING_KEYS"):
        unseal(moved, context=CONTEXT, wrapper=OLD)


def test_while_rotating_old_keys_still_open(settings, wrapping_key):
    sealed = seal(PICTURE, context=CONTEXT)
    settings.VAULT_WRAPPING_KEY = new_wrapping_key()
    with pytest.raises(Undecryptable):
        unseal(sealed, context=CONTEXT)
    settings.VAULT_OLD_WRAPPING_KEYS = [wrapping_key]
    assert bytes(unseal(sealed, context=CONTEXT)) == PICTURE


def test_the_key_comes_from_a_file(settings, tmp_path):
    path = tmp_path / "key"
    path.write_text(new_wrapping_key() + "\n")
    settings.KEY_WRAPPER, settings.VAULT_WRAPPING_KEY_FILE = "file", str(path)
    sealed = seal(PICTURE, context=CONTEXT)
    assert bytes(unseal(sealed, context=CONTEXT)) == PICTURE


@pytest.mark.parametrize(
    ("configured", "advice"),
    [
        ({"KEY_WRAPPER": ""}, "file, env or kms"),
        ({"KEY_WRAPPER": "env", "VAULT_WRAPPING_KEY": ""}, "VAULT_WRAPPING_KEY is not set"),
        ({"KEY_WRAPPER": "env", "VAULT_WRAPPING_KEY": "?!"}, "not base64"),
        (
            {"KEY_WRAPPER": "env", "VAULT_WRAPPING_KEY": base64.b64encode(b"short").decode()},
            "holds 5 bytes, not 32",
        ),
        ({"KEY_WRAPPER": "file", "VAULT_WRAPPING_KEY_FILE": "/nowhere/key"}, "openssl rand"),
        ({"KEY_WRAPPER": "file", "VAULT_WRAPPING_KEY_FILE": ""}, "openssl rand"),
        ({"KEY_WRAPPER": "kms", "VAULT_KMS_KEY_ID": ""}, "VAULT_KMS_KEY_ID is not set"),
    ],
)
def test_a_missing_key_is_an_error_that_says_what_to_do(settings, configured, advice):
    for name, value in configured.items():
        setattr(settings, name, value)
    with pytest.raises(MissingKey, match=advice):
        key_wrapper()


@pytest.fixture
def kms():
    client = boto3.client(
        "kms", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    with Stubber(client) as stub:
        yield client, stub


def test_kms_is_told_the_context_on_both_ways(kms):
    client, stub = kms
    stub.add_response(
        "encrypt",
        {"CiphertextBlob": b"wrapped"},
        {"KeyId": "alias/saveface", "Plaintext": b"k" * 32, "EncryptionContext": CONTEXT},
    )
    stub.add_response(
        "decrypt",
        {"Plaintext": b"k" * 32},
        {"CiphertextBlob": b"wrapped", "EncryptionContext": CONTEXT},
    )
    wrapper = KmsKeyWrapper("alias/saveface", client)
    wrapped = wrapper.wrap(b"k" * 32, context=CONTEXT)
    assert wrapper.unwrap(wrapped, context=CONTEXT) == bytearray(b"k" * 32)


@pytest.mark.parametrize("code", ["DisabledException", "InvalidCiphertextException"])
def test_a_refusal_of_kms_is_undecryptable(kms, code):
    client, stub = kms
    stub.add_client_error("decrypt", code)
    with pytest.raises(Undecryptable, match=code):
        KmsKeyWrapper("alias/saveface", client).unwrap(b"wrapped", context=CONTEXT)
