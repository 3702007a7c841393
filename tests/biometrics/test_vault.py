"""Sealed pictures, alone and in batches, and what happens when a key is missing."""

import base64
import pickle

import pytest

from biometrics.vault import MissingKey, Undecryptable, wipe
from biometrics.vault.keys import (
    LocalKeyWrapper,
    key_wrapper,
    new_wrapping_key,
    rewrap,
)
from biometrics.vault.transit import Sealed, new_key, open_key, seal, unseal

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


# --- pictures that come and go together -------------------------------------------------------


@pytest.fixture
def batch():
    """Three pictures under one key, as they lie in the store, and that key, wrapped."""
    with new_key(context=CONTEXT, wrapper=OLD) as key:
        return key.wrapped, [key.seal(PICTURE, place=place(number)) for number in range(3)]


def place(number):
    return {"number": str(number)}


def test_every_picture_of_a_batch_opens_in_its_place(batch):
    wrapped, blobs = batch
    with open_key(wrapped, context=CONTEXT, wrapper=OLD) as key:
        opened = [key.unseal(blob, place=place(number)) for number, blob in enumerate(blobs)]
    assert {bytes(each) for each in opened} == {PICTURE}
    assert len({blob[:12] for blob in blobs}) == 3, "a nonce of its own for each"


def test_it_opens_in_no_other_place(batch):
    wrapped, blobs = batch
    with open_key(wrapped, context=CONTEXT, wrapper=OLD) as key:
        for where in (place(1), place(3), {}, {"other": "0"}):
            with pytest.raises(Undecryptable):
                key.unseal(blobs[0], place=where)


def test_the_key_of_another_batch_opens_none_of_it(batch):
    _wrapped, blobs = batch
    with new_key(context=CONTEXT, wrapper=OLD) as other, pytest.raises(Undecryptable):
        other.unseal(blobs[0], place=place(0))


def test_a_closed_picture_key_opens_and_seals_nothing(batch):
    wrapped, blobs = batch
    with open_key(wrapped, context=CONTEXT, wrapper=OLD) as key:
        pass
    with pytest.raises(Undecryptable, match="closed"):
        key.unseal(blobs[0], place=place(0))
    with pytest.raises(Undecryptable, match="closed"):
        key.seal(PICTURE, place=place(9))


def test_a_picture_key_is_never_written_out(batch):
    with new_key(context=CONTEXT, wrapper=OLD) as key:
        assert repr(key) == "PictureKey(redacted)"
        with pytest.raises(TypeError):
            pickle.dumps(key)


# --- wrapping keys ----------------------------------------------------------------------------


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
        ({"KEY_WRAPPER": "file", "VAULT_WRAPPING_KEY_FILE": "/"}, "readable file"),
        ({"KEY_WRAPPER": "file", "VAULT_WRAPPING_KEY_FILE": __file__}, "not base64"),
        ({"KEY_WRAPPER": "kms", "VAULT_KMS_KEY_ID": ""}, "VAULT_KMS_KEY_ID is not set"),
    ],
)
def test_a_missing_key_is_an_error_that_says_what_to_do(settings, configured, advice):
    for name, value in configured.items():
        setattr(settings, name, value)
    with pytest.raises(MissingKey, match=advice):
        key_wrapper()
