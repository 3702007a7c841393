"""3. A residential compound: neighbours object together, before anybody is enrolled."""

import pytest

from tests.factories import UserFactory
from tests.scenarios.saying import another_way, fulfilled, stopped
from tests.scenarios.steps import Resident, refused

LIVING_HERE = ["owners", "tenants", "visitors", "children", "elderly"]


@pytest.fixture
def gate(place):
    return place("residential_compound", jurisdiction="CN-ZJ-HZ", purpose="opens the gate")


@pytest.fixture
def neighbours(resident, enters):
    others = [enters(Resident, UserFactory(display_name=f"Neighbour {n}")) for n in range(4)]
    return [resident, *others]


@pytest.fixture
def campaign(resident, gate):
    text = "We ask for key cards, and object to any enrolment of faces."
    return resident.starts_a_campaign(gate, "No face at our gate", text, "objection", "opt_out")


def test_an_objection_comes_before_enrolment(resident, operator, gate):
    entry = resident.registers(gate, "not_yet")
    case = resident.files(gate, "objection", "opt_out", holding=entry["id"])
    assert resident.sees(case)["due_on"] is not None

    means = another_way("card", "id_registration", "phone", people=LIVING_HERE)
    operator.answers(case, fulfilled("objection", "opt_out"), means, stopped("the gate"))

    answered = resident.sees(case)
    assert answered["outcome"] == "fulfilled"
    assert answered["identity"] == "none"  # who was never enrolled proves nothing
    assert answered["answers"][0]["evidence"]["alternative"]["means"] == [
        "card",
        "id_registration",
        "phone",
    ]


def test_each_neighbour_files_a_request_of_their_own(neighbours, campaign, operator, stranger):
    cases = [person.joins(campaign) for person in neighbours]
    assert len({case.reference for case in cases}) == 5
    assert "5 have joined" in stranger.reads("requests:campaign", campaign.slug)
    for person, case in zip(neighbours, cases, strict=True):
        assert [right["right"] for right in person.sees(case)["rights"]] == ["objection", "opt_out"]
        assert len(person.sees(case)["receipts"]) == 1
    with refused("not_found"):
        neighbours[1].sees(cases[0])

    asked = fulfilled("objection", "opt_out")
    with refused("request.contradictory") as why:  # they gave names, and nobody has shown whose
        means = another_way("card", people=LIVING_HERE)
        operator.answers(cases[0], asked, means, stopped("the gate"))
    assert "delete no template for them" in why[0]
    means = another_way("card", people=LIVING_HERE, template_deleted=False)
    operator.answers(cases[0], asked, means, stopped("the gate"))
    assert neighbours[0].sees(cases[0])["outcome"] == "fulfilled"
    assert neighbours[1].sees(cases[1])["outcome"] == "pending"


def test_joining_twice_files_once(resident, campaign):
    assert resident.joins(campaign) == resident.joins(campaign)


def test_an_alternative_leaves_out_nobody_who_lives_here(resident, operator, gate):
    case = resident.files(gate, "opt_out")
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("opt_out"), another_way("card", people=["owners"]))
    assert "“Children”" in why[0]
    assert "“Elderly people”" in why[0]


def test_an_alternative_that_still_takes_the_face_is_none(resident, operator, gate):
    case = resident.files(gate, "opt_out")
    means = another_way("phone", people=LIVING_HERE, captures_face=True)
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("opt_out"), means)
    assert "still captures the face" in why[0]


@pytest.mark.parametrize(
    ("custodian", "words"),
    [
        ("local_network", "the venue's own network"),
        ("government", "a government office"),
        ("police", "the police"),
    ],
)
def test_the_manager_says_who_keeps_the_data_and_everybody_can_read_it(
    manager, stranger, gate, custodian, words
):
    system = gate.systems.get()
    manager.submits(
        "admin:consents_venue_change",
        gate.pk,
        **{
            "name_en": "Clearwater Gardens",
            "contact_email": "privacy@operator.test",
            "impact_statements-TOTAL_FORMS": 0,
            "impact_statements-INITIAL_FORMS": 0,
            "systems-TOTAL_FORMS": 1,
            "systems-INITIAL_FORMS": 1,
            "systems-0-id": system.pk,
            "systems-0-venue": gate.pk,
            "systems-0-purpose": "opens the gate",
            "systems-0-custodian": custodian,
            "systems-0-lawful_basis": "consent",
            "systems-0-alternative": "key card",
            "systems-0-in_use": "on",
        },
    )
    assert words in stranger.reads("consents:venue_detail", gate.slug)
    shown = stranger.get(f"venues/{gate.slug}")["systems"][0]
    assert (shown["custodian"], shown["alternative"]) == (custodian, "key card")
