"""One row a kind of venue: what is missing in it stops the start, and the search speaks its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.core.totality import ForgottenFactError, total
from consents import checks, kinds, selectors
from consents.kinds import KINDS, VenueKind
from requests_app import completeness
from requests_app.demo.world import plain_places
from tests.factories import VenueFactory


@pytest.fixture
def row_of_a_subway(monkeypatch):
    """`row_of_a_subway(field=value)`: that row as somebody has written it; what the start says."""

    def write(**facts):
        rows = {**KINDS, VenueKind.SUBWAY: replace(KINDS[VenueKind.SUBWAY], **facts)}
        changed = total(VenueKind, rows, name=KINDS.name)
        monkeypatch.setattr(kinds, "KINDS", changed)
        said = [error.msg for error in checks.kinds_have_pictures_and_words(None)]
        return [*said, *completeness.gaps()]

    return write


def test_the_rows_that_are_shipped_are_whole(row_of_a_subway):
    assert row_of_a_subway() == []


def test_a_kind_without_a_row_is_named():
    rows = {kind: facts for kind, facts in KINDS.items() if kind is not VenueKind.SUBWAY}
    with pytest.raises(ForgottenFactError, match=r"consents\.kinds\.KINDS: no row for SUBWAY"):
        total(VenueKind, rows, name=KINDS.name)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("words_en", ""),
        ("words_en", "metro, , tube"),
        ("words_zh", " "),
        ("words_zh", "地铁、"),
    ],
)
def test_a_kind_without_everyday_words_in_one_language_is_named(row_of_a_subway, field, words):
    (said,) = row_of_a_subway(**{field: words})
    assert "SUBWAY" in said
    assert field in said


def test_a_kind_without_its_icon_is_named(tmp_path, monkeypatch):
    drawn = checks.SPRITE.read_text("utf-8").replace('id="subway"', 'id="metro"')
    (tmp_path / "sprite.svg").write_text(drawn, "utf-8")
    monkeypatch.setattr(checks, "SPRITE", tmp_path / "sprite.svg")

    (error,) = checks.kinds_have_pictures_and_words(None)

    assert error.id == "saveface.E033"
    assert "sprite.svg" in error.msg
    assert "subway" in error.msg


@pytest.mark.parametrize("field", ["topics", "people", "not_left_out", "other_ways", "items"])
def test_a_word_that_letters_and_evidence_do_not_know_is_named(row_of_a_subway, field):
    (said,) = row_of_a_subway(**{field: ("forgotten",)})
    assert "subway" in said
    assert "forgotten" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("厕所", "public_toilet"),
        ("toilet", "public_toilet"),
        ("WC", "public_toilet"),
        ("小区", "residential_compound"),
        ("METRO", "subway"),
        ("打卡", "workplace"),
    ],
)
def test_a_place_is_found_by_what_its_kind_is_called_every_day(typed, kind):
    VenueFactory(name="N7", kind=kind)
    VenueFactory(name="N8", kind="hospital")

    assert [venue.name for venue in selectors.venues(typed)] == ["N7"]
    assert [venue.name for venue in selectors.venues(f"{typed} N7")] == ["N7"]
    assert not selectors.venues(f"{typed} N8")


def test_a_kind_that_the_demo_does_not_describe_has_a_plain_place_there():
    assert not list(plain_places(set(VenueKind)))
    (row,) = plain_places(set(VenueKind) - {"subway"})
    assert (row["kind"], row["name"]) == ("subway", "地铁安检")
