"""Plain words: how hard the residents' pages are to read, in each language, by measures that need nobody.

English by Flesch and Kincaid's grade (Kincaid et al. 1975): years of school. Chinese, for which no such
measure is settled, by the length of sentences and by how common the characters are: level 1 of
GB 2312 holds the 3,755 most used, and comes with Python. What is measured and what is not is said in
docs/accessibility.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

CATALOGUE = Path(__file__).parents[2] / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
# What residents read: every template but those of the desk, and what forms and views say.
THEIRS = re.compile(r"^(templates/(?!admin|demo|unfold|styleguide)|\w+/(forms|views)/)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")
VOWELS = re.compile(r"[aeiouy]+")

GRADE = 4.0  # all sentences together: a child of ten
HARDEST_GRADE = 12.0
LONGEST_SENTENCE = 25  # words
CHARACTERS = 15.0  # the mean of a Chinese sentence
MOST_CHARACTERS = 45
RARE_SHARE = 0.003  # “浏” of “browser” is the one in use


@cache
def strings() -> list[tuple[str, str]]:
    """(English, Chinese) of every string that a resident's page or form says."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    return [
        (PLACEHOLDER.sub("Name", _first(message.id)), PLACEHOLDER.sub("名", _first(message.string)))
        for message in catalogue
        if message.id and any(THEIRS.match(place) for place, _line in message.locations)
    ]


def _first(text: str | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _sentences(text: str, ends: str) -> Iterator[str]:
    """Whole sentences alone: labels and headings have no end mark."""
    for sentence in re.findall(rf"[^{ends}]+[{ends}]", text):
        yield sentence.strip()


def english() -> list[str]:
    found = [s for text, _ in strings() for s in _sentences(text, ".?!:")]
    return [sentence for sentence in found if len(sentence.split()) > 2]


def chinese() -> list[str]:
    found = [s for _, text in strings() for s in _sentences(text, "。？！：")]
    return [sentence for sentence in found if len(sentence) > 3]


def syllables(word: str) -> int:
    """Groups of vowels; a silent e at the end is none. Near enough for a mean."""
    word = re.sub(r"[^a-z]", "", word.lower())
    silent = word.endswith("e") and not word.endswith("le")
    return max(1, len(VOWELS.findall(word)) - silent)


def grade(sentences: list[str]) -> float:
    """Years of school, after Flesch and Kincaid."""
    words = [word for sentence in sentences for word in sentence.split()]
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * per_word - 15.59


def is_rare(character: str) -> bool:
    """A Han character outside of GB 2312's level 1 (rows 16 to 55)."""
    if not "一" <= character <= "鿿":
        return False
    try:
        row = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return True
    return row > 0xD7


def test_there_is_something_to_measure():
    assert len(english()) > 200
    assert len(chinese()) > 200


def test_english_as_a_whole_can_be_read_by_a_child_of_ten():
    assert grade(english()) <= GRADE


def test_no_english_sentence_is_long_or_hard():
    long = [s for s in english() if len(s.split()) > LONGEST_SENTENCE]
    hard = [s for s in english() if len(s.split()) > 8 and grade([s]) > HARDEST_GRADE]
    assert (long, hard) == ([], [])


def test_chinese_sentences_are_short():
    sizes = [len(sentence) for sentence in chinese()]
    assert sum(sizes) / len(sizes) <= CHARACTERS
    assert [s for s in chinese() if len(s) > MOST_CHARACTERS] == []


def test_chinese_uses_common_characters():
    characters = [c for _, text in strings() for c in text if "一" <= c <= "鿿"]
    rare = [character for character in characters if is_rare(character)]
    assert len(rare) / len(characters) <= RARE_SHARE, sorted(set(rare))


@pytest.mark.parametrize(
    ("word", "count"), [("face", 1), ("photograph", 3), ("delete", 2), ("gate", 1), ("able", 2)]
)
def test_syllables_are_counted_well_enough(word, count):
    assert syllables(word) == count
