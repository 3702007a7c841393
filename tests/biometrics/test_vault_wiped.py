"""What lay open in memory while a gallery was sealed or read is overwritten, whoever still holds it."""

from __future__ import annotations

import numpy as np
import pytest

from biometrics.types import EngineId, OpenTemplate
from biometrics.vault import Undecryptable, gallery, keys
from biometrics.vault.blocks import Buffers, SealedBlock, pack
from biometrics.vault.context import authenticated
from biometrics.vault.gallery import GalleryContext, create_key, open_key
from biometrics.vault.keys import LocalKeyWrapper

MOSAIC = EngineId("mosaic", "1")
WRAPPER = LocalKeyWrapper(b"w" * 32)
pytestmark = pytest.mark.usefixtures("mosaic_engine")


@pytest.fixture
def context() -> GalleryContext:
    return GalleryContext.today("d-1", MOSAIC)


@pytest.fixture
def key(context):
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as opened:
        yield opened


@pytest.fixture
def held(monkeypatch) -> list[np.ndarray | bytearray]:
    """Everything that was stacked, whitened, packed or wiped, as it is in the end."""
    seen: list[np.ndarray | bytearray] = []

    def keeping(make):
        def made(*args, **kwargs):
            seen.append(made_now := make(*args, **kwargs))
            return made_now

        return made

    monkeypatch.setattr(np, "stack", keeping(np.stack))
    monkeypatch.setattr(gallery, "pack", keeping(gallery.pack))
    return seen


def templates(count: int) -> list[OpenTemplate]:
    vectors = np.random.default_rng(1).standard_normal((count, 32)).astype(np.float32)
    vectors *= 1.4 / np.linalg.norm(vectors, axis=1, keepdims=True)
    return [OpenTemplate(vector, engine=MOSAIC) for vector in vectors]


def is_zero(data: np.ndarray | bytearray) -> bool:
    return not np.frombuffer(data, dtype=np.uint8).any()


def test_nothing_that_was_open_while_a_block_was_sealed_is_left(key, held, monkeypatch):
    calibration = key._space.calibration
    whiten = type(calibration).whiten
    monkeypatch.setattr(
        type(calibration), "whiten", lambda self, rows: held.append(w := whiten(self, rows)) or w
    )
    key.seal_block(templates(3), index=0, first_row=0)
    assert len(held) == 3, "stacked, whitened, packed"
    assert all(is_zero(np.ascontiguousarray(data)) for data in held)


def test_whitened_rows_are_overwritten_though_sealing_fails(key, monkeypatch):
    calibration, seen = key._space.calibration, []
    whiten = type(calibration).whiten
    monkeypatch.setattr(
        type(calibration), "whiten", lambda self, rows: seen.append(w := whiten(self, rows)) or w
    )
    monkeypatch.setattr(gallery, "pack", lambda *rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        key.seal_block(templates(2), index=0, first_row=0)
    assert not seen[0].any()


def test_packing_overwrites_the_rows():
    rows = np.ones((2, 4), dtype=np.float32)
    assert any(pack(rows, np.ones(2, dtype=np.float32)))
    assert not rows.any()


def test_a_closed_key_has_neither_its_seed_nor_its_rotation(context):
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
        key.seal_block(templates(1), index=0, first_row=0)
        seed, turned = key._seed, key._turned
        assert any(seed)
        assert turned.rotation.any()
    assert not any(seed)
    assert not turned.rotation.any()


def test_a_closed_key_makes_no_rotation_anew(context):
    with open_key(create_key(context, wrapper=WRAPPER), context, wrapper=WRAPPER) as key:
        pass
    with pytest.raises(Undecryptable, match="closed"):
        _ = key.dimension
    assert key._turned is None


def test_the_data_key_is_overwritten_once_it_is_wrapped_or_taken_up(context, monkeypatch):
    wiped = []
    monkeypatch.setattr(gallery, "wipe", lambda data: wiped.append(bytes(data)))
    wrapped = create_key(context, wrapper=WRAPPER)
    data_key = bytes(WRAPPER.unwrap(wrapped, context=context.fields()))
    assert wiped == [data_key]
    with open_key(wrapped, context, wrapper=WRAPPER):
        assert wiped == [data_key, data_key]


def test_buffers_are_zero_after_use(key):
    block = key.seal_block(templates(3), index=0, first_row=0)
    buffers = Buffers(3, 32)
    opened = key.open_into(block, buffers)
    products = opened.products(np.ones(32, dtype=np.float32))
    assert np.allclose(products, opened.rows.sum(axis=1), atol=1e-3)
    assert opened.working.any()
    buffers.wipe()
    assert not opened.working.any()
    assert not opened.levels.any()


@pytest.mark.parametrize("count", [0, 4, 2048])
def test_a_block_that_says_it_has_more_rows_than_fit_or_none_is_not_opened(key, count):
    block = key.seal_block(templates(3), index=0, first_row=0)
    lying = SealedBlock(block.index, block.first_row, count, block.blob)
    with pytest.raises(Undecryptable, match="too many rows, or none"):
        key.open_into(lying, Buffers(3, 32))
    assert len(key.open_into(block, Buffers(3, 32)).levels) == 3
    one = key.seal_block(templates(1), index=0, first_row=0)
    assert len(key.open_into(one, Buffers(1, 32)).levels) == 1


def test_a_block_of_another_length_is_not_opened(key):
    block = key.seal_block(templates(3), index=0, first_row=0)
    for blob in (block.blob + b"x", block.blob[:-1]):
        with pytest.raises(Undecryptable, match="wrong length"):
            key.open_into(SealedBlock(0, 0, 3, blob), Buffers(3, 32))


def test_a_context_is_the_same_in_whatever_order_it_is_said():
    assert authenticated({"a": "1", "b": "2"}) == authenticated({"b": "2", "a": "1"})


def test_the_data_key_is_overwritten_once_it_is_wrapped_anew(context, monkeypatch):
    wrapped = create_key(context, wrapper=WRAPPER)
    data_key = bytes(WRAPPER.unwrap(wrapped, context=context.fields()))
    wiped = []
    monkeypatch.setattr(keys, "wipe", lambda data: wiped.append(bytes(data)))
    new = LocalKeyWrapper(b"n" * 32)
    keys.rewrap(wrapped, context=context.fields(), old=WRAPPER, new=new)
    assert wiped == [data_key]
