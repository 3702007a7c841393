"""A case from end to end on a phone, in both languages: on my list, at the gate, silent, disputed, proven."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from consents.models import Holding, HoldingState, HowCaptured, Venue
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services import answers, identity
from requests_app.states import EventKind, Identity, Workflow
from tests.factories import filed_request
from tests.guards.job import not_held

NEXT = ".card.next .actions .button"
KEPT = """async (path) => {
  for (const name of await caches.keys()) {
    if (await (await caches.open(name)).match(path, {ignoreVary: true})) return name;
  }
  return "";
}"""


def new_at(venue, wish: str = "") -> str:
    address = f"{reverse('requests:new')}?venue={venue.slug}"
    return f"{address}&wish={wish}" if wish else address


@pytest.fixture
def overdue(rights_request):
    """The date of `rights_request` was three days ago."""
    past = timezone.now() - timedelta(days=3)
    RightsRequest.objects.filter(pk=rights_request.pk).update(due_at=past, due_on=past.date())
    rights_request.refresh_from_db()
    return rights_request


# --- they have my face ------------------------------------------------------------------------


def test_a_place_goes_on_my_list_and_is_asked_from_there(open_browser, resident, venue, language):
    page = open_browser(resident, language=language)
    page.goto(venue.get_absolute_url())
    page.locator(f"a[href='{reverse('consents:holding_add')}?venue={venue.slug}']").click()
    page.locator("input[name=how][value=made_to]").check()
    page.locator("main form.card .actions button").click()
    page.wait_for_url(f"**{reverse('consents:holding_list')}")
    holding = Holding.objects.get(resident=resident)
    assert holding.how == HowCaptured.MADE_TO
    page.locator(f"a[href='{reverse('requests:new')}?holding={holding.pk}']").click()
    page.locator("input[value=delete]").check()
    page.locator(".send-bar button").click()
    page.wait_for_url("**/requests/SF-*/")
    case = RightsRequest.objects.get()
    holding.refresh_from_db()
    assert (case.holding, holding.state) == (holding, HoldingState.ASKED)
    page.goto(reverse("consents:holding_list"))
    assert page.locator(f".card a.button[href='{case.get_absolute_url()}']").is_visible()


# --- filing on a phone ------------------------------------------------------------------------


def test_the_form_shows_what_the_wish_needs_and_sends_without_scrolling(
    open_browser, resident, venue, language
):
    page = open_browser(resident, language=language)
    page.goto(new_at(venue, "other_way"))
    send = page.locator(".send-bar button")
    box = send.bounding_box()
    assert box["y"] + box["height"] <= page.viewport_size["height"]
    assert page.locator(".of-wish:visible").evaluate_all("all => all.map(e => e.dataset.wish)") == [
        "other_way"
    ]
    assert not page.locator(".of-else").is_visible()
    page.locator("input[value=else]").check()
    assert page.locator(".of-else").is_visible()
    page.locator("input[value=explanation]").check()
    send.click()
    page.wait_for_url("**/requests/SF-*/")
    assert RightsRequest.objects.get().rights.get().right == Right.EXPLANATION


def test_a_draft_follows_the_place_not_the_address(open_browser, resident, venue):
    page = open_browser(resident)
    page.goto(new_at(venue))
    page.locator(".filing summary").first.click()
    page.fill("#id_claim_details", "flat 402")
    page.goto(new_at(venue, "other_way"))
    assert page.locator("#id_claim_details").input_value() == "flat 402"
    assert page.locator("#id_claim_details").is_visible()
    assert page.locator("input[value=other_way]").is_checked(), "the address asked for it"
    page.locator("input[value=delete]").check()
    page.reload()
    assert page.locator("input[value=delete]").is_checked(), "chosen here, and not lost"


def test_the_form_works_where_has_is_unknown(open_browser, resident, venue):
    """An old browser shows everything, and files what was chosen."""
    page = open_browser(resident)
    page.route("**/cases*.css", lambda route: route.fulfill(body="", content_type="text/css"))
    page.goto(new_at(venue))
    assert page.locator(".of-else").is_visible()
    page.locator("input[value=delete]").check()
    page.locator(".send-bar button").click()
    page.wait_for_url("**/requests/SF-*/")


# --- at the gate ------------------------------------------------------------------------------


def test_the_card_is_there_without_a_network(open_browser, resident, venue, language, faults):
    page = open_browser(resident, language=language)
    page.goto(venue.get_absolute_url())
    page.evaluate("navigator.serviceWorker.ready")
    page.goto(new_at(venue, "other_way"))
    page.locator(".send-bar button").click()
    page.wait_for_url("**/requests/SF-*/")
    case = RightsRequest.objects.get()
    card = reverse("requests:card", args=(case.reference,))
    page.wait_for_function(f"async () => Boolean(await ({KEPT})({card!r}))")
    page.context.set_offline(True)
    page.locator(NEXT).first.click()
    page.wait_for_url(f"**{card}")
    assert page.locator(".gate-card section").count() == 2
    assert page.locator(".gate-card .qr svg").is_visible()
    assert case.reference in page.locator(".gate-card").inner_text()
    assert page.locator("[data-band]").is_visible()
    page.context.set_offline(False)
    page.reload()
    assert faults(page) == []


# --- silence ----------------------------------------------------------------------------------


def test_the_reminder_goes_to_the_venue_and_then_the_authority(
    open_browser, resident, overdue, language, faults
):
    page = open_browser(resident, language=language)
    page.goto(reverse("home"))
    page.locator(".tile a").first.click()
    page.locator(NEXT).first.click()
    page.locator("form:has(input[value=admonition]) button").click()
    page.wait_for_url("**/letters/*")
    assert faults(page) == []
    assert page.locator("pre.letter:visible").count() == 1, "the other language is folded"
    page.locator(
        f"form[action='{reverse('requests:admonish', args=(overdue.reference,))}'] button"
    ).click()
    page.wait_for_url(f"**{overdue.get_absolute_url()}")
    assert overdue.events.filter(kind=EventKind.ADMONISH).count() == 1
    page.locator(NEXT).first.click()
    assert page.locator("a[href='tel:12377']").is_visible()
    page.locator("input[value=cn-12377]").check()
    page.locator("form:has(input[value=complaint]) .actions button").click()
    page.wait_for_url("**/letters/*")
    assert page.locator(".channel a[href^='https://']").is_visible()
    assert faults(page) == []


def test_where_nobody_answers_the_reminder_is_shared(open_browser, resident, overdue, language):
    Venue.objects.filter(pk=overdue.venue_id).update(operator=None, status="reported")
    page = open_browser(resident, language=language)
    page.add_init_script("navigator.share = async (told) => { window.told = told; };")
    page.goto(reverse("requests:letters", args=(overdue.reference,)))
    page.locator("form:has(input[value=admonition]) button").click()
    page.wait_for_url("**/letters/*")
    page.locator("[data-share]").click()
    told = page.evaluate("window.told")
    assert overdue.reference in told["title"]
    assert overdue.reference in told["text"]
    mail = unquote(page.locator("a[href^='mailto:']").first.get_attribute("href"))
    assert overdue.reference in mail


# --- a bad answer -----------------------------------------------------------------------------


def test_an_answer_is_disputed_and_looked_at_again(
    open_browser, resident, operator, rights_request, language
):
    answers.answer(case=rights_request, reply=not_held(), by=operator)
    page = open_browser(resident, language=language)
    page.goto(rights_request.get_absolute_url())
    dispute = reverse("requests:dispute", args=(rights_request.reference,))
    page.locator(f"a[href='{dispute}']").click()
    page.locator("main form.card > button.button").click()
    page.wait_for_selector("[data-error-summary]")
    page.fill("#id_reason", "I passed there yesterday, and it opened.")
    page.locator("main form.card > button.button").click()
    page.wait_for_url(f"**{rights_request.get_absolute_url()}")
    rights_request.refresh_from_db()
    assert rights_request.workflow == Workflow.AWAITING_OPERATOR
    assert "it opened" in page.locator(".thread").inner_text()


# --- proof without a face ---------------------------------------------------------------------


def test_a_code_is_asked_for_and_typed_in(
    open_browser, resident, operator, rights_request, language, faults
):
    address = reverse("requests:identity", args=(rights_request.reference,))
    page = open_browser(resident, language=language)
    page.goto(address)
    ask = reverse("requests:ask_for_code", args=(rights_request.reference,))
    page.locator(f"form[action='{ask}'] button").click()
    page.wait_for_selector(".messages")
    assert rights_request.messages.count() == 1
    code = identity.issue_code(case=rights_request, by=operator)
    page.goto(rights_request.get_absolute_url())
    page.locator(NEXT).first.click()
    wrong = "00000000" if code != "00000000" else "11111111"
    for typed in (wrong, code):
        page.fill("#id_code", typed)
        page.locator("form:has(#id_code) button").click()
        if typed == wrong:
            page.wait_for_selector(".errorlist")
            assert faults(page) == []
    page.wait_for_url(f"**{rights_request.get_absolute_url()}")
    rights_request.refresh_from_db()
    assert rights_request.identity == Identity.VERIFIED


# --- narrow -----------------------------------------------------------------------------------


def test_the_step_of_a_case_is_written_in_one_line(open_browser, resident, venue, language):
    case = filed_request(resident=resident, venue=venue)
    page = open_browser(resident, language=language)
    for workflow in ("filed", "acknowledged", "awaiting_operator"):
        RightsRequest.objects.filter(pk=case.pk).update(workflow=workflow)
        page.goto(case.get_absolute_url())
        lines = page.locator(".steps [aria-current]").evaluate(
            "e => { const r = document.createRange(); r.selectNodeContents(e);"
            " return r.getClientRects().length; }"
        )
        assert lines == 1, workflow


def test_an_icon_in_the_button_of_an_empty_page_is_small_and_seen(open_browser, resident):
    page = open_browser(resident)
    page.goto(reverse("requests:list"))
    page.locator(".empty .button").evaluate(
        "e => e.append(document.querySelector('.empty > .icon').cloneNode(true))"
    )
    style = page.locator(".empty .button .icon").evaluate(
        "e => { const own = getComputedStyle(e), around = getComputedStyle(e.parentElement);"
        " return [e.getBoundingClientRect().width, own.stroke === around.backgroundColor]; }"
    )
    assert style[0] < 30
    assert not style[1]
