"""Galleries stay apart, whatever is done to what is stored: it opens as it was sealed, or not at all.

A machine plays operators, a key rotation, destructions and somebody who may change every stored byte:
keys, blobs, blocks, counts and references are swapped, moved, dropped, doubled and altered within and
between disclosures. After each step every disclosure is compared with a stranger's face, as a worker
would. Untouched, it answers “not matched” and shows its own rows; touched, it raises Undecryptable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from biometrics.calibration import load
from biometrics.comparison import compare
from biometrics.thresholds import PolicyKind, policy_for
from biometrics.types import EngineId, OpenTemplate, Outcome
from biometrics.vault import Undecryptable
from biometrics.vault.blocks import SealedBlock
from biometrics.vault.gallery import (
    GalleryContext,
    GalleryKey,
    create_key,
    open_key,
)
from biometrics.vault.keys import KEY_BYTES, LocalKeyWrapper, WrappedKey, rewrap

MOSAIC = EngineId("mosaic", "1")
NUMBERS = st.integers(0, 7)


def template(seed: int) -> OpenTemplate:
    vector = np.random.default_rng(seed).standard_normal(32)
    return OpenTemplate(vector * (1.4 / np.linalg.norm(vector)), engine=MOSAIC)


STRANGER = template(10**9)


@dataclass
class Stored:
    """One disclosure as it lies in the database and the store; anybody may have changed it."""

    wrapped: WrappedKey
    blocks: list[SealedBlock] = field(default_factory=list)
    references: list[bytes] = field(default_factory=list)
    sealed_count: bytes = b""


@dataclass
class Disclosed:
    """One disclosure, and what was truly sealed in it."""

    name: str
    stored: Stored
    seeds: list[int] = field(default_factory=list)
    blocks: list[SealedBlock] = field(default_factory=list)
    references: list[bytes] = field(default_factory=list)
    counts: set[bytes] = field(default_factory=set)
    keys: set[WrappedKey] = field(default_factory=set)

    @property
    def context(self) -> GalleryContext:
        return GalleryContext.today(self.name, MOSAIC)

    @property
    def is_whole(self) -> bool:
        stored = self.stored
        return (
            stored.wrapped in self.keys
            and stored.blocks == self.blocks
            and stored.sealed_count in self.counts
        )


class Store(RuleBasedStateMachine):
    """Everything that may happen to sealed galleries."""

    galleries = Bundle("galleries")

    @initialize()
    def begin(self) -> None:
        self.all: list[Disclosed] = []
        self.old: tuple[bytes, ...] = ()
        self.current = b"w" * KEY_BYTES
        self.made = 0

    @property
    def wrapper(self) -> LocalKeyWrapper:
        return LocalKeyWrapper(self.current, self.old)

    # --- what operators and the platform do ---------------------------------------------------

    @rule(target=galleries, sizes=st.lists(st.integers(1, 3), min_size=1, max_size=3))
    def disclose(self, sizes: list[int]) -> Disclosed:
        name = f"d-{len(self.all)}"
        made = Disclosed(
            name, Stored(create_key(GalleryContext.today(name, MOSAIC), wrapper=self.wrapper))
        )
        made.keys.add(made.stored.wrapped)
        self.all.append(made)
        for size in sizes:
            self._seal(made, size)
        return made

    def _seal(self, made: Disclosed, size: int) -> None:
        """One more block at the end, and the count sealed anew, as when a disclosure is complete."""
        seeds = range(self.made, self.made + size)
        self.made += size
        first = len(made.seeds)
        with open_key(made.stored.wrapped, made.context, wrapper=self.wrapper) as key:
            rows = [template(seed) for seed in seeds]
            block = key.seal_block(rows, index=len(made.blocks), first_row=first)
            sealed = [key.seal_reference(f"{made.name}/{seed}", number=seed) for seed in seeds]
            made.stored.sealed_count = key.seal_count(first + size)
        made.seeds += seeds
        made.blocks.append(block)
        made.references += sealed
        made.counts = {made.stored.sealed_count}
        made.stored.blocks.append(block)
        made.stored.references += sealed

    @rule(made=galleries, size=st.integers(1, 3))
    def append(self, made: Disclosed, size: int) -> None:
        if made.is_whole:
            self._seal(made, size)

    @rule(made=galleries)
    def destroy(self, made: Disclosed) -> None:
        made.stored = Stored(WrappedKey(b""))

    @rule(number=st.integers(0, 255))
    def change_wrapping_key(self, number: int) -> None:
        self.old, self.current = (*self.old, self.current), bytes([number]) * KEY_BYTES

    @rule(made=galleries)
    def wrap_anew(self, made: Disclosed) -> None:
        try:
            anew = rewrap(
                made.stored.wrapped,
                context=made.context.fields(),
                old=self.wrapper,
                new=self.wrapper,
            )
        except Undecryptable:
            return
        made.stored.wrapped = anew
        made.keys.add(anew)

    # --- what somebody does who may write everywhere ------------------------------------------

    @rule(one=galleries, other=galleries)
    def swap_keys(self, one: Disclosed, other: Disclosed) -> None:
        one.stored.wrapped, other.stored.wrapped = other.stored.wrapped, one.stored.wrapped

    @rule(one=galleries, other=galleries)
    def swap_all_blocks(self, one: Disclosed, other: Disclosed) -> None:
        one.stored.blocks, other.stored.blocks = other.stored.blocks, one.stored.blocks

    @rule(one=galleries, other=galleries)
    def swap_everything_but_the_name(self, one: Disclosed, other: Disclosed) -> None:
        """Rows copied between disclosures: key, blocks and count fit each other, not their place."""
        one.stored, other.stored = other.stored, one.stored

    @rule(one=galleries, other=galleries)
    def swap_counts(self, one: Disclosed, other: Disclosed) -> None:
        counts = other.stored.sealed_count, one.stored.sealed_count
        one.stored.sealed_count, other.stored.sealed_count = counts

    @rule(source=galleries, goal=galleries, at=NUMBERS, into=NUMBERS)
    def copy_a_block(self, source: Disclosed, goal: Disclosed, at: int, into: int) -> None:
        if source.stored.blocks:
            blocks = goal.stored.blocks
            blocks.insert(into % (len(blocks) + 1), _at(source.stored.blocks, at))

    @rule(one=galleries, other=galleries, at=NUMBERS, into=NUMBERS)
    def swap_blobs(self, one: Disclosed, other: Disclosed, at: int, into: int) -> None:
        """The files change places; the rows that name them stay."""
        if one.stored.blocks and other.stored.blocks:
            first, second = _at(one.stored.blocks, at), _at(other.stored.blocks, into)
            _put(one.stored.blocks, at, replace(first, blob=second.blob))
            _put(other.stored.blocks, into, replace(second, blob=first.blob))

    @rule(made=galleries, at=NUMBERS, into=NUMBERS)
    def move_a_block(self, made: Disclosed, at: int, into: int) -> None:
        if made.stored.blocks:
            moved = made.stored.blocks.pop(at % len(made.stored.blocks))
            made.stored.blocks.insert(into % (len(made.stored.blocks) + 1), moved)

    @rule(made=galleries, at=NUMBERS)
    def drop_a_block(self, made: Disclosed, at: int) -> None:
        if made.stored.blocks:
            made.stored.blocks.pop(at % len(made.stored.blocks))

    @rule(made=galleries, at=NUMBERS)
    def double_a_block(self, made: Disclosed, at: int) -> None:
        if made.stored.blocks:
            made.stored.blocks.append(_at(made.stored.blocks, at))

    @rule(made=galleries)
    def number_blocks_anew(self, made: Disclosed) -> None:
        """After dropping or moving: numbers and rows run through again, as if nothing were missing."""
        row, blocks = 0, []
        for index, block in enumerate(made.stored.blocks):
            blocks.append(replace(block, index=index, first_row=row))
            row += block.count
        made.stored.blocks = blocks

    @rule(made=galleries, at=NUMBERS, by=st.integers(-2, 2))
    def change_the_count_of_a_block(self, made: Disclosed, at: int, by: int) -> None:
        if made.stored.blocks:
            block = _at(made.stored.blocks, at)
            _put(made.stored.blocks, at, replace(block, count=block.count + by))

    @rule(made=galleries, at=NUMBERS, place=st.integers(0, 10**6), flip=st.integers(1, 255))
    def alter_a_byte(self, made: Disclosed, at: int, place: int, flip: int) -> None:
        if made.stored.blocks:
            block = _at(made.stored.blocks, at)
            _put(made.stored.blocks, at, replace(block, blob=_altered(block.blob, place, flip)))

    @rule(made=galleries, place=st.integers(0, 10**6), flip=st.integers(1, 255))
    def alter_the_key(self, made: Disclosed, place: int, flip: int) -> None:
        made.stored.wrapped = WrappedKey(_altered(made.stored.wrapped, place, flip))

    @rule(made=galleries)
    def roll_back_the_last_block(self, made: Disclosed) -> None:
        """An attacker who shortens rows and numbers together; only the sealed count knows better."""
        made.stored.blocks = made.stored.blocks[:-1]

    # --- what must hold -----------------------------------------------------------------------

    @invariant()
    def each_opens_as_it_was_sealed_or_not_at_all(self) -> None:
        for made in self.all:
            if made.is_whole:
                assert _compared(made, self.wrapper) is not Outcome.VERIFIED
                _shows_its_own_rows(made, self.wrapper)
            else:
                with pytest.raises(Undecryptable):
                    _compared(made, self.wrapper)

    @invariant()
    def no_reference_opens_in_another_place(self) -> None:
        for made in self.all:
            for other in self.all:
                if other is made or made.stored.wrapped not in made.keys:
                    continue
                with open_key(made.stored.wrapped, made.context, wrapper=self.wrapper) as key:
                    _opens_none_of(key, other)


def _at(items: list[SealedBlock], number: int) -> SealedBlock:
    return items[number % len(items)]


def _put(items: list[SealedBlock], number: int, item: SealedBlock) -> None:
    items[number % len(items)] = item


def _altered(data: bytes, place: int, flip: int) -> bytes:
    changed = bytearray(data or b"?")
    changed[place % len(changed)] ^= flip
    return bytes(changed)


def _opened(made: Disclosed, wrapper: LocalKeyWrapper, read: Callable[[GalleryKey], Any]) -> Any:
    if not made.stored.wrapped:
        raise Undecryptable("the data key has been destroyed")  # as `galleries.key_of` says
    with open_key(made.stored.wrapped, made.context, wrapper=wrapper) as key:
        return read(key)


def _compared(made: Disclosed, wrapper: LocalKeyWrapper) -> Outcome:
    """What a worker would answer a stranger."""

    def read(key: GalleryKey) -> Outcome:
        count = key.open_count(made.stored.sealed_count)
        gallery = key.open_blocks(made.stored.blocks, count=count)
        policy = policy_for(MOSAIC, PolicyKind.ACCESS)
        return compare(probes=[STRANGER], gallery=gallery, policy=policy).outcome

    return _opened(made, wrapper, read)


def _shows_its_own_rows(made: Disclosed, wrapper: LocalKeyWrapper) -> None:
    def read(key: GalleryKey) -> None:
        count = key.open_count(made.stored.sealed_count)
        rows = [b.rows for b in key.open_blocks(made.stored.blocks, count=count)]
        true = load("mosaic-1").whiten(np.stack([template(seed).values for seed in made.seeds]))
        assert np.allclose(np.concatenate(rows), key.turn(true), atol=0.02)

    _opened(made, wrapper, read)


def _opens_none_of(key: GalleryKey, other: Disclosed) -> None:
    for seed, reference in zip(other.seeds, other.references, strict=True):
        with pytest.raises(Undecryptable):
            key.open_reference(reference, number=seed)


@pytest.fixture
def quick_engine(settings):
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"


@pytest.mark.usefixtures("quick_engine")
def test_whatever_is_done_galleries_stay_apart_and_whole():
    run_state_machine_as_test(
        Store,
        settings=how(
            max_examples=60,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
