"""Everything about me, and the way out, over the API."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditEvent, User
from consents.models import Holding
from requests_app.models import RightsRequest
from tests.factories import HoldingFactory

pytestmark = pytest.mark.django_db

ME = "/api/v1/me"


def test_everything_about_me_is_one_call(api, resident, rights_request):
    answer = api(resident).get(f"{ME}/data")
    tables = answer.json()["tables"]
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert tables["accounts.User"]["rows"][0]["email"] == resident.email
    references = [row["reference"] for row in tables["requests_app.RightsRequest"]["rows"]]
    assert references == [rights_request.reference]
    assert "picture_key" not in answer.text
    assert AuditEvent.objects.filter(kind="account.taken_out").count() == 1


@pytest.mark.parametrize("confirm", [{}, {"Saveface-Confirm": "somebody@example.test"}])
def test_an_account_is_not_deleted_by_mistake(api, resident, confirm):
    answer = api(resident).delete(ME, headers=confirm)
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("/person.unconfirmed")
    assert User.objects.filter(pk=resident.pk).exists()


def test_an_account_is_deleted_for_real(api, resident, venue, rights_request):
    HoldingFactory(resident=resident, venue=venue)
    client = api(resident)
    headers = {"Saveface-Confirm": resident.email.upper(), "Idempotency-Key": "leaving"}
    assert client.delete(ME, headers=headers).status_code == 204
    assert not User.objects.filter(pk=resident.pk).exists()
    assert not Holding.objects.exists()
    assert RightsRequest.objects.get().resident is None


def test_a_face_taken_again_is_noted(api, resident, stranger, venue):
    holding = HoldingFactory(resident=resident, venue=venue)
    address = f"/api/v1/holdings/{holding.pk}/again"
    too_early = api(resident).post(address)
    assert too_early.json()["type"].endswith("/holding.refused")
    Holding.objects.update(state="removed")
    assert api(stranger).post(address).status_code == 404
    assert api(resident).post(address).json()["state"] == "again"


def test_the_venue_reads_which_records_were_bad(
    program, api, stranger, rights_request, photo, worked, django_assert_max_num_queries
):
    base = f"/api/v1/requests/{rights_request.reference}/disclosures"
    url = program.post(base, {"basis": "by_name"})["Location"]
    with worked():
        nothing = SimpleUploadedFile("empty.png", b"", content_type="image/png")
        body = {"photographs": [photo(1, 1, "a.png"), photo(1, 2, "b.png"), nothing]}
        program.post(f"{url}/photographs", body, format="multipart")
        program.post(f"{url}/finish")
    with django_assert_max_num_queries(12):
        records = program.get(f"{url}/records").json()["results"]
    assert [(each["reference"], each["state"]) for each in records] == [
        ("a.png", "encoded"),
        ("b.png", "encoded"),
        ("empty.png", "refused"),
    ]
    assert records[2]["sentence"] == "The file is empty. Export it again from your system."
    bad = program.get(f"{url}/records", {"state": "refused", "limit": 1}).json()
    assert [each["reference"] for each in bad["results"]] == ["empty.png"]
    assert api(stranger).get(f"{url}/records").status_code == 404
