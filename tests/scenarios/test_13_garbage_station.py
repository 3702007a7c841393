"""13. A garbage-sorting station: reported by a neighbour, and an alternative for young and old."""

from consents.models import Venue
from consents.services.handovers import confirm
from tests.factories import UserFactory
from tests.scenarios.saying import another_way, fulfilled, stopped
from tests.scenarios.steps import refused

STATION = {
    "name": "Garbage station, building 7",
    "kind": "waste_station",
    "jurisdiction": "CN-ZJ-HZ",
    "city": "Hangzhou",
    "purpose": "opens the bins and counts points",
    "text": "A camera above the bins; no sign.",
}


def test_from_a_sighting_to_a_card_for_everybody(
    resident, moderator, operator, operator_organisation
):
    slug = resident.post("venues", STATION)["slug"]
    station = Venue.objects.get(slug=slug)
    case = resident.files(station, "objection", "opt_out")  # before anybody has checked the place

    moderator.submits("admin:consents_venuereport_accept", station.reports.get().pk)
    claim = {"operator": operator_organisation.pk, "reason": "The company runs the station."}
    moderator.submits("admin:consents_venue_claim", station.pk, **claim)
    # A request was filed there already: a second moderator decides who gets to see it.
    confirm(handover=station.handovers.get(), by=UserFactory())
    assert resident.get(f"venues/{slug}")["status"] == "claimed"

    operator.acknowledges(case)
    asked, dark = fulfilled("objection", "opt_out"), stopped("the bins of building 7")
    for left_out in ("children", "elderly"):
        people = [one for one in ("owners", "tenants", "children", "elderly") if one != left_out]
        with refused("request.evidence_missing") as why:
            operator.answers(case, asked, dark, another_way("card", people=people))
        assert len(why[0].sentences) == 2

    everybody = ["owners", "tenants", "visitors", "children", "elderly", "disabled"]
    operator.answers(case, asked, dark, another_way("card", "without_check", people=everybody))

    shown = resident.sees(case)["answers"][0]["evidence"]["alternative"]
    assert {"children", "elderly"} <= set(shown["people"])
    page = resident.reads("requests:detail", case.reference)
    assert "Children" in page
    assert "Elderly people" in page


def test_an_objection_may_cost_nobody_their_points(resident, operator, place):
    case = resident.files(place("waste_station"), "objection")
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("objection"), stopped("the bins", no_detriment=False))
    assert "Nobody may be worse off for it" in why[0]
