"""A template that compares a state with a word is not told when the word changes: they are checked here."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.guards.enum_tables import enumerations

ROOT = Path(__file__).resolve().parents[2]
COMPARED = re.compile(r"([\w.]*) (?:==|!=) \"([\w.]+)\"")
# What is compared, and is the word of no enumeration of ours.
OTHERS = {
    "": "the side of the date in the topic of a reminder",
    "attrs.type": "allauth's form fields",
    "field.widget_type": "Django's form fields",
    "message.level_tag": "Django's messages",
    "move": "steps of the camera page, named in its script",
    "notification.topic": "topics of the mails; an unknown one shows the plain sentence",
    "open_step": "the step of the desk that a form came back to",
    "other.0": "a language",
    "request.COOKIES.text_size": "a cookie of ours with one value",
}


def compared() -> Iterator[tuple[str, str, str]]:
    for file in sorted((ROOT / "templates").rglob("*.*")):
        for what, word in COMPARED.findall(file.read_text(encoding="utf-8")):
            yield str(file.relative_to(ROOT)), what, word


def test_every_word_that_a_template_compares_is_a_members():
    known = {str(member.value) for kind in enumerations() for member in kind}
    assert [found for found in compared() if found[1] not in OTHERS and found[2] not in known] == []


def test_no_excuse_is_left_over():
    assert set(OTHERS) <= {what for _file, what, _word in compared()}
