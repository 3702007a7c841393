"""The person's own page: profile, children, everything about me, and the way out."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from accounts.models import Dependant, User
from requests_app.states import RequestOutcome

pytestmark = pytest.mark.django_db

ME = reverse("accounts:overview")


def test_name_and_language_are_changed_at_once(resident, signed_in):
    browser = signed_in(resident)
    profile = {"display_name": "Lin Xiaoman", "locale": "zh-hans", "birth_band": "adult"}
    page = browser.post(ME, profile, follow=True)
    resident.refresh_from_db()
    assert (resident.display_name, resident.locale) == ("Lin Xiaoman", "zh-hans")
    assert 'lang="zh-Hans"' in page.text


def test_a_child_is_added_and_removed_with_a_question(resident, signed_in):
    browser = signed_in(resident)
    browser.post(ME, {"child-display_name": "Bao", "child-birth_band": "under_14"})
    child = Dependant.objects.get(guardian=resident)
    remove = reverse("accounts:child_remove", args=(child.pk,))
    browser.get(remove)
    assert Dependant.objects.filter(pk=child.pk).exists()
    browser.post(remove)
    assert not Dependant.objects.filter(pk=child.pk).exists()


def test_a_child_without_a_name_is_refused_where_it_was_typed(resident, signed_in):
    page = signed_in(resident).post(ME, {"child-display_name": "", "child-birth_band": "under_14"})
    assert 'href="#id_child-display_name"' in page.text
    assert not Dependant.objects.exists()


def test_anothers_child_is_not_there(stranger, child, signed_in):
    remove = reverse("accounts:child_remove", args=(child.pk,))
    assert signed_in(stranger).post(remove).status_code == 404


def test_everything_about_me_is_one_file(resident, rights_request, signed_in):
    answer = signed_in(resident).post(reverse("accounts:download"))
    assert "attachment" in answer.headers["content-disposition"]
    assert rights_request.reference in json.dumps(answer.json())


def test_account_is_deleted_only_with_the_address_typed(resident, rights_request, signed_in):
    browser = signed_in(resident)
    address = reverse("accounts:delete")
    page = browser.post(address, {"email": "someone@example.test", "sure": "on"})
    assert "This is not the address of this account." in page.text
    assert User.objects.filter(pk=resident.pk).exists()
    browser.post(address, {"email": resident.email, "sure": "on"})
    assert not User.objects.filter(pk=resident.pk).exists()
    rights_request.refresh_from_db()
    assert rights_request.outcome == RequestOutcome.WITHDRAWN
    assert "/me/" not in browser.get(reverse("home")).text


@pytest.mark.parametrize(
    "name", ["overview", "download", "delete"], ids=["overview", "download", "delete"]
)
def test_pages_are_for_those_signed_in(client, name):
    answer = client.post(reverse(f"accounts:{name}"))
    assert answer.headers["location"].startswith(reverse("account_login"))
