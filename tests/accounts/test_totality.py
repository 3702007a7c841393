"""A table that must know every member of an enumeration says so when one was forgotten."""

from enum import StrEnum

import pytest

from accounts.core.totality import ForgottenFactError, total


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def test_a_table_with_every_member_is_returned_as_it_is():
    assert total(Colour, {Colour.RED: 1, Colour.BLUE: 2}, name="here") == {"red": 1, "blue": 2}


def test_a_forgotten_member_stops_the_start_and_is_named():
    with pytest.raises(ForgottenFactError, match=r"app\.TABLE: no row for BLUE"):
        total(Colour, {Colour.RED: 1}, name="app.TABLE")


def test_a_plain_string_is_no_member():
    with pytest.raises(ForgottenFactError, match="'blue' is no Colour"):
        total(Colour, {Colour.RED: 1, "blue": 2}, name="app.TABLE")


def test_nobody_adds_to_it_afterwards():
    table = total(Colour, {Colour.RED: 1, Colour.BLUE: 2}, name="here")
    with pytest.raises(TypeError):
        table[Colour.RED] = 3
