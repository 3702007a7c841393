"""The app on a phone with a bad network, in a real Chromium."""

from __future__ import annotations

import base64

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from requests_app.models import Event, RightsRequest
from requests_app.states import Workflow
from tests.browser.conftest import PHONE
from tests.personas import sign_in

KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      found.push(`${name} ${new URL(request.url).pathname}`);
  return found;
}"""
LOCAL = "() => Object.entries({...localStorage}).map(String)"
OUTBOX = "const { outbox } = await import('/static/js/outbox.js');"
WAITING = f"async () => {{ {OUTBOX} return outbox.all(); }}"
HELD_BACK = f"{OUTBOX} outbox.flush = async () => {{}};"
NEVER = ("/verif", "/accounts", "/admin", "/api", "/_allauth", "/me", "/share", "/demo")


def until(page, script: str, argument: object = None) -> object:
    """What ``script`` returns once it is true.

    Playwright's own waiting evaluates text in the page, which our policy forbids.
    """
    for _unused in range(300):
        if found := page.evaluate(script, argument):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {script}")


@pytest.fixture
def ready(open_browser):
    """`ready(user)`: a page whose service worker is at work."""

    def open_(user, **options):
        page = open_browser(user, **options)
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        until(page, "() => Boolean(navigator.serviceWorker.controller)")
        return page

    return open_


def visit(page, address: str) -> None:
    """Open a page, and wait until the worker has kept what it may keep."""
    page.goto(address)
    until(
        page,
        """async (path) => {
          for (const name of await caches.keys())
            if (name.startsWith("pages-") && await (await caches.open(name)).match(path)) return true;
        }""",
        address,
    )


def kept(page) -> list[str]:
    return page.evaluate(KEPT)


def write_to_venue(page, case: RightsRequest, text: str) -> None:
    page.goto(reverse("requests:message", args=(case.reference,)))
    page.fill("#id_body", text)
    page.locator("main form.card > button.button").click()


# --- installing -------------------------------------------------------------------------------------


def test_it_can_be_installed(playwright, browser_type_launch_args, live_server, tmp_path, language):
    context = playwright.chromium.launch_persistent_context(
        tmp_path, headless=True, base_url=live_server.url, viewport=PHONE, **browser_type_launch_args
    )  # fmt: skip
    try:
        cookie = {"name": django_settings.LANGUAGE_COOKIE_NAME, "value": language}
        context.add_cookies([cookie | {"url": live_server.url}])
        page = context.pages[0]
        page.goto("/")
        page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
        session = context.new_cdp_session(page)
        assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
        told = session.send("Page.getAppManifest")
        assert told["errors"] == []
        assert told["url"].endswith(f"/manifest.{language}.webmanifest")
    finally:
        context.close()


def test_a_page_weighs_less_than_150_kilobytes(ready, resident, rights_request, live_server):
    """Everything that a first visit loads, uncompressed, and from this server alone."""
    page = ready(resident)
    sizes: dict[str, int] = {}
    fresh = page.context.browser.new_context(base_url=live_server.url, service_workers="block")
    fresh.add_cookies(page.context.cookies())
    other = fresh.new_page()
    other.on("response", lambda r: sizes.setdefault(r.url, len(r.body()) if r.ok else 0))
    other.goto(rights_request.get_absolute_url(), wait_until="networkidle")
    fresh.close()
    assert all(address.startswith(live_server.url) for address in sizes)
    assert sum(sizes.values()) < 150_000, sizes


# --- reading without a network ----------------------------------------------------------------------


def test_ones_own_case_is_read_without_a_network(ready, resident, rights_request, faults, language):
    page = ready(resident, language=language)
    visit(page, rights_request.get_absolute_url())
    page.context.set_offline(True)
    page.goto(rights_request.get_absolute_url())
    assert rights_request.reference in page.locator("main").inner_text()
    band = page.locator("[data-band]")
    expect(band).to_be_visible()
    words = {"en": "You are offline. This page is as of", "zh-hans": "当前没有网络。"}[language]
    assert words in band.inner_text()
    assert faults(page) == []
    page.context.set_offline(False)
    page.locator("[data-reload]").click()
    expect(page.locator("[data-band]")).to_be_hidden()


def test_what_was_never_opened_is_said_to_be_missing(
    ready, resident, rights_request, faults, language
):
    page = ready(resident, language=language)
    visit(page, rights_request.get_absolute_url())
    page.context.set_offline(True)
    page.goto(reverse("consents:venue_list"))
    assert page.locator("html").get_attribute("lang") == {"zh-hans": "zh-Hans"}.get(language, "en")
    link = page.locator("[data-kept-pages] a", has_text=rights_request.reference).first
    expect(link).to_be_visible()
    assert faults(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    link.click()
    expect(page.locator("[data-band]")).to_be_visible()


def test_a_slow_network_shows_the_copy_and_says_so(ready, resident, rights_request):
    page = ready(resident)
    address = rights_request.get_absolute_url()
    visit(page, address)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    worker = page.context.service_workers[0]
    # The worker asks the network itself: there the page is made to take long.
    worker.evaluate("() => { self.fetch = () => new Promise(() => {}); }")
    worker.evaluate("() => self.registration.navigationPreload.disable()")
    page.goto(address)
    expect(page.locator("[data-band]")).to_contain_text("The network does not answer.")


# --- what is never kept -----------------------------------------------------------------------------


def test_nothing_of_faces_sign_in_or_the_desk_is_kept(
    ready, resident, rights_request, disclosed, notices
):
    page = ready(resident)
    visit(page, rights_request.get_absolute_url())
    for address in (
        reverse("biometrics:verify", args=(disclosed.pk,)),
        reverse("accounts:overview"),
        reverse("account_logout"),
        reverse("usersessions_list"),
        reverse("api-docs"),
        reverse("requests:identity", args=(rights_request.reference,)),
    ):
        page.goto(address)
    page.wait_for_timeout(500)
    addresses = [line.split(" ", 1)[1] for line in kept(page)]
    assert rights_request.get_absolute_url() in addresses
    assert not [address for address in addresses if address.startswith(NEVER)]
    assert not [address for address in addresses if "identity" in address]


def test_nothing_of_the_desk_is_kept(ready, operator, rights_request):
    page = ready(operator)
    visit(page, reverse("consents:venue_list"))
    page.goto(reverse("admin:index"))
    page.goto(reverse("admin:requests_app_rightsrequest_change", args=(rights_request.pk,)))
    page.wait_for_timeout(500)
    assert not [line for line in kept(page) if " /admin" in line]


@pytest.fixture
def disclosed(settings, rights_request, operator):
    """A face disclosed for `rights_request`, so that there is something to compare."""
    from biometrics.models import Basis
    from biometrics.services.disclosures import add_photograph, finish_disclosure
    from requests_app.services import identity
    from tests.browser.test_journeys import photograph

    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    found = identity.begin_disclosure(
        case=rights_request, selection=identity.Selection(basis=Basis.BY_NAME), by=operator
    )
    add_photograph(disclosure=found, reference="r1", data=photograph(1, 1))
    finish_disclosure(disclosure=found, by=operator)
    return found


# --- whose it is --------------------------------------------------------------------------------------


def leave_something(page, case: RightsRequest) -> None:
    """A kept page, a draft, and a message that waits."""
    visit(page, reverse("requests:message", args=(case.reference,)))
    visit(page, case.get_absolute_url())
    page.context.set_offline(True)
    write_to_venue(page, case, "waits")
    expect(page.locator("[data-outbox]")).to_be_visible()
    page.goto(reverse("requests:message", args=(case.reference,)))
    page.fill("#id_body", "half a sentence")
    page.goto(case.get_absolute_url())


def left(page) -> list[object]:
    mine = [line for line in kept(page) if not line.startswith(("shell-", "known"))]
    return [*mine, *page.evaluate(LOCAL), *page.evaluate(WAITING)]


@pytest.mark.parametrize("header", [True, False], ids=["with the header", "without the header"])
def test_signing_out_leaves_nothing(ready, resident, rights_request, header, monkeypatch):
    page = ready(resident)
    leave_something(page, rights_request)
    assert len(left(page)) == 4
    if not header:  # a browser that does not know it

        def cookie_alone(response):
            response.set_cookie("signed_out", "yes")

        monkeypatch.setattr("config.web.middleware._forget", cookie_alone)
    page.evaluate(f"async () => {{ {HELD_BACK} }}")
    # Still without a network for everything but signing out: nothing is sent on the way.
    page.add_init_script(f"addEventListener('load', async () => {{ {HELD_BACK} }})")
    page.context.set_offline(False)
    page.goto(reverse("account_logout"))
    page.locator("main form button.button").click()
    page.wait_for_url("**/")
    until(page, "() => !document.cookie.includes('signed_out')")
    page.wait_for_timeout(300)
    assert left(page) == []


def test_a_sign_in_that_ran_out_hides_the_pages_and_keeps_what_was_written(
    ready, resident, rights_request
):
    page = ready(resident)
    leave_something(page, rights_request)
    Session.objects.all().delete()
    page.context.set_offline(False)
    page.goto(rights_request.get_absolute_url())
    page.wait_for_url("**/accounts/login/**")
    outbox = page.locator("[data-outbox]")
    expect(outbox).to_contain_text("Waits until you are signed in.")
    assert rights_request.reference not in outbox.inner_text()
    assert [line for line in kept(page) if line.startswith("pages-")] == []
    assert len(page.evaluate(LOCAL)) == 1
    assert rights_request.messages.count() == 0


def test_another_account_on_the_phone_finds_nothing(
    ready, resident, stranger, rights_request, live_server
):
    page = ready(resident)
    leave_something(page, rights_request)
    session = sign_in(Client(), stranger).session.session_key
    page.context.add_cookies(
        [{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.context.set_offline(False)
    visit(page, reverse("requests:list"))
    until(page, f"async () => {{ {OUTBOX} return !(await outbox.all()).length; }}")
    assert page.evaluate(LOCAL) == []
    assert rights_request.reference not in str(kept(page))
    assert rights_request.messages.count() == 0


# --- drafts -------------------------------------------------------------------------------------------


def test_what_was_typed_outlives_the_closed_tab(ready, resident, venue, language):
    page = ready(resident, language=language)
    address = f"{reverse('requests:new')}?venue={venue.slug}"
    page.goto(address)
    page.locator("input[value=delete]").check()
    page.locator(".filing summary").first.click()  # what may stay empty is folded
    page.fill("#id_claim_details", "member 117")
    page.close()
    page = page.context.new_page()
    page.goto(address)
    assert page.input_value("#id_claim_details") == "member 117"
    assert page.locator("input[value=delete]").is_checked()
    note = page.locator("form .notice[role=status]")
    expect(note).to_be_visible()
    note.locator("button").click()
    assert page.input_value("#id_claim_details") == ""
    page.reload()
    assert page.locator("form .notice[role=status]").count() == 0


def test_no_file_and_nothing_hidden_is_in_a_draft(ready, resident):
    page = ready(resident)
    page.goto(reverse("consents:venue_report"))
    picture = {"name": "sign.png", "mimeType": "image/png", "buffer": b"a picture"}
    page.set_input_files("input[type=file]", picture)
    page.fill("#id_name", "East gate")
    (draft,) = page.evaluate(LOCAL)
    assert "East gate" in draft
    for hidden in ("sign.png", "csrfmiddlewaretoken", "once"):
        assert hidden not in draft


def test_what_was_sent_is_no_draft_any_more(ready, resident, rights_request):
    page = ready(resident)
    write_to_venue(page, rights_request, "hello")
    page.wait_for_url("**/requests/SF-*/#messages")
    assert page.locator(".messages").count() == 1  # the server's own words arrive
    assert page.evaluate(LOCAL) == []
    assert page.evaluate(WAITING) == []


def test_what_was_refused_stays_with_its_reason(ready, resident, rights_request):
    page = ready(resident)
    write_to_venue(page, rights_request, "   ")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    page.fill("#id_body", "better")
    page.locator("main form.card > button.button").click()
    page.wait_for_url("**/requests/SF-*/#messages")
    assert page.evaluate(LOCAL) == []
    assert rights_request.messages.get().body == "better"


# --- what waits -----------------------------------------------------------------------------------------


def test_a_message_waits_and_is_sent_once(ready, resident, rights_request, faults, language):
    page = ready(resident, language=language)
    visit(page, reverse("requests:message", args=(rights_request.reference,)))
    page.context.set_offline(True)
    write_to_venue(page, rights_request, "hello from the gate")
    outbox = page.locator("[data-outbox]")
    expect(outbox).to_be_visible()
    words = {"en": "It is not sent yet", "zh-hans": "尚未发送"}[language]
    expect(outbox).to_contain_text(words)
    assert faults(page) == []
    assert rights_request.messages.count() == 0
    page.context.set_offline(False)
    expect(outbox).to_contain_text({"en": "Has arrived.", "zh-hans": "已送达。"}[language])
    page.reload()
    page.wait_for_timeout(500)
    assert rights_request.messages.get().body == "hello from the gate"
    outbox.locator("[data-open]").click()
    page.wait_for_url("**/requests/SF-*/#messages")
    assert page.evaluate(WAITING) == []


def test_the_offline_page_shows_what_waits_as_ones_own(ready, resident, rights_request):
    page = ready(resident)
    visit(page, reverse("requests:message", args=(rights_request.reference,)))
    page.context.set_offline(True)
    write_to_venue(page, rights_request, "hello")
    expect(page.locator("[data-outbox]")).to_be_visible()
    page.goto(reverse("statistics"))
    outbox = page.locator("[data-outbox]")
    expect(outbox).to_contain_text(rights_request.reference)
    expect(outbox).to_contain_text("It is not sent yet")


def test_an_answer_that_got_lost_sends_nothing_twice(ready, resident, rights_request):
    """The message arrives, the answer does not: the phone sends it again, under the same key."""
    page = ready(resident)
    page.goto(reverse("requests:message", args=(rights_request.reference,)))
    page.evaluate(
        """() => { const real = fetch; let lost = false;
          self.fetch = async (...what) => {
            const answer = await real(...what);
            if (!lost && what[1]?.method === "POST") { lost = true; throw new TypeError("lost"); }
            return answer; }; }"""
    )
    page.fill("#id_body", "once")
    page.locator("main form.card > button.button").click()
    expect(page.locator("[data-outbox]")).to_be_visible()
    page.reload()
    expect(page.locator("[data-outbox]")).to_contain_text("Has arrived.")
    assert rights_request.messages.get().body == "once"


def test_a_request_that_waits_starts_no_clock(ready, resident, venue):
    page = ready(resident)
    address = f"{reverse('requests:new')}?venue={venue.slug}"
    visit(page, address)
    page.context.set_offline(True)
    page.goto(address)
    page.locator("input[value=see_delete]").check()
    page.locator("main form .button").first.click()
    expect(page.locator("[data-outbox]")).to_contain_text("No days count before it has arrived.")
    assert not RightsRequest.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("[data-outbox]")).to_contain_text("Has arrived.")
    case = RightsRequest.objects.get()
    assert case.workflow == Workflow.FILED
    assert Event.objects.filter(request=case, kind="file").count() == 1


def test_what_waits_can_be_taken_back_and_is_a_draft_again(ready, resident, rights_request):
    page = ready(resident)
    visit(page, reverse("requests:message", args=(rights_request.reference,)))
    page.context.set_offline(True)
    write_to_venue(page, rights_request, "rather not")
    page.locator("[data-outbox] [data-cancel]").click()
    expect(page.locator("#id_body")).to_be_visible()
    assert page.input_value("#id_body") == "rather not"
    page.context.set_offline(False)
    page.wait_for_timeout(500)
    assert rights_request.messages.count() == 0
    assert page.evaluate(WAITING) == []


def test_what_is_taken_away_while_it_is_being_sent_does_not_come_back(
    ready, resident, rights_request
):
    page = ready(resident)
    visit(page, reverse("requests:message", args=(rights_request.reference,)))
    page.context.set_offline(True)
    write_to_venue(page, rights_request, "hello")
    expect(page.locator("[data-outbox]")).to_be_visible()
    page.evaluate(f"""async () => {{
      {OUTBOX}
      const [one] = await outbox.all();
      const sending = outbox.flush({{account: "somebody else", token: ""}});
      await outbox.remove(one.id);
      await sending;
    }}""")
    assert page.evaluate(WAITING) == []


def test_two_messages_from_the_same_kept_page_are_two(ready, resident, rights_request):
    page = ready(resident)
    visit(page, reverse("requests:message", args=(rights_request.reference,)))
    page.context.set_offline(True)
    for text in ("one", "two"):
        write_to_venue(page, rights_request, text)
        expect(page.locator("[data-outbox]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-outbox]")).not_to_contain_text("not sent yet")
    bodies = rights_request.messages.order_by("created_at").values_list("body", flat=True)
    assert list(bodies) == ["one", "two"]


def test_a_form_that_cannot_wait_says_so_and_stays(ready, resident, rights_request):
    page = ready(resident)
    page.goto(reverse("consents:venue_report"))
    page.fill("#id_name", "East gate")
    page.context.set_offline(True)
    page.locator("main form.card button.button[type=submit]").click()
    expect(page.locator("[data-band]")).to_contain_text("This needs a network.")
    assert page.input_value("#id_name") == "East gate"


# --- a shared picture -----------------------------------------------------------------------------------

SHARE = """(bytes) => {
  const form = document.createElement("form");
  Object.assign(form, {method: "post", enctype: "multipart/form-data", action: "/share"});
  const input = Object.assign(document.createElement("input"), {type: "file", name: "photo"});
  const held = new DataTransfer();
  held.items.add(new File([Uint8Array.from(atob(bytes), c => c.charCodeAt(0))], "IMG_1.png",
                          {type: "image/png"}));
  input.files = held.files;
  form.append(input);
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""
CHOSEN = """() => { const {files} = document.querySelector("form input[name=photo]");
  return files.length ? [files[0].type, files[0].size, files[0].name] : null }"""
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def share(page) -> None:
    """As the phone's share menu does it: a POST to the address that the manifest names."""
    page.evaluate(SHARE, base64.b64encode(PICTURE).decode())
    page.wait_for_url("**/venues/report")


def test_a_shared_picture_is_in_the_form_and_nowhere_else(ready, resident):
    page = ready(resident)
    share(page)
    assert until(page, CHOSEN)[0].startswith("image/")  # made smaller on the way, perhaps
    assert not [line for line in kept(page) if line.startswith("shared")]


def test_a_shared_picture_that_nobody_took_goes_after_ten_minutes(ready, resident):
    page = ready(resident)
    put = """async (age) => (await caches.open("shared")).put("/shared", new Response("x", {headers:
      {"Content-Type": "image/png", "X-At": String(Date.now() - age)}}))"""
    for minutes, there in ((9, True), (11, False)):
        page.evaluate(put, minutes * 60_000)
        page.goto(reverse("statistics"))
        page.wait_for_timeout(300)
        assert ("shared /shared" in kept(page)) is there


def test_a_picture_shared_before_the_worker_is_there_is_chosen_in_the_form(
    new_context, live_server, resident
):
    context = new_context(base_url=live_server.url, service_workers="block", viewport=PHONE)
    session = sign_in(Client(), resident).session.session_key
    cookies = {django_settings.SESSION_COOKIE_NAME: session, "django_language": "en"}
    context.add_cookies(
        [{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()]
    )
    page = context.new_page()
    page.goto("/")
    share(page)
    expect(page.locator(".messages")).to_contain_text("choose the picture once more")


# --- push -------------------------------------------------------------------------------------------------


def test_a_push_message_is_shown_and_leads_to_the_case(
    ready, resident, rights_request, live_server
):
    page = ready(resident)
    page.context.grant_permissions(["notifications"], origin=live_server.url)
    session = page.context.new_cdp_session(page)
    registrations: list[dict] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    told = (
        f'{{"title": "{rights_request.reference}", "body": "Something happened in this case.", '
        f'"lang": "en", "tag": "x", "url": "{rights_request.get_absolute_url()}"}}'
    )
    session.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": live_server.url,
            "registrationId": registrations[0]["registrationId"],
            "data": told,
        },
    )
    shown = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
      .map(one => [one.title, one.body, one.data.url])"""
    until(page, f"async () => (await ({shown})()).length > 0")
    assert page.evaluate(shown) == [
        [
            rights_request.reference,
            "Something happened in this case.",
            rights_request.get_absolute_url(),
        ]
    ]


def test_the_switch_says_when_the_browser_forbids_it(open_browser, resident, faults, language):
    page = open_browser(resident, language=language)
    page.goto(reverse("accounts:overview"))
    until(page, "() => Boolean(navigator.serviceWorker.controller)")
    box = page.locator("[data-push]")
    denied = page.evaluate("Notification.permission") == "denied"
    expect(box.locator("[data-on]")).to_be_visible(visible=not denied)
    if denied:
        expect(box.locator("[data-note]")).not_to_be_empty()
    assert faults(page) == []
