"""The app on the phone, as far as the server decides it: manifest, worker, what may be kept, done once."""

from __future__ import annotations

import json
import re
from uuid import uuid4

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.kit.form_idempotency import COOKIE
from accounts.models import StoredResponse
from config.web.middleware import KEPT_PAGES
from requests_app.models import Message, RightsRequest
from requests_app.services import filing
from requests_app.states import Workflow
from tests.factories import filed_request
from tests.guards.routes import all_routes

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
# Where faces, sign-in, other people's data and programs are: nothing of it is ever kept by a browser.
NEVER = ("verify", "verifications", "accounts", "_allauth", "admin", "api", "me", "share", "demo")


def manifest(client, language: str) -> dict:
    answer = client.get(f"/manifest.{language}.webmanifest")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/manifest+json"
    return answer.json()


# --- manifest -------------------------------------------------------------------------------------


def test_the_app_has_its_name_in_each_language_and_is_one_app(client):
    english, chinese = manifest(client, "en"), manifest(client, "zh-hans")
    assert (english["name"], english["lang"]) == ("Saveface", "en")
    assert (chinese["name"], chinese["lang"]) == ("还脸", "zh-Hans")
    assert english["shortcuts"][0]["name"] == "File a request"
    assert chinese["shortcuts"][0]["name"] != english["shortcuts"][0]["name"]
    for same in ("id", "start_url", "scope", "display", "icons", "share_target"):
        assert english[same] == chinese[same]


def test_whatever_the_manifest_names_is_there(client, resident, signed_in):
    told = manifest(client, "en")
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon
    assert "maskable" in {icon["purpose"] for icon in told["icons"]}
    browser = signed_in(resident)
    for shortcut in told["shortcuts"]:
        assert browser.get(shortcut["url"], follow=True).status_code == 200


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_page_names_the_manifest_of_its_language(client, language):
    client.cookies["django_language"] = language
    page = client.get("/").text
    assert f'<link rel="manifest" href="/manifest.{language}.webmanifest">' in page


def test_there_is_no_manifest_and_no_offline_page_in_another_language(client):
    assert client.get("/manifest.fr.webmanifest").status_code == 404
    assert client.get("/offline/fr").status_code == 404


# --- service worker -------------------------------------------------------------------------------


def told_to_worker(client) -> dict:
    script = client.get("/sw.js").text
    return json.loads(re.search(r"^const PWA = (.*);$", script, re.MULTILINE)[1])


def test_the_worker_may_look_after_the_whole_site_and_is_asked_for_each_time(client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-cache"
    again = client.get("/sw.js", headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_worker_speaks_to_this_site_alone(client):
    assert "connect-src 'self'" in client.get("/sw.js")["Content-Security-Policy"]


def test_everything_the_worker_has_ready_is_there(client):
    told = told_to_worker(client)
    for address in told["shell"]:
        assert finders.find(address.removeprefix("/static/")), address
    for address in (*told["offline"].values(), told["report"], told["share"]):
        assert client.get(address).status_code in (200, 302), address


def test_the_worker_has_ready_what_every_page_links(client):
    linked = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js))"', client.get("/").text)
    assert set(linked) <= set(told_to_worker(client)["shell"])


def test_a_changed_file_is_a_new_worker(client, monkeypatch):
    from config.web import pwa

    before = client.get("/sw.js")["ETag"]
    read = pwa._source
    monkeypatch.setattr(pwa, "_source", lambda name: read(name) + b" ")
    assert client.get("/sw.js")["ETag"] != before


def test_no_camera_script_is_among_what_is_kept(client):
    assert not [name for name in told_to_worker(client)["shell"] if re.search("camera|live", name)]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "There is no network"), ("zh-hans", "没有网络")]
)
def test_the_offline_page_speaks_its_language_and_is_nobodys(signed_in, resident, language, words):
    answer = signed_in(resident).get(f"/offline/{language}")
    assert words in answer.text
    assert answer["Content-Language"] == language
    assert "csrf" not in answer.text
    assert resident.email not in answer.text


# --- what may be kept -------------------------------------------------------------------------------


def test_only_pages_that_exist_are_named_and_none_of_a_face():
    names = {route.name: route.path for route in all_routes()}
    for kept in KEPT_PAGES:
        assert kept in names
        assert not names[kept].startswith(NEVER), kept


def test_the_workers_own_lock_covers_every_such_address(client):
    pattern = re.search(r"const NEVER = /\^(.*)/;", client.get("/sw.js").text)[1].replace(
        "\\/", "/"
    )
    for area in NEVER:
        assert re.match(pattern, f"/{area}/x"), area
    assert not re.match(pattern, "/requests/SF-1/")


def test_ones_own_case_may_be_kept_and_says_whose_it_is(signed_in, resident, rights_request):
    answer = signed_in(resident).get(rights_request.get_absolute_url())
    assert answer["Saveface-Keep"] == "yes"
    assert answer["Saveface-Account"] in answer.text
    assert str(resident.pk) not in answer["Saveface-Account"]


def test_two_accounts_have_two_tags_and_nobody_has_none(
    signed_in, client, resident, stranger, venue
):
    place = venue.get_absolute_url()
    tags = {browser.get(place)["Saveface-Account"] for browser in
            (signed_in(resident), signed_in(stranger), client)}  # fmt: skip
    assert len(tags) == 3
    assert client.get(place)["Saveface-Account"] == "none"
    assert "Saveface-Keep" not in client.get(place).headers


@pytest.mark.parametrize("address", ["/me/", "/accounts/logout/", "/requests/SF-0000-0000/"])
def test_what_is_not_named_may_not_be_kept(signed_in, resident, address):
    assert "Saveface-Keep" not in signed_in(resident).get(address).headers


def test_a_form_with_errors_may_not_be_kept(signed_in, resident, rights_request):
    address = reverse("requests:message", args=(rights_request.reference,))
    browser = signed_in(resident)
    assert browser.get(address)["Saveface-Keep"] == "yes"
    assert "Saveface-Keep" not in browser.post(address, {"body": ""}).headers


# --- signing out ------------------------------------------------------------------------------------


def test_whoever_signs_out_empties_the_browser(signed_in, resident):
    answer = signed_in(resident).post(reverse("account_logout"))
    assert answer["Clear-Site-Data"] == '"storage"'
    assert answer.cookies["signed_out"].value == "yes"


def test_whoever_deletes_the_account_empties_the_browser(signed_in, resident):
    form = {"email": resident.email, "sure": "on"}
    answer = signed_in(resident).post(reverse("accounts:delete"), form)
    assert answer["Clear-Site-Data"] == '"storage"'


def test_nothing_else_empties_it(signed_in, client, resident, rights_request):
    browser = signed_in(resident)
    address = reverse("requests:message", args=(rights_request.reference,))
    for answer in (browser.post(address, {"body": "x"}), browser.get("/"), client.post("/share")):
        assert "Clear-Site-Data" not in answer.headers


def test_a_call_of_the_api_that_is_refused_signs_nobody_out(signed_in, resident):
    browser = signed_in(resident)
    browser.handler.enforce_csrf_checks = True
    refused = browser.post("/api/v1/push-subscriptions", {}, content_type="application/json")
    assert refused.status_code in (401, 403)
    assert "Clear-Site-Data" not in refused.headers
    assert browser.get("/api/docs/")["Saveface-Account"] != "none"


def test_the_language_is_changed_as_ever(signed_in, resident):
    browser = signed_in(resident)
    answer = browser.post(reverse("set_language"), {"language": "zh-hans", "next": "/me/"})
    assert answer["Location"] == "/me/"
    assert 'lang="zh-Hans"' in browser.get("/me/").text


# --- who is here, and a picture that nobody caught --------------------------------------------------


def test_the_state_tells_a_fresh_token_and_whose_browser_it_is(signed_in, client, resident):
    assert client.get("/app/state").json()["account"] == "none"
    told = signed_in(resident).get("/app/state")
    assert len(told.json()["account"]) == 16
    assert len(told.json()["token"]) == 64
    assert "no-store" in told["Cache-Control"]


def test_a_shared_picture_without_the_worker_is_not_even_read(signed_in, resident, monkeypatch):
    def read(*args):
        raise AssertionError("the picture was read")

    monkeypatch.setattr("config.web.uploads.MemoryOnlyUploadHandler.receive_data_chunk", read)
    browser = signed_in(resident)
    browser.handler.enforce_csrf_checks = True
    photo = SimpleUploadedFile("sign.png", b"a picture", "image/png")
    answer = browser.post("/share", {"photo": photo})
    assert answer["Location"] == reverse("consents:venue_report")
    assert "choose the picture once more" in browser.get(answer["Location"]).text


# --- done once ------------------------------------------------------------------------------------


@pytest.fixture
def write(signed_in, resident, rights_request):
    """`write(body, key)`: the resident's message to the venue, as the form sends it."""
    browser = signed_in(resident)
    address = reverse("requests:message", args=(rights_request.reference,))

    def send(body="hello", key="", **extra):
        return browser.post(address, {"body": body, "once": key}, **extra)

    return send


def test_a_form_sent_twice_is_acted_on_once(write, rights_request):
    key = str(uuid4())
    first, again = write(key=key), write(key=key)
    assert first["Location"] == again["Location"]
    assert first.cookies[COOKIE].value == again.cookies[COOKIE].value == key
    assert Message.objects.count() == 1


def test_other_words_under_the_same_key_are_another_message(write):
    key = str(uuid4())
    write("one", key), write("two", key)
    assert sorted(Message.objects.values_list("body", flat=True)) == ["one", "two"]


@pytest.mark.parametrize("key", ["", "short", "<script>" * 4, "x" * 300])
def test_a_form_without_a_proper_key_is_as_any_other(write, key):
    assert write(key=key).status_code == 302
    assert write(key=key).status_code == 302
    assert Message.objects.count() == 2
    assert not StoredResponse.objects.exists()


def test_what_was_refused_may_be_mended_under_its_key(write):
    key = str(uuid4())
    refused = write("", key)
    assert refused.status_code == 200
    assert COOKIE not in refused.cookies
    assert not StoredResponse.objects.exists()
    assert write("mended", key).status_code == 302


def test_a_script_hears_where_it_led_or_why_it_did_not(write):
    key = str(uuid4())
    done = write(key=key, headers=JSON)
    assert done.json()["location"].endswith("#messages")
    assert write(key=key, headers=JSON).json() == done.json()
    refused = write("", str(uuid4()), headers=JSON)
    assert (refused.status_code, refused.json()) == (200, {"refused": []})
    assert COOKIE not in refused.cookies
    assert Message.objects.count() == 1


def test_a_refusal_told_in_a_message_is_no_success(signed_in, resident, rights_request):
    filing.withdraw(case=rights_request, by=resident)
    address = reverse("requests:withdraw", args=(rights_request.reference,))
    browser = signed_in(resident)
    told = browser.post(address, {"once": str(uuid4())}, headers=JSON)
    assert COOKIE not in told.cookies
    assert len(told.json()["refused"]) == 1
    assert told.json()["location"] == rights_request.get_absolute_url()
    plain = browser.post(address, {"once": str(uuid4())})
    assert COOKIE not in plain.cookies
    assert "tone-bad" in browser.get(plain["Location"]).text  # the message is still shown


def test_while_the_first_is_worked_on_the_second_waits(write):
    key = str(uuid4())
    write(key=key)
    StoredResponse.objects.update(status=None, body=None)
    assert write(key=key).status_code == 409
    assert write(key=key, headers=JSON).status_code == 409


def test_a_failure_leaves_neither_the_message_nor_the_key(write, monkeypatch):
    def half_done(**kwargs):
        Message.objects.create(request=kwargs["case"], author_kind="resident", body="half")
        raise RuntimeError("power cut")

    monkeypatch.setattr("requests_app.services.messages.write", half_done)
    with pytest.raises(RuntimeError):
        write(key=str(uuid4()))
    assert not Message.objects.exists()
    assert not StoredResponse.objects.exists()


def test_a_request_is_filed_once_and_the_page_says_so(signed_in, resident, venue):
    browser = signed_in(resident)
    page = browser.get(f"{reverse('requests:new')}?venue={venue.slug}")
    key = re.search(r'name="once" value="([0-9a-f-]{36})"', page.text)[1]
    form = {"wish": "see_delete", "once": key}
    first = browser.post(page.request["PATH_INFO"] + f"?venue={venue.slug}", form)
    again = browser.post(page.request["PATH_INFO"] + f"?venue={venue.slug}", form, follow=True)
    case = RightsRequest.objects.get()
    assert case.workflow == Workflow.FILED
    assert first["Location"] == case.get_absolute_url()
    assert "It was not done twice." in again.text


def test_the_text_itself_is_not_kept_with_the_key(write):
    write("my own words", str(uuid4()))
    row = StoredResponse.objects.get()
    assert "my own words" not in str(vars(row))


def test_every_form_that_waits_or_is_kept_has_its_key():
    from django.conf import settings

    folder = settings.BASE_DIR / "templates"
    forms = [
        form
        for path in folder.rglob("*.html")
        for form in re.findall(
            r"<form[^>]*data-(?:draft|queue).*?</form>", path.read_text(), re.DOTALL
        )
    ]
    assert len(forms) >= 9
    assert [form[:80] for form in forms if "{% once %}" not in form] == []


def test_a_complaint_about_something_earlier_is_none_about_this(signed_in, resident, venue):
    withdrawn, kept = (filed_request(resident=resident, venue=venue) for _unused in range(2))
    filing.withdraw(case=withdrawn, by=resident)
    browser = signed_in(resident)
    browser.post(
        reverse("requests:withdraw", args=(withdrawn.reference,))
    )  # its error waits unread
    address = reverse("requests:message", args=(kept.reference,))
    key = str(uuid4())
    told = browser.post(address, {"body": "hello", "once": key}, headers=JSON)
    assert (told.status_code, told.cookies[COOKIE].value) == (200, key)
