"""What an operator does with a request, from the list to the receipt."""

import pytest
from django.urls import reverse
from django.utils import timezone
from zeal import zeal_ignore

from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services import operator_steps
from requests_app.services.admonitions import admonish
from tests.factories import VenueFactory, filed_request

LIST = reverse("admin:requests_app_rightsrequest_changelist")
INDEX = reverse("admin:index")


def page(name, case):
    return reverse(f"admin:requests_app_rightsrequest_{name}", args=(case.pk,))


@pytest.fixture
def desk(signed_in, operator):
    return signed_in(operator)


@pytest.fixture
def german(resident, operator_organisation):
    """A request under a law that knows an extension."""
    venue = VenueFactory(
        name="Kaufhaus",
        jurisdiction="DE",
        time_zone="Europe/Berlin",
        operator=operator_organisation,
    )
    return filed_request(resident=resident, venue=venue, rights=(Right.ACCESS, Right.DELETION))


def body(response):
    return response.content.decode()


# --- what is due --------------------------------------------------------------------------------


def test_the_dashboard_opens_on_what_is_due(desk, rights_request, resident, venue):
    late = filed_request(resident=resident, venue=venue, claimant_name="Late")
    past = timezone.now() - timezone.timedelta(days=3)
    RightsRequest.objects.filter(pk=late.pk).update(due_at=past, due_on=past.date())
    html = body(desk.get(INDEX))
    assert html.index(late.reference) < html.index(rights_request.reference)
    assert "overdue" in html
    assert f"{LIST}?due=overdue" in html


def test_the_filters_narrow_the_list(desk, rights_request, resident, venue):
    late = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    RightsRequest.objects.filter(pk=late.pk).update(due_at=timezone.now())
    overdue = body(desk.get(LIST, {"due": "overdue"}))
    assert late.reference in overdue
    assert rights_request.reference not in overdue
    assert rights_request.reference not in body(desk.get(LIST, {"right": "access"}))
    assert rights_request.reference in body(desk.get(LIST, {"venue": str(venue.pk)}))
    assert rights_request.reference in body(desk.get(LIST, {"q": rights_request.reference}))


def test_a_filter_does_not_name_another_organisations_venue(desk, rights_request, other_venue):
    assert other_venue.name not in body(desk.get(LIST))


def test_the_dashboard_and_the_list_ask_the_database_as_often_for_many(
    desk, rights_request, resident, venue, django_assert_max_num_queries
):
    for _number in range(8):
        filed_request(resident=resident, venue=venue, rights=(Right.ACCESS, Right.DELETION))
    with django_assert_max_num_queries(12):
        desk.get(INDEX)
    with django_assert_max_num_queries(13):
        desk.get(LIST)


def test_the_page_of_a_request_asks_the_database_a_fixed_number_of_times(
    desk, german, django_assert_max_num_queries
):
    with django_assert_max_num_queries(32):
        assert desk.get(page("change", german)).status_code == 200


# --- steps --------------------------------------------------------------------------------------


def test_the_page_tells_everything_and_why_the_date_is_what_it_is(desk, resident, venue):
    case = filed_request(
        resident=resident, venue=venue, claimant_name="Lin Mei", claim_details="owner of 3-502"
    )
    html = body(desk.get(page("change", case)))
    for text in (
        "Lin Mei",
        "owner of 3-502",
        "Why this date",
        "Ledger of the clock",
        "Acknowledge receipt",
    ):
        assert text in html


def test_the_reminder_of_duty_is_read_in_the_case(
    desk, resident, rights_request, django_assert_max_num_queries
):
    past = timezone.now() - timezone.timedelta(days=3)
    RightsRequest.objects.filter(pk=rights_request.pk).update(due_at=past, due_on=past.date())
    rights_request.refresh_from_db()
    admonish(case=rights_request, by=resident)
    with django_assert_max_num_queries(32):
        html = body(desk.get(page("change", rights_request)))
    assert "The resident reminded the venue of its duty" in html
    assert "What the law says" in html


def test_acknowledging_one(desk, rights_request):
    response = desk.post(page("acknowledge", rights_request), follow=True)
    rights_request.refresh_from_db()
    assert rights_request.workflow == "acknowledged"
    assert "Acknowledge receipt" not in body(response)


def test_a_step_is_no_link(desk, rights_request):
    assert desk.get(page("acknowledge", rights_request)).status_code == 405


def test_acknowledging_several_keeps_none_back_for_the_one_that_cannot(
    desk, operator, rights_request, resident, venue
):
    operator_steps.acknowledge(case=rights_request, by=operator)
    fresh = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    chosen = {
        "action": "acknowledge_all",
        "_selected_action": [str(rights_request.pk), str(fresh.pk)],
    }
    with zeal_ignore():  # each request is locked and moved by itself
        html = body(desk.post(LIST, chosen, follow=True))
    fresh.refresh_from_db()
    assert fresh.workflow == "acknowledged"
    assert "1 request acknowledged" in html
    assert "1 could not be" in html


def test_asking_and_writing(desk, rights_request):
    desk.post(page("ask", rights_request), {"ask-body": "Which gate was it?"})
    desk.post(page("message", rights_request), {"message-body": "Thank you."})
    rights_request.refresh_from_db()
    assert rights_request.workflow == "awaiting_resident"
    assert [message.body for message in rights_request.messages.all()] == [
        "Which gate was it?",
        "Thank you.",
    ]
    html = body(desk.get(page("change", rights_request)))
    assert "Which gate was it?" in html


def test_an_empty_question_is_refused_beside_its_field(desk, rights_request):
    response = desk.post(page("ask", rights_request), {"ask-body": ""})
    assert response.status_code == 422
    assert "id_ask-body_error" in body(response)
    assert rights_request.messages.count() == 0


def test_the_law_of_china_offers_no_extension(desk, rights_request):
    assert page("extend", rights_request) not in body(desk.get(page("change", rights_request)))
    desk.post(page("extend", rights_request), {"extend-reason": "busy"})
    rights_request.refresh_from_db()
    assert rights_request.clock == "running"


def test_extending_as_far_as_the_law_allows(desk, german):
    html = body(desk.get(page("change", german)))
    assert "2 months" in html
    assert desk.post(page("extend", german), {"extend-amount": "2"}).status_code == 422
    before = german.due_on
    with zeal_ignore():  # the ledger of each right is read and written by itself
        desk.post(page("extend", german), {"extend-amount": "2", "extend-reason": "many copies"})
    german.refresh_from_db()
    assert german.clock == "extended"
    assert (german.due_on - before).days > 50
    assert page("extend", german) not in body(desk.get(page("change", german)))


def test_a_code_is_shown_once(desk, rights_request):
    response = desk.post(page("code", rights_request))
    code = response.context["code"]
    assert code in body(response)
    assert "no-store" in response["Cache-Control"]
    assert code not in body(desk.get(page("change", rights_request)))
    rights_request.refresh_from_db()
    assert rights_request.identity == "pending"


def test_confirming_that_one_has_seen_the_person_takes_two(
    desk, manager, signed_in, rights_request
):
    saw = {"confirm-means": "in_person", "confirm-seen": "passport"}
    assert desk.post(page("confirm", rights_request), saw).status_code == 422
    desk.post(page("confirm", rights_request), {**saw, "confirm-sure": "on"})
    rights_request.refresh_from_db()
    assert (rights_request.identity, rights_request.identity_means) == ("attested", "")
    assert "You have confirmed it." in desk.get(page("change", rights_request)).text

    colleague = signed_in(manager)
    assert "A colleague has confirmed it." in colleague.get(page("change", rights_request)).text
    colleague.post(page("confirm", rights_request), {**saw, "confirm-sure": "on"})
    rights_request.refresh_from_db()
    assert (rights_request.identity, rights_request.identity_means) == ("verified", "in_person")


def test_a_step_that_came_too_late_says_so(desk, operator, rights_request):
    operator_steps.acknowledge(case=rights_request, by=operator)
    html = body(desk.post(page("acknowledge", rights_request), follow=True))
    assert "not possible now" in html


def test_times_are_those_of_the_venue(desk, german):
    filed = timezone.datetime(2026, 11, 2, 23, 30, tzinfo=timezone.timezone.utc)
    RightsRequest.objects.filter(pk=german.pk).update(filed_at=filed)
    html = body(desk.get(page("change", german)))
    assert "Europe/Berlin" in html
    assert "3 November 2026, 00:30" in html


def test_in_chinese(desk, rights_request):
    desk.cookies["django_language"] = "zh-hans"
    assert "待办" in body(desk.get(INDEX))
