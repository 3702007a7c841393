"""Who gets to the desk, and what each person finds there."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.kit.admin.base import DeskAdmin
from accounts.kit.admin.persona import persona_of
from accounts.models import User
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services.filing import Claim, open_draft
from tests.factories import UserFactory, filed_request

INDEX = "/admin/"
LIST = reverse("admin:requests_app_rightsrequest_changelist")
PAGES = ("acknowledge", "ask", "message", "extend", "code", "confirm", "disclose", "answer")


def page(name, case):
    return reverse(f"admin:requests_app_rightsrequest_{name}", args=(case.pk,))


@pytest.fixture
def staff(db):
    return UserFactory(email="staff@example.test", is_staff=True)


# --- the door ---------------------------------------------------------------------------------


def test_a_stranger_is_sent_to_sign_in_and_back_again(client, db):
    first = client.get(INDEX)
    assert first.status_code == 302
    second = client.get(first.url)
    assert second.url.startswith(reverse("account_login"))
    assert "next=%2Fadmin%2F" in second.url


def test_a_resident_is_told_that_the_desk_is_for_others(signed_in, resident):
    response = signed_in(resident).get(INDEX, follow=True)
    assert response.status_code == 403


@pytest.mark.parametrize("persona", ["operator", "manager", "moderator", "analyst", "staff"])
def test_whoever_works_here_comes_in(signed_in, request, persona):
    assert signed_in(request.getfixturevalue(persona)).get(INDEX).status_code == 200


@pytest.mark.parametrize("persona", ["operator", "moderator", "analyst", "staff"])
def test_without_a_second_factor_one_is_sent_to_set_it_up(signed_in, request, persona):
    client = signed_in(request.getfixturevalue(persona), mfa=False)
    response = client.get(LIST)
    assert response.status_code == 302
    assert response.url.startswith(reverse("mfa_index"))
    assert b"two steps" in client.get(reverse("mfa_index")).content


def test_enrolled_but_not_confirmed_in_this_session_is_not_enough(signed_in, operator):
    signed_in(operator)  # enrols
    response = signed_in(operator, mfa=False).get(LIST)
    assert response.url.startswith(reverse("account_reauthenticate"))


def test_a_member_whose_last_factor_was_removed_is_sent_away_again(signed_in, operator):
    client = signed_in(operator)
    operator.authenticator_set.all().delete()
    assert client.get(LIST).url.startswith(reverse("mfa_index"))


def test_the_api_turns_a_members_session_without_second_factor_away(signed_in, operator, resident):
    refused = signed_in(operator, mfa=False).get("/api/v1/requests")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "second_factor_needed"
    assert signed_in(resident).get("/api/v1/requests").status_code == 200


def test_an_app_token_of_a_member_without_second_factor_is_turned_away(signed_in, operator):
    token = signed_in(operator, mfa=False).session.session_key
    from django.test import Client

    refused = Client().get("/api/v1/requests", headers={"X-Session-Token": token})
    assert refused.status_code == 403
    assert refused.json()["code"] == "second_factor_needed"


def test_the_policy_for_scripts_is_relaxed_for_the_desk_alone(signed_in, operator):
    client = signed_in(operator)
    assert "unsafe-eval" in client.get(INDEX)["Content-Security-Policy"]
    assert (
        "unsafe-eval" not in client.get(reverse("consents:venue_list"))["Content-Security-Policy"]
    )


# --- what is not one's own ----------------------------------------------------------------------


def test_an_operator_sees_what_was_filed_with_their_own_venues(
    signed_in, operator, rights_request, resident, other_venue
):
    theirs = filed_request(resident=resident, venue=other_venue)
    html = signed_in(operator).get(LIST).content.decode()
    assert rights_request.reference in html
    assert theirs.reference not in html


def test_a_draft_is_nobodys_business(signed_in, operator, resident, venue):
    draft = open_draft(claim=Claim(venue=venue, rights=(Right.DELETION,)), by=resident)
    client = signed_in(operator)
    assert draft.reference not in client.get(LIST).content.decode()
    assert client.get(page("change", draft)).status_code == 404
    assert client.get(page("disclose", draft)).status_code == 404


def test_another_organisations_request_answers_404_by_every_address(
    signed_in, other_operator, other_venue, rights_request
):
    client = signed_in(other_operator)
    change = client.get(page("change", rights_request))
    assert change.status_code == 404
    for name in PAGES:
        assert client.post(page(name, rights_request), {}).status_code == 404, name
    assert rights_request.events.count() == 1


def test_bulk_actions_do_not_reach_another_organisation(
    signed_in, other_operator, other_venue, rights_request
):
    chosen = {"action": "acknowledge_all", "_selected_action": [str(rights_request.pk)]}
    signed_in(other_operator).post(LIST, chosen)
    rights_request.refresh_from_db()
    assert rights_request.workflow == "filed"


@pytest.mark.parametrize("persona", ["moderator", "analyst", "staff"])
def test_who_does_not_answer_for_the_venue_does_not_read_the_request(
    signed_in, request, persona, rights_request
):
    client = signed_in(request.getfixturevalue(persona))
    assert client.get(LIST).status_code == 403
    assert client.get(page("change", rights_request)).status_code in (403, 404)


def test_the_residents_address_is_shown_nowhere(signed_in, operator, rights_request):
    client = signed_in(operator)
    for address in (LIST, page("change", rights_request), page("disclose", rights_request), INDEX):
        assert rights_request.resident.email not in client.get(address).content.decode()


def test_the_list_cannot_be_searched_by_the_residents_address(signed_in, operator, rights_request):
    client = signed_in(operator)
    guess = client.get(LIST, {"resident__email__startswith": "res"})
    assert guess.status_code in (302, 400)


def test_an_operator_whose_account_opens_the_desk_sees_no_records_of_the_platform(
    signed_in, operator
):
    assert operator.is_staff
    client = signed_in(operator)
    for model in ("accounts_user", "accounts_auditevent", "consents_consent", "requests_app_event"):
        assert client.get(reverse(f"admin:{model}_changelist")).status_code == 403, model


def test_staff_read_the_records_and_change_none(signed_in, staff, rights_request):
    client = signed_in(staff)
    event = rights_request.events.get()
    address = reverse("admin:requests_app_event_change", args=(event.pk,))
    assert client.get(reverse("admin:requests_app_event_changelist")).status_code == 200
    assert client.get(address).status_code == 200
    assert client.post(address, {"kind": "answer"}).status_code == 403


@pytest.mark.parametrize(
    "name",
    [
        "accounts_user",
        "accounts_auditevent",
        "accounts_organisation",
        "accounts_membership",
        "accounts_apitoken",
        "consents_venue",
        "consents_venuereport",
        "consents_consent",
        "consents_notice",
        "biometrics_disclosure",
        "biometrics_verification",
        "requests_app_event",
        "requests_app_receipt",
        "requests_app_exportsnapshot",
    ],
)
def test_every_list_of_staff_opens(signed_in, staff, rights_request, notices, name):
    assert signed_in(staff).get(reverse(f"admin:{name}_changelist")).status_code == 200


def test_the_menu_shows_only_what_may_be_opened(signed_in, operator, moderator):
    mine = signed_in(operator).get(INDEX).content.decode()
    assert LIST in mine
    assert reverse("admin:accounts_user_changelist") not in mine
    theirs = signed_in(moderator).get(INDEX).content.decode()
    assert LIST not in theirs
    assert reverse("admin:consents_venuereport_changelist") in theirs


def test_a_person_who_left_is_nobody(rf, operator):
    request = rf.get(INDEX)
    operator.is_active = False
    request.user = operator
    assert not persona_of(request).may_open_the_desk
    assert User.objects.filter(pk=operator.pk).exists()


def test_a_list_that_does_not_say_whose_rows_it_shows_shows_none(rf, moderator, rights_request):
    class Forgotten(DeskAdmin):
        def may_see(self, persona):
            return True

    call = rf.get("/")
    call.user = moderator
    assert not Forgotten(RightsRequest, admin.site).get_queryset(call).exists()


def test_no_page_of_a_package_stands_beside_ours():
    """Theirs would let staff add an address or a second factor to anybody's account."""
    from django.contrib import admin

    from accounts.kit.admin.base import DeskAdmin

    assert all(isinstance(page, DeskAdmin) for page in admin.site._registry.values())
    assert "emailaddress" not in {model._meta.model_name for model in admin.site._registry}
