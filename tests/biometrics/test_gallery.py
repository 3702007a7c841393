"""Sealed galleries: what opens, what does not, and that nothing is ever silently missing."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from biometrics.calibration import load
from biometrics.types import EngineId, OpenTemplate
from biometrics.vault import Undecryptable
from biometrics.vault.blocks import BLOCK_ROWS, Buffers, SealedBlock
from biometrics.vault.gallery import (
    GalleryContext,
    create_key,
    open_key,
)
from biometrics.vault.keys import LocalKeyWrapper, WrappedKey, rewrap

MOSAIC = EngineId("mosaic", "1")
WRAPPER = LocalKeyWrapper(b"w" * 32)

pytestmark = pytest.mark.usefixtures("mosaic_engine")


def templates(count, seed=0):
    random = np.random.default_rng(seed)
    vectors = random.standard_normal((count, 32)).astype(np.float32)
    vectors *= 1.4 / np.linalg.norm(vectors, axis=1, keepdims=True)
    return [OpenTemplate(vector, engine=MOSAIC) for vector in vectors]


class Gallery:
    """A gallery as it lies in a database."""

    def __init__(self, disclosure, sizes=(3, 2), seed=0):
        self.context = GalleryContext.today(disclosure, MOSAIC)
        self.wrapped = create_key(self.context, wrapper=WRAPPER)
        self.count = sum(sizes)
        self.blocks, self.references = [], []
        rows = templates(self.count, seed)
        with self.key() as key:
            for index, size in enumerate(sizes):
                first = sum(sizes[:index])
                block = key.seal_block(rows[first : first + size], index=index, first_row=first)
                self.blocks.append(block)
            self.references = [
                key.seal_reference(f"{disclosure}/{row}", number=row) for row in range(self.count)
            ]

    def key(self):
        return open_key(self.wrapped, self.context, wrapper=WRAPPER)


@pytest.fixture(name="gallery")
def _gallery():
    return Gallery("d-1")


def read(key, blocks, count):
    return [block.rows.copy() for block in key.open_blocks(blocks, count=count)]


def test_every_row_comes_back_once_and_in_order(gallery):
    with gallery.key() as key:
        opened = np.concatenate(read(key, gallery.blocks, gallery.count))
        whitened = load("mosaic-1").whiten(np.stack([t.values for t in templates(5)]))
        assert np.allclose(opened, key.turn(whitened), atol=0.01)


def test_the_rotation_keeps_distances_and_hides_the_space(gallery):
    plain = load("mosaic-1").whiten(np.stack([t.values for t in templates(5)]))
    with gallery.key() as key:
        opened = np.concatenate(read(key, gallery.blocks, gallery.count))
    before = np.linalg.norm(plain[0] - plain[1:], axis=1)
    after = np.linalg.norm(opened[0] - opened[1:], axis=1)
    assert np.allclose(before, after, atol=0.01)
    assert np.linalg.norm(plain[0] - opened[0]) > 1


def test_two_disclosures_of_one_person_cannot_be_linked():
    one, two = Gallery("d-1", sizes=(200,)), Gallery("d-2", sizes=(200,))
    with one.key() as first, two.key() as second:
        (left,) = read(first, one.blocks, 200)
        (right,) = read(second, two.blocks, 200)
    same = np.linalg.norm(left - right, axis=1)
    different = np.linalg.norm(left - np.roll(right, 1, axis=0), axis=1)
    assert same.min() > 1
    assert abs(same.mean() - different.mean()) < 0.2  # random rotations scatter by some hundredths


def test_the_buffer_is_zero_after_reading(gallery):
    with gallery.key() as key:
        views = [block.levels for block in key.open_blocks(gallery.blocks, count=5)]
    assert not any(view.any() for view in views)


def test_the_buffer_is_zero_after_breaking_off(gallery):
    with gallery.key() as key:
        blocks = iter(key.open_blocks(gallery.blocks, count=5))
        rows = next(blocks).levels
        assert rows.any()
        blocks.close()
        assert not rows.any()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda blocks: blocks[:1],
        lambda blocks: blocks[1:],
        lambda blocks: blocks[::-1],
        lambda blocks: [blocks[0], blocks[0]],
        lambda blocks: [*blocks, blocks[1]],
        lambda blocks: [],
        lambda blocks: [blocks[0], replace(blocks[1], count=1)],
        lambda blocks: [blocks[0], replace(blocks[0], index=1, first_row=3)],
        lambda blocks: [replace(blocks[0], blob=b""), blocks[1]],
        lambda blocks: [replace(blocks[0], blob=blocks[0].blob[:-1] + b"?"), blocks[1]],
        lambda blocks: [replace(blocks[0], count=10**9), blocks[1]],
    ],
)
def test_a_gallery_that_was_touched_raises(gallery, tamper):
    with gallery.key() as key, pytest.raises(Undecryptable):
        read(key, tamper(list(gallery.blocks)), gallery.count)


@pytest.mark.parametrize("count", [4, 6, 0])
def test_a_gallery_of_another_size_raises(gallery, count):
    with gallery.key() as key, pytest.raises(Undecryptable):
        read(key, gallery.blocks, count)


def test_references_open_in_their_own_row_only(gallery):
    with gallery.key() as key:
        assert key.open_reference(gallery.references[3], number=3) == "d-1/3"
        with pytest.raises(Undecryptable):
            key.open_reference(gallery.references[3], number=2)
        with pytest.raises(Undecryptable):
            key.open_reference(b"", number=3)


def test_a_reference_that_has_a_row_opens_in_that_row_only(gallery):
    with gallery.key() as key:
        bound = key.bind_reference(gallery.references[3], number=3, row=1)
        assert key.open_reference(bound, number=3, row=1) == "d-1/3"
        for place in ({"number": 3}, {"number": 3, "row": 3}, {"number": 1, "row": 1}):
            with pytest.raises(Undecryptable):
                key.open_reference(bound, **place)
        with pytest.raises(Undecryptable):
            key.bind_reference(bound, number=3, row=2)


def test_references_are_any_text(gallery):
    with gallery.key() as key:
        for text in ("", "门禁/二号楼/0042.jpg", "x" * 5000):
            assert key.open_reference(key.seal_reference(text, number=9), number=9) == text


def test_a_closed_key_opens_nothing(gallery):
    with gallery.key() as key:
        pass
    with pytest.raises(Undecryptable, match="closed"):
        read(key, gallery.blocks, gallery.count)


def test_a_shredded_key_opens_nothing(gallery):
    gallery.wrapped = WrappedKey(b"")
    with pytest.raises(Undecryptable), gallery.key():
        pass


def test_rotation_of_the_wrapping_key_keeps_the_gallery(gallery):
    new = LocalKeyWrapper(b"n" * 32)
    moved = rewrap(gallery.wrapped, context=gallery.context.fields(), old=WRAPPER, new=new)
    with open_key(moved, gallery.context, wrapper=new) as key:
        assert sum(len(rows) for rows in read(key, gallery.blocks, gallery.count)) == 5


def test_a_block_takes_1_to_2048_templates_of_one_engine(gallery):
    strange = OpenTemplate(np.ones(32, np.float32), engine=EngineId("mosaic", "2"))
    with gallery.key() as key:
        with pytest.raises(ValueError, match="one engine"):
            key.seal_block([strange], index=0, first_row=0)
        with pytest.raises(ValueError, match="1 to 2048"):
            key.seal_block(templates(BLOCK_ROWS + 1), index=0, first_row=0)


def test_keys_and_blocks_are_redacted(gallery):
    with gallery.key() as key:
        assert repr(key) == "GalleryKey(redacted)"
        assert "redacted" in repr(key.open_blocks(gallery.blocks, count=5))
        with pytest.raises(TypeError):
            pickle.dumps(key)
    assert "blob" not in repr(gallery.blocks[0])


def test_templates_are_not_in_the_sealed_bytes(gallery):
    sealed = b"".join(block.blob for block in gallery.blocks)
    for template in templates(5):
        assert template.values[:2].tobytes() not in sealed


names = st.text(min_size=1, max_size=12)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(one=names, other=names, sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3))
def test_no_other_disclosures_key_opens_a_gallery(one, other, sizes):
    """Whatever is mixed of key, context, block and place: it opens as sealed, or not at all."""
    mine, theirs = Gallery(one, tuple(sizes), 1), Gallery(other + one, tuple(sizes), 2)
    with theirs.key() as key:
        with pytest.raises(Undecryptable):
            read(key, mine.blocks, mine.count)
        with pytest.raises(Undecryptable):
            key.open_reference(mine.references[0], number=0)
    with pytest.raises(Undecryptable), open_key(mine.wrapped, theirs.context, wrapper=WRAPPER):
        pass
    with pytest.raises(Undecryptable), open_key(theirs.wrapped, mine.context, wrapper=WRAPPER):
        pass


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    at=st.integers(0, 10**6),
    flip=st.integers(1, 255),
    index=st.integers(0, 3),
    first_row=st.integers(0, 3),
)
def test_no_altered_or_moved_block_opens(at, flip, index, first_row):
    gallery = Gallery("d-1", sizes=(2,))
    (block,) = gallery.blocks
    blob = bytearray(block.blob)
    blob[at % len(blob)] ^= flip
    with gallery.key() as key:
        with pytest.raises(Undecryptable):
            read(key, [replace(block, blob=bytes(blob))], 2)
        moved = SealedBlock(index, first_row, block.count, block.blob)
        if (index, first_row) != (0, 0):
            with pytest.raises(Undecryptable):
                key.open_into(moved, Buffers(2, 32))


def test_levels_change_no_distance_that_matters():
    """A row is kept in 127 levels either way: distances hardly move."""
    gallery = Gallery("d-1", sizes=(300,))
    whitened = load("mosaic-1").whiten(np.stack([t.values for t in templates(300)]))
    with gallery.key() as key:
        (opened,) = read(key, gallery.blocks, 300)
        probe = key.turn(whitened[0] + np.float32(0.05))
        exact = np.linalg.norm(key.turn(whitened) - probe, axis=1)
        kept = np.linalg.norm(opened - probe, axis=1)
        assert abs(exact - kept)[exact > 0.2].max() < 0.01
        assert abs(exact - kept).mean() < 0.002


def test_a_row_keeps_how_crowded_it_is_and_how_long(gallery):
    rows = np.random.default_rng(3).standard_normal((2, 32)).astype(np.float32)
    crowding = np.array([0.5, 1.5], dtype=np.float32)
    with gallery.key() as key:
        block = key.seal_rows(rows, crowding, index=0, first_row=0)
        opened = key.open_into(block, Buffers(2, 32))
        assert np.allclose(opened.half_crowding * 2, crowding)
        assert np.allclose(opened.squares, (opened.rows**2).sum(axis=1), rtol=1e-4)
