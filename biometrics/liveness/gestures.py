"""The movements that can be asked for, and a random sequence of them."""

from __future__ import annotations

from enum import StrEnum
from random import SystemRandom

LENGTH = 3


class Gesture(StrEnum):
    """One movement, from looking straight ahead and back to it. Left and right are the person's."""

    LEFT = "left"
    RIGHT = "right"
    CLOSER = "closer"


def draw(random: SystemRandom) -> tuple[Gesture, ...]:
    """A sequence of ``LENGTH`` movements, no two alike in a row, each sequence as likely as any other."""
    sequence: list[Gesture] = []
    while len(sequence) < LENGTH:
        choice = random.choice([g for g in Gesture if not sequence or g is not sequence[-1]])
        sequence.append(choice)
    return tuple(sequence)
