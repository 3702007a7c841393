"""Ways in: used once, expiring, with the second factor asked for, and in the demo profile alone."""

import time

import pytest
import time_machine
from django.core.mail import send_mail
from django.core.management import CommandError, call_command
from django.http import Http404
from django.test import Client
from django.urls import include, path

from accounts.models import ApiToken, OrganisationKind, Role
from accounts.models.token import digest_of
from config import checks
from config.web.urls import urlpatterns as site
from requests_app.demo import access, outbox, views
from requests_app.demo.people import make_member, make_organisation, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

urlpatterns = [*site, path("", include("requests_app.demo.urls"))]


@pytest.fixture
def people(demo_profile, db):
    make_person("resident", "Lin")
    company = make_organisation("Company", OrganisationKind.OPERATOR, "company")
    make_member(make_person("operator", "Chen"), company, Role.RESPONDER)
    access.enrol_everybody()
    return {person.name: person for person in access.demo_people()}


def link(person):
    return f"/demo/sign-in/{access.link_token(person)}"


def signed_in_as(browser):
    return browser.session.get("_auth_user_id")


def test_a_link_signs_in_once(people):
    address = link(people["resident"])
    browser = Client()
    assert browser.get(address).status_code == 302
    assert signed_in_as(browser) == str(people["resident"].user.pk)
    assert Client().get(address).status_code == 410


def test_a_link_expires(people):
    address = link(people["resident"])
    later = time.time() + access.LINK_VALID.total_seconds() + 1
    with time_machine.travel(later, tick=False):
        assert Client().get(address).status_code == 410


def test_a_link_of_an_operator_asks_for_the_code(people):
    operator = people["operator"]
    browser = Client()
    response = browser.get(link(operator))
    assert response.url == "/accounts/2fa/authenticate/"
    assert signed_in_as(browser) is None
    wrong = browser.post(response.url, {"code": "000000"})
    assert wrong.status_code == 200
    with time_machine.travel(
        time.time(), tick=False
    ):  # a code holds for the rest of its half minute
        right = browser.post(response.url, {"code": access.current_code(operator.user).digits})
    assert right.url == "/admin/"
    assert signed_in_as(browser) == str(operator.user.pk)


def test_a_forged_link_opens_nothing(people):
    address = link(people["resident"])
    assert Client().get(address[:-2]).status_code == 410


def test_the_page_shows_everybody_and_their_codes(people):
    page = Client().get("/demo/codes").content.decode()
    assert "operator@saveface.example" in page
    assert access.current_code(people["operator"].user).digits in page


def test_each_run_gives_a_fresh_token_and_stops_the_last(people):
    first, second = (access.fresh_token(people["operator"]) for _run in range(2))
    assert ApiToken.objects.get(digest=digest_of(first)).revoked_at is not None
    assert ApiToken.objects.get(digest=digest_of(second)).revoked_at is None
    assert access.fresh_token(people["resident"]) is None


def test_the_command_prints_a_way_in_for_everybody(people, capsys):
    call_command("demo_access")
    printed = capsys.readouterr().out
    assert printed.count("/demo/sign-in/") == 2
    assert "TOTP code now" in printed
    assert "/demo/outbox" in printed


def test_nothing_of_it_outside_the_demo(people, settings, rf):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_access")
    for view, arguments in ((views.people, ()), (views.mails, ()), (views.sign_in, ("x",))):
        with pytest.raises(Http404):
            view(rf.get("/"), *arguments)


def test_the_outbox_shows_the_newest_first(people, settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False):
        send_mail("first", "您的验证码是 123456", None, ["a@example.test"])
    send_mail("second", "hello <script>", None, ["b@example.test"])

    assert [mail.subject for mail in outbox.newest_first()] == ["second", "first"]
    page = Client().get("/demo/outbox").content.decode()
    assert page.index("second") < page.index("您的验证码是 123456")
    assert "<script>" not in page.split("<main")[1].replace("script src", "")


def test_a_check_refuses_the_demo_in_production(people, settings):
    assert checks.demo_stays_alone(None) == []
    settings.PRODUCTION = True
    assert [error.id for error in checks.demo_stays_alone(None)] == ["saveface.E001"]
