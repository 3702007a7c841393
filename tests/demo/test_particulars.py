"""What is particular to each kind of venue is there to be seen in the demo."""

import pytest

from consents.models import Holding, HowCaptured, Venue
from requests_app.demo import loading
from requests_app.models import Answer, Campaign, Incident, IncidentKind, RightsRequest

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]


def evidence_at(kind, section):
    found = Answer.objects.filter(request__venue__kind=kind).values_list("evidence", flat=True)
    return [evidence[section] for evidence in found if section in evidence]


def test_every_kind_of_venue_shows_what_is_particular_to_it(demo_profile):
    loading.load()

    def kinds_erased(kind):
        return {line["kind"] for lines in evidence_at(kind, "inventory") for line in lines}

    attested = evidence_at("public_toilet", "search")
    assert any(one.get("retention") for one in attested)
    assert evidence_at("park_entry", "court_order")[0]["carried_out"] is True
    assert "fingerprint" in kinds_erased("park_entry")
    assert Holding.objects.filter(
        venue__kind="residential_compound", how=HowCaptured.NOT_YET
    ).exists()
    assert Campaign.objects.filter(venue__kind="waste_station").exists()
    showroom = RightsRequest.objects.filter(venue__kind="showroom", identity_means="face")
    assert showroom.exclude(matched_references=[]).exists()
    assert evidence_at("park_entry", "transfer")[0]["to"] == "person"
    assert "inattentive" in str(evidence_at("school", "explanation"))
    assert {"code"} in [set(one["means"]) for one in evidence_at("parcel_locker", "alternative")]
    for kept in evidence_at("telecom_shop", "kept"):
        assert all(line["other_use_stopped"] for line in kept)
    assert evidence_at("telecom_shop", "kept")
    decided = RightsRequest.objects.filter(venue__kind="hospital", outcome="refused")
    assert "CN-OTHER-BASIS" in str(list(decided.values("answers__decisions__refusal_code")))
    assert "slow lane" in str(evidence_at("subway", "explanation"))
    assert "public_display" in kinds_erased("crossing")
    assert any(one["told"] for one in evidence_at("retail_payment", "recipients"))
    assert "not_networked" in str(evidence_at("travel_identity", "search"))
    assert all(one["no_detriment"] for one in evidence_at("workplace", "stopped"))
    assert evidence_at("workplace", "stopped")
    assert set(Incident.objects.values_list("kind", flat=True)) >= {
        IncidentKind.BREACH,
        IncidentKind.FOR_SALE,
    }
    assert Incident.objects.get(kind=IncidentKind.BREACH).authority_told_at is not None
    phone = Venue.objects.get(kind="own_device")
    assert not RightsRequest.objects.filter(venue=phone).exists()
