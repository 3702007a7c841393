"""What a letter may claim, written from real cases at every kind of venue."""

import re

import pytest
from django.utils import timezone

from consents.models import VenueKind
from requests_app.law.letters.types import LetterKind
from requests_app.services.letters import whom_to_turn_to, write_letter

JURISDICTIONS = {
    "park_entry": "CN-ZJ-HZ",
    "residential_compound": "CN-ZJ-HZ",
    "school": "CN-GD-SZ",
    "parcel_locker": "CN-ZJ-HZ",
    "hospital": "CN-SH",
    "waste_station": "CN-ZJ-HZ",
    "workplace": "CN-GD-SZ",
}
KINDS = [kind.value for kind in VenueKind if kind is not VenueKind.OWN_DEVICE]
ALL = (
    "access",
    "deletion",
    "opt_out",
    "consent_withdrawal",
    "correction",
    "objection",
    "explanation",
)
A_NUMBER_OF_DAYS = re.compile(
    r"\b(30|15|thirty|fifteen)[^\S\n]*(calendar |working |business )?days?\b"
    r"|(?<![月\d])(30|15|三十|十五)[^\S\n]*个?(工作|自然)?[日天]",  # 11月30日 is a date
    re.IGNORECASE,
)


def letters_about(case, by):
    yield write_letter(case=case, stage=LetterKind.ADMONITION, by=by)
    for authority in whom_to_turn_to(case):
        stage = LetterKind.COMPLAINT
        yield write_letter(case=case, stage=stage, by=by, authority=authority.id)


@pytest.mark.parametrize("kind", KINDS)
def test_no_letter_under_chinese_law_claims_a_number_of_days(resident, place, past_due, kind):
    venue = place(kind, jurisdiction=JURISDICTIONS.get(kind, "CN"))
    case = resident.files(venue, *ALL)
    past_due(case, resident)

    written = list(letters_about(case.row, resident.user))
    assert len(written) > 2
    for letter in written:
        for text in (letter.text_en, letter.text_zh_hans):
            assert not A_NUMBER_OF_DAYS.search(text.replace(f"{passed(case)} days", "")), text
        assert "promptly" in letter.text_en
        assert "及时" in letter.text_zh_hans


def passed(case):
    """How many days ago it was filed: a fact that a letter states, and no limit."""
    return (timezone.localdate() - timezone.localdate(case.row.filed_at)).days


def test_where_the_law_has_a_number_the_letter_says_it(resident, place, past_due):
    case = resident.files(place("travel_identity", jurisdiction="EU-FR"), "deletion")
    past_due(case, resident)
    admonition = next(letters_about(case.row, resident.user))

    assert "due within 1 month" in admonition.text_en
