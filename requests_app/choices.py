"""What a column can hold, with its name in the reader's language, read from the rows of the law.

Functions, since a migration names a function and not what it returns: a new row needs no migration.
"""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import get_language

from requests_app.law.decisions import Decision
from requests_app.law.right_words import words_of
from requests_app.law.rights import Right

Choices = list[tuple[str, str]]


def rights() -> Choices:
    return [(right.value, _right(right)) for right in Right]


def decisions() -> Choices:
    return [(decision.value, _decision(decision)) for decision in Decision]


def _said(right: Right) -> str:
    return words_of(right).choice.in_language(get_language())


def _called(decision: Decision) -> str:
    return decision.facts.label.in_language(get_language())


_right, _decision = lazy(_said, str), lazy(_called, str)
