"""Somebody moves house and takes their data along: handed over by the venue, on record here."""

import pytest

from requests_app.models import RightsRequest
from tests.scenarios.saying import fulfilled, handed_over, in_days, not_held, searched, today
from tests.scenarios.steps import Case, refused

NEW_HOME = "Riverside Homes Ltd"


@pytest.fixture
def compound(place):
    return place("residential_compound", purpose="entry")


@pytest.fixture
def case(resident, operator, compound):
    case = resident.files(compound, "portability")
    resident.types_the_code(case, operator.sends_a_code(case))
    return case


def test_it_is_asked_for_on_the_page_and_its_day_and_law_are_told(resident, compound):
    page = resident.reads("requests:new", venue=compound.slug)
    assert "hand over my data in a form that machines can read" in page

    resident.submits("requests:new", about=compound, wish="else", rights=["portability"])
    case = Case(RightsRequest.objects.get(venue=compound).reference)
    assert case.row.due_on is not None
    why = resident.asks_why_this_date(case)
    assert "art. 45(3)" in why
    assert "provide a way to transfer" in why


def test_what_was_handed_over_to_whom_in_which_format_and_when_is_on_record(
    resident, operator, case
):
    handed = handed_over("the enrolment photograph and a year of entries", receiver=NEW_HOME)
    operator.answers(case, fulfilled("portability"), handed)

    answered = resident.sees(case)
    assert answered["outcome"] == "fulfilled"
    assert answered["rights"][0]["right"] == "portability"
    shown = answered["answers"][0]["evidence"]["transfer"]
    assert (shown["format"], shown["receiver"], shown["on"]) == ("json", NEW_HOME, today())
    page = resident.reads("requests:detail", case.reference)
    for told in (NEW_HOME, "Format that machines can read", "a year of entries"):
        assert told in page
    assert case.row.receipts.filter(event__kind="answer").count() == 1
    assert resident.accepts(case)["workflow"] == "closed"


@pytest.mark.parametrize(
    ("left_out", "asked_for"),
    [
        ("what", "What was handed over"),
        ("format", "Format that machines can read"),
        ("to", "To whom"),
        ("receiver", "Name of the organisation"),
        ("on", "Handed over on"),
    ],
)
def test_nothing_of_it_may_be_left_out(operator, case, left_out, asked_for):
    handed = handed_over("the enrolment photograph", receiver=NEW_HOME)
    del handed["transfer"][left_out]
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("portability"), handed)
    assert f"“{asked_for}”" in why[0]


def test_paper_is_no_format_that_machines_read(operator, case):
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("portability"), handed_over("all", format="paper"))
    assert "JSON" in why[0]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"receiver": "Gate Company Ltd"}, "to keep the data is not to hand it over"),
        ({"receiver": NEW_HOME, "to": "person"}, "no organisation received it"),
        ({"on": in_days}, "this has not happened yet"),
    ],
    ids=["to itself", "to both", "tomorrow"],
)
def test_what_cannot_be_so_is_refused(operator, case, said, sentence):
    said = {name: value(3) if callable(value) else value for name, value in said.items()}
    with refused("request.contradictory") as why:
        operator.answers(case, fulfilled("portability"), handed_over("all", **said))
    assert sentence in why[0]


def test_nobody_is_handed_anything_before_they_have_shown_who_they_are(
    resident, operator, compound
):
    case = resident.files(compound, "portability", claimant_name="Lin Xiao")
    with refused("request.identity_first"):
        operator.answers(case, fulfilled("portability"), handed_over("all"))


def test_nothing_is_handed_over_where_nothing_was_granted(resident, operator, compound):
    case = resident.files(compound, "deletion")
    resident.types_the_code(case, operator.sends_a_code(case))
    search = searched("the gate", "never_collected")
    with refused("request.contradictory") as why:
        operator.answers(case, not_held("deletion"), search, handed_over("all"))
    assert "was not asked for" in why[0]


def test_a_silent_venue_gets_a_letter_that_names_the_right_and_its_article(
    resident, operator, case, past_due
):
    past_due(case, resident)
    letter = resident.complains(case, "cn-pip-department")
    assert "Portability: the law’s own word is “provide a way to transfer”" in letter
    assert "art. 45(3)" in letter
    assert "structured, commonly used and machine-readable format" in letter


def test_in_the_union_the_letter_cites_the_article_that_grants_it(resident, place, past_due):
    case = resident.files(place("residential_compound", jurisdiction="EU-FR"), "portability")
    past_due(case, resident)
    letter = resident.complains(case, "frcnil")
    assert "within 1 month" in letter
    assert "art. 20(1)" in letter


def test_where_no_law_grants_it_it_is_not_offered_and_refused_by_its_name(resident, place):
    hongkong = place("residential_compound", jurisdiction="HK")
    offered = {one["right"] for one in resident.get(f"venues/{hongkong.slug}/rights")}
    assert "portability" not in offered
    assert "in a form that machines can read" not in resident.reads(
        "requests:new", venue=hongkong.slug
    )

    with refused("request.right_unknown_here") as why:
        resident.files(hongkong, "access", "portability")
    assert "does not know this right" in why[0]
    assert why[0].sentences[1] == "Portability"


def test_the_desk_offers_its_fields(resident, operator, case):
    page = operator.reads("admin:requests_app_rightsrequest_answer", case.row.pk)
    for name in ("what", "format", "format_name", "to", "receiver", "on"):
        assert f'name="transfer-{name}"' in page
    assert "Nothing of it is sent through this site" in page
