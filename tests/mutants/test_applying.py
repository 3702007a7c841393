"""A change takes hold in a program that runs, wherever it stands."""

from __future__ import annotations

import importlib.util

import pytest

from tests.mutants.applying import apply, function_at
from tests.mutants.changing import changes

SOURCE = """
def twice(function):
    return lambda *given: 2 * function(*given)


LIMIT = 5


class Page:
    permission_classes = (int,)
    shown_once = True

    def is_open(self, number):
        return number < LIMIT


@twice
def double(number):
    return number


def first(rows, *, owner):
    if owner is None:
        return None
    return [row for row in rows if row == owner]
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.py"
    path.write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("rules", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def with_change(rules):
    """`with_change(kind)`: the module after its only change of that kind."""

    def applied(kind: str):
        source = SOURCE.encode()
        (change,) = (one for one in changes(source) if one.kind == kind)
        apply(rules, source, change)
        return rules

    return applied


def test_in_a_method(with_change):
    before = with_change("comparison <")
    assert before.Page().is_open(5)


def test_in_a_function_with_a_guard(with_change):
    assert with_change("guard removed").first([1], owner=None) == []


def test_in_a_class(with_change):
    assert with_change("permissions removed").Page.permission_classes == ()


def test_a_truth_of_a_class(with_change):
    assert with_change("truth").Page.shown_once is False


def test_a_decorator(with_change):
    assert with_change("decorator removed").double(3) == 3


def test_a_change_is_in_the_function_around_it_or_in_none():
    source = SOURCE.encode()
    places = {one.kind: function_at(source, one) for one in changes(source)}
    assert places["comparison is"] == (22, 25)
    assert places["permissions removed"] is None
    assert places["decorator removed"] is None
