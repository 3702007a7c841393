"""What is not called."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class OutgoingRefused(ValueError):
    """An address that this installation does not call; ``sentence`` says what to do about it."""

    def __init__(self, sentence: _StrPromise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
