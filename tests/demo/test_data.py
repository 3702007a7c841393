"""The demo data: complete, life-like, whole, loaded once."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from accounts.models import User
from accounts.policies import works_for_an_organisation
from biometrics.models import Disclosure, DisclosureState
from biometrics.services import comparing
from biometrics.services.verifications import start_verification
from biometrics.types import Capture
from consents.models import FaceSystem, Purpose, Venue, VenueKind
from consents.selectors import current_notice
from consents.services import give_consent
from requests_app.demo import loading, photographs
from requests_app.models import Event, Notification, ReleasedRow, RightsRequest
from requests_app.receipts import chain
from requests_app.services.lifecycle import links_of
from requests_app.states import Identity, RequestOutcome, Workflow

pytestmark = [pytest.mark.heavy, pytest.mark.django_db]


@pytest.fixture
def loaded(demo_profile, db):
    return loading.load()


def test_it_is_life_like_and_whole(loaded):
    assert set(Venue.objects.values_list("kind", flat=True)) == set(VenueKind)
    assert all(FaceSystem.objects.values_list("purpose_en", flat=True))
    assert not Venue.objects.filter(name_en="").exists()
    places = set(Venue.objects.values_list("jurisdiction", flat=True))
    assert any(place.startswith("EU-") for place in places)
    assert any(not place.startswith(("EU-", "CN")) for place in places)

    requests = RightsRequest.objects.all()
    assert set(requests.values_list("workflow", flat=True)) >= set(Workflow)
    assert set(requests.values_list("outcome", flat=True)) >= set(RequestOutcome) - {"lapsed"}
    assert {Identity.NONE, Identity.PENDING, Identity.VERIFIED} <= set(
        requests.values_list("identity", flat=True)
    )
    assert sum(request.is_overdue for request in requests) >= 5
    assert all(chain.first_break(links_of(request)) is None for request in requests)
    for request in requests.exclude(workflow=Workflow.DRAFT):
        times = list(request.events.order_by("number").values_list("at", flat=True))
        assert times == sorted(times)
        assert request.filed_at == times[0]


def test_members_are_enrolled_and_old_mail_is_not_sent_again(loaded):
    members = [user for user in User.objects.all() if works_for_an_organisation(user)]
    assert members
    enrolled = Authenticator.objects.filter(user__in=members, type=Authenticator.Type.TOTP)
    assert enrolled.count() == len(members)
    assert Notification.objects.filter(sent_at=None).count() < 20
    # an analyst finds rows to take
    assert ReleasedRow.objects.count() > 20


def test_the_resident_s_drawn_selfie_opens_the_waiting_case(loaded):
    resident = User.objects.get(email="resident@saveface.example")
    disclosure = Disclosure.objects.get(subject=resident, state=DisclosureState.READY)
    drawn = photographs.ensure(photographs.folder())
    give_consent(
        resident=resident,
        purpose=Purpose.FACE_COMPARISON,
        notice=current_notice(Purpose.FACE_COMPARISON),
        language="en",
    )
    request = RightsRequest.objects.get(pk=disclosure.request_id)
    for photograph, identity in ((drawn.stranger, "failed"), (drawn.selfie, "verified")):
        attempt = start_verification(
            disclosure=disclosure,
            frames=[photograph.read_bytes()],
            by=resident,
            capture=Capture.ATTENDED,
        )
        comparing.compare_faces(verification_id=attempt.pk)
        request.refresh_from_db()
        assert request.identity == identity
    assert request.matched_references == ["gate-N-0002", "gate-N-0004"]


def test_a_second_load_changes_nothing(loaded):
    before = Event.objects.count()
    call_command("load_demo", verbosity=0)
    assert Event.objects.count() == before


def test_it_is_for_the_demo_profile_alone(db, settings):
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured):
        loading.load()
    assert not User.objects.exists()


def test_the_commands_agree(loaded, capsys, tmp_path):
    call_command("check_chain")
    assert (
        f"{RightsRequest.objects.exclude(workflow='draft').count()} request"
        in capsys.readouterr().out
    )
    receipt = Event.objects.order_by("at").first().receipt
    (tmp_path / "receipt.jws").write_text(receipt.jws)
    call_command("check_receipt", str(tmp_path / "receipt.jws"), "--json")
    assert json.loads(capsys.readouterr().out)["reference"] == receipt.request.reference
