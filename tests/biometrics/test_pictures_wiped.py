"""What opens a picture, and a picture that does not open in its place, is overwritten and closed."""

from __future__ import annotations

import pytest

from biometrics.vault import Undecryptable, transit
from biometrics.vault.keys import LocalKeyWrapper, WrappedKey

CONTEXT = {"purpose": "probe", "verification": "17"}
HERE, THERE = {"number": "0"}, {"number": "1"}
PICTURE = b"a face" * 20


class Remembering:
    """A wrapper that keeps hold of every data key it was shown."""

    def __init__(self) -> None:
        self.wrapper, self.shown = LocalKeyWrapper(b"w" * 32), []

    def wrap(self, data_key, *, context) -> WrappedKey:
        self.shown.append(data_key)
        return self.wrapper.wrap(data_key, context=context)

    def unwrap(self, wrapped, *, context) -> bytearray:
        self.shown.append(self.wrapper.unwrap(wrapped, context=context))
        return self.shown[-1]


@pytest.fixture
def wrapper():
    return Remembering()


def test_the_data_key_is_overwritten_before_the_first_picture(wrapper):
    with transit.new_key(context=CONTEXT, wrapper=wrapper) as key:
        assert wrapper.shown == [bytearray(32)]
        sealed = key.seal(PICTURE, place=HERE)
    with transit.open_key(key.wrapped, context=CONTEXT, wrapper=wrapper) as opened:
        assert wrapper.shown == [bytearray(32)] * 2
        assert opened.unseal(sealed, place=HERE) == PICTURE


def test_after_the_block_nothing_is_sealed_or_opened(wrapper):
    with transit.new_key(context=CONTEXT, wrapper=wrapper) as key:
        sealed = key.seal(PICTURE, place=HERE)
    with transit.open_key(key.wrapped, context=CONTEXT, wrapper=wrapper) as opened:
        pass
    for closed in (key, opened):
        with pytest.raises(Undecryptable, match="closed"):
            closed.seal(PICTURE, place=HERE)
        with pytest.raises(Undecryptable, match="closed"):
            closed.unseal(sealed, place=HERE)


def test_what_does_not_open_in_this_place_is_overwritten(wrapper, monkeypatch):
    """The buffer may hold the picture by the time its tag turns out to be wrong."""
    wiped = []
    with transit.new_key(context=CONTEXT, wrapper=wrapper) as key:
        sealed = key.seal(PICTURE, place=HERE)
        monkeypatch.setattr(transit, "wipe", lambda buffer: wiped.append(len(buffer)))
        with pytest.raises(Undecryptable):
            key.unseal(sealed, place=THERE)
        assert wiped == [len(PICTURE)]


def test_a_picture_of_no_letters_is_not_cut_off(wrapper):
    with transit.new_key(context=CONTEXT, wrapper=wrapper) as key:
        assert key.unseal(key.seal(b"", place=HERE), place=HERE) == b""
