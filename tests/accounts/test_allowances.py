"""What others see or have to deal with is limited a day, by whatever door and however fast it comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.urls import reverse

from accounts.kit import allowances
from accounts.kit.allowances import A_DAY, AllowanceSpent
from accounts.kit.audit import OutsideTransactionError
from accounts.models import Allowance, DailyAct
from consents.models import Venue
from requests_app.models import RightsRequest
from tests.factories import UserFactory, filed_request

pytestmark = pytest.mark.django_db
PLACE = {
    "name": "Corner Shop",
    "kind": "retail_payment",
    "jurisdiction": "CN",
    "city": "Wuxi",
    "purpose": "pays",
    "text": "seen",
}


def spend(user, act, but=0):
    day = datetime.now(UTC).date()
    Allowance.objects.create(user=user, act=act, day=day, used=A_DAY[act] - but)


def test_places_are_reported_so_often_a_day_on_the_page(signed_in, resident):
    client = signed_in(resident)
    for _again in range(A_DAY[DailyAct.REPORT_PLACE] + 3):
        response = client.post(reverse("consents:venue_report"), PLACE)
    assert Venue.objects.filter(reported_by=resident).count() == A_DAY[DailyAct.REPORT_PLACE]
    assert response.status_code == 429
    assert "reporting places: 10 a day" in response.text
    assert int(response["Retry-After"]) > 0


def test_and_over_the_api_with_the_same_count(signed_in, api, resident):
    spend(resident, DailyAct.REPORT_PLACE, but=1)
    assert signed_in(resident).post(reverse("consents:venue_report"), PLACE).status_code == 302
    answer = api(resident).post("/api/v1/venues", PLACE)
    assert (answer.status_code, answer["Content-Type"]) == (429, "application/problem+json")
    assert "reporting places: 10 a day" in answer.json()["detail"]
    assert int(answer["Retry-After"]) > 0
    assert Venue.objects.filter(reported_by=resident).count() == 1


def test_another_person_and_another_day_have_their_own(resident, stranger):
    spend(resident, DailyAct.CAMPAIGN)
    with transaction.atomic():
        allowances.take(act=DailyAct.CAMPAIGN, by=stranger)
        with pytest.raises(AllowanceSpent):
            allowances.take(act=DailyAct.CAMPAIGN, by=resident)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1)), transaction.atomic():
        allowances.take(act=DailyAct.CAMPAIGN, by=resident)


def test_what_is_refused_or_undone_is_given_back(resident, venue):
    with transaction.atomic():
        allowances.take(act=DailyAct.FILING, by=resident)
        transaction.set_rollback(True)
    assert not Allowance.objects.exists()


@pytest.mark.parametrize(
    "act",
    [DailyAct.FILING, DailyAct.HOLDING, DailyAct.INCIDENT, DailyAct.CAMPAIGN, DailyAct.MESSAGE],
)
def test_every_act_is_counted_at_its_service(act, signed_in, resident, venue, notices):
    """A page whose act has been spent changes nothing and says so."""
    case = filed_request(resident=resident, venue=venue)
    Allowance.objects.filter(user=resident).delete()
    spend(resident, act)
    pages = {
        DailyAct.FILING: (
            f"{reverse('requests:new')}?venue={venue.slug}",
            {"wish": "delete"},
        ),
        DailyAct.HOLDING: (
            f"{reverse('consents:holding_add')}?venue={venue.slug}",
            {"how": "made_to"},
        ),
        DailyAct.INCIDENT: (
            reverse("requests:incident_report"),
            {"kind": "leak", "what": "seen", "seen_at": "2026-01-05T10:00"},
        ),
        DailyAct.CAMPAIGN: (
            f"{reverse('requests:campaign_start')}?venue={venue.slug}",
            {"venue": venue.slug, "title": "T", "text": "t", "rights": ["deletion"]},
        ),
        DailyAct.MESSAGE: (reverse("requests:message", args=(case.reference,)), {"body": "hello"}),
    }
    address, data = pages[act]
    response = signed_in(resident).post(address, data)
    assert response.status_code == 429, response.text[:3000]
    assert str(act.label) in response.text
    assert RightsRequest.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_get_through():
    user = UserFactory()

    def one(_number):
        try:
            with transaction.atomic():
                allowances.take(act=DailyAct.REPORT_PLACE, by=user)
            return True
        except AllowanceSpent:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, range(30))) == A_DAY[DailyAct.REPORT_PLACE]


def test_pages_and_the_api_share_the_count_of_a_minute(signed_in, api, resident, settings):
    client = signed_in(resident)
    limit = 60
    for _again in range(limit - 1):
        client.post(reverse("receipts:check"), {"receipt": "x"})
    assert api(resident).post("/api/v1/venues", {}).status_code == 400
    response = client.post(reverse("receipts:check"), {"receipt": "x"})
    assert response.status_code == 429
    assert "A little slower, please" in response.text
    assert client.get(reverse("home")).status_code == 200


def test_nobody_in_particular_is_counted_by_address(client):
    for _again in range(30):
        client.post(reverse("receipts:check"), {"receipt": "x"})
    assert client.post(reverse("receipts:check"), {"receipt": "x"}).status_code == 429
    other = client.post(reverse("receipts:check"), {"receipt": "x"}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200


def test_what_is_spent_says_how_long_until_the_day_ends():
    for at, seconds in (("23:59:30", 30), ("23:59:59.9", 1), ("00:00:00", 86400)):
        with time_machine.travel(datetime.fromisoformat(f"2026-03-01T{at}+00:00"), tick=False):
            assert AllowanceSpent(DailyAct.FILING).wait == seconds


@pytest.mark.django_db(transaction=True)
def test_nothing_is_counted_outside_of_the_transaction_of_the_act(resident):
    with pytest.raises(OutsideTransactionError):
        allowances.take(act=DailyAct.FILING, by=resident)
    assert not Allowance.objects.exists()
