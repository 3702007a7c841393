"""How much of a stranger's input is read, at most: bytes, swelling, entries, depth, time."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

KIB, MIB = 1024, 1024 * 1024
# Of what is wrong with an input so many rows are shown; the others are counted.
FAULTS_SHOWN = 20


class Measure(StrEnum):
    """What is counted while something is read."""

    BYTES = "bytes"
    """As they are unpacked."""
    RATIO = "ratio"
    """Bytes unpacked for each byte that was sent."""
    ENTRIES = "entries"
    """Files, rows, parts, values: whatever there can be many of."""
    OBJECTS = "objects"
    """Objects and lists of JSON: each is checked by itself, which takes long."""
    DEPTH = "depth"
    """How far one value stands within others."""
    SECONDS = "seconds"


class Source(StrEnum):
    """Each kind of input that is parsed."""

    JSON = "json"
    SIGN_IN = "sign_in"
    VECTORS = "vectors"
    TOKEN = "token"  # noqa: S105  (no secret)
    ZIP = "zip"
    LIST = "list"
    MULTIPART = "multipart"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Budget:
    """What one input may cost. ``ratio``, ``depth`` and ``objects`` are 1 where nothing unpacks or nests."""

    bytes: int
    entries: int
    objects: int = 1
    depth: int = 1
    ratio: int = 1
    seconds: float = 5.0

    def of(self, measure: Measure) -> float:
        limit: float = getattr(self, measure.value)
        return limit


BUDGETS = total(
    Source,
    {
        # Of JSON the entries are marks: quotation marks, commas, colons, brackets. The longest honest body
        # is an answer with its evidence: some 50 kB.
        Source.JSON: Budget(bytes=512 * KIB, entries=40_000, objects=4_000, depth=16),
        # A passkey's statement, with its chain of certificates.
        Source.SIGN_IN: Budget(bytes=64 * KIB, entries=2_000, objects=200, depth=16),
        # Over the API 2,000 vectors of 512 numbers at once; in a file of the desk as many as fit.
        Source.VECTORS: Budget(
            bytes=16 * MIB, entries=1_200_000, objects=20_010, depth=6, seconds=10
        ),
        Source.TOKEN: Budget(bytes=8 * KIB, entries=1_000, objects=100, depth=8),
        # Photographs hardly pack: each by a third at most, drawings on one colour by more.
        Source.ZIP: Budget(bytes=128 * MIB, entries=1_000, ratio=20),
        Source.LIST: Budget(bytes=1 * MIB, entries=10_000),
        Source.MULTIPART: Budget(bytes=64 * MIB, entries=1_200),
        # Pages of a PDF, drawn by a process of its own, which is killed when its time is over.
        Source.DOCUMENT: Budget(bytes=8 * MIB, entries=12, seconds=15),
    },
    name="accounts.core.parsing.budget.BUDGETS",
)

SENTENCES = total(
    Measure,
    {
        Measure.BYTES: _("This is too long. Send it in several parts."),
        Measure.RATIO: _(
            "This is packed far more tightly than photographs ever are, so it was not unpacked. Send the "
            "files themselves."
        ),
        Measure.ENTRIES: _("This holds more than {limit} parts. Send it in several pieces."),
        Measure.OBJECTS: _(
            "This holds more than {limit} lists and objects. Send it in several pieces."
        ),
        Measure.DEPTH: _("Values stand more than {limit} deep in one another. Send them flatter."),
        Measure.SECONDS: _("This took too long to read. Send it in several parts."),
    },
    name="accounts.core.parsing.budget.SENTENCES",
)


class Unparsable(ValueError):
    """What a stranger sent is not read any further; ``sentence`` says what to do."""

    def __init__(self, sentence: str | _StrPromise) -> None:
        super().__init__("unparsable input")
        self.sentence = sentence


class OverBudget(Unparsable):
    """It would cost more than its kind may."""

    def __init__(self, measure: Measure, limit: float) -> None:
        super().__init__(format_lazy(SENTENCES[measure], limit=int(limit)))
        self.measure = measure


class Meter:
    """Counts what one input costs; raises OverBudget at the limit, before more is read."""

    def __init__(self, source: Source, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.budget = BUDGETS[source]
        self.spent: Counter[Measure] = Counter()
        self._clock, self._until = clock, clock() + self.budget.seconds

    def take(self, measure: Measure, amount: int = 1) -> None:
        """Note ``amount`` more of ``measure``."""
        self.spent[measure] += amount
        self.check(measure, self.spent[measure])

    def check(self, measure: Measure, amount: float) -> None:
        """Stop where ``amount`` is over the limit of ``measure``, or the time is over."""
        if amount > self.budget.of(measure):
            raise OverBudget(measure, self.budget.of(measure))
        if self._clock() > self._until:
            raise OverBudget(Measure.SECONDS, self.budget.seconds)

    def left(self, measure: Measure) -> int:
        return int(self.budget.of(measure)) - self.spent[measure]
