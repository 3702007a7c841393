"""From the sign at the gate to the filed objection: a newcomer, a phone, a slow network, both languages."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from requests_app.law.rights import Right
from requests_app.models import RightsRequest

# As Lighthouse throttles its phone: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
CODE = re.compile(r"^\s*([0-9A-Z]{3,4}-?[0-9A-Z]{3,4})\s*$", re.MULTILINE)
AT_MOST_TOUCHES = 5
AT_MOST_FIELDS = 2
MAIN_BUTTON = "main form button.button"


class Thumb:
    """One thumb on a phone: counts touches, and fields that something must be typed into."""

    def __init__(self, page):
        self.page, self.touches, self.fields = page, 0, 0

    def touch(self, selector: str) -> None:
        self.page.locator(selector).first.tap()
        self.touches += 1

    def type_into(self, selector: str, text: str) -> None:
        """A touch to bring up the keyboard: not every phone does so for a focused field."""
        self.touch(selector)
        self.page.keyboard.type(text)
        self.fields += 1


def slowed_down(page):
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_4G)
    return page


def code_in_mail() -> str:
    found = CODE.search(mail.outbox[-1].body)
    assert found, mail.outbox[-1].body
    return found[1]


def other_way(venue) -> str:
    return f"{reverse('requests:new')}?venue={venue.slug}&wish=other_way"


def test_from_the_sign_to_the_filed_objection(open_browser, venue, language):
    page = slowed_down(open_browser(language=language, has_touch=True, is_mobile=True))
    thumb, began = Thumb(page), time.monotonic()
    page.goto(venue.get_absolute_url())  # what the QR code holds
    thumb.touch(f"a[href='{other_way(venue)}']")
    page.wait_for_url(f"**{reverse('account_login')}?next=**")
    thumb.type_into("#id_email", "new@example.test")
    thumb.touch(MAIN_BUTTON)
    page.wait_for_url("**/login/code/confirm/**")
    thumb.type_into("input[name=code]", code_in_mail())  # it goes by itself
    page.wait_for_url(f"**{other_way(venue)}")
    assert page.locator("input[value=other_way]").is_checked()
    thumb.touch(MAIN_BUTTON)
    page.wait_for_url("**/requests/SF-*/")
    seconds = time.monotonic() - began
    figures = f"{thumb.touches} touches, {thumb.fields} fields, {seconds:.1f} s by a machine"
    print(f"\n{language}: {figures}")  # noqa: T201  (pytest -s shows it)
    case = RightsRequest.objects.get(venue=venue, resident__email="new@example.test")
    assert {right.right for right in case.rights.all()} == {Right.OPT_OUT, Right.OBJECTION}
    assert thumb.touches <= AT_MOST_TOUCHES
    assert thumb.fields <= AT_MOST_FIELDS


def test_the_way_is_the_same_without_javascript(open_browser, venue):
    page = open_browser(javascript=False)
    page.goto(venue.get_absolute_url())
    page.locator(f"a[href='{other_way(venue)}']").click()
    page.fill("#id_email", "new@example.test")
    page.locator(MAIN_BUTTON).first.click()
    page.fill("input[name=code]", code_in_mail())
    page.locator(MAIN_BUTTON).first.click()
    page.locator(MAIN_BUTTON).first.click()
    page.wait_for_url("**/requests/SF-*/")
    assert RightsRequest.objects.filter(resident=User.objects.get()).exists()


# --- with the keyboard alone --------------------------------------------------------------------

FOCUSED = """() => {
  const at = document.activeElement;
  const ring = getComputedStyle(at.closest('label.choice') || at);
  const box = at.getBoundingClientRect();
  return {
    href: at.getAttribute('href') || '', name: at.name || '', value: at.value || '', tag: at.tagName,
    seen: ring.outlineStyle !== 'none' || ring.boxShadow !== 'none'
      || getComputedStyle(at).outlineStyle !== 'none',
    covered: !at.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)),
  };
}"""


def tab_to(page, wanted: dict[str, str], at_most: int = 40) -> int:
    """Press Tab until the focus is at what is wanted; each stop must be seen and not be covered."""
    for presses in range(1, at_most + 1):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["tag"] != "BODY":
            assert at["seen"], f"no ring around {at}"
            assert not at["covered"], f"something lies over {at}"
        if all(at[key] == value for key, value in wanted.items()):
            return presses
    raise AssertionError(f"{wanted} was not reached with {at_most} presses of Tab")


@pytest.mark.parametrize("size", [None, {"width": 1280, "height": 800}], ids=["phone", "wide"])
def test_filing_with_the_keyboard_alone(open_browser, resident, venue, language, size):
    page = open_browser(resident, language=language, size=size)
    page.goto(venue.get_absolute_url())
    presses = tab_to(page, {"href": other_way(venue)})
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{other_way(venue)}")
    presses += tab_to(page, {"name": "wish", "value": "other_way"})
    page.keyboard.press("ArrowUp")
    assert page.locator("input[value=delete]").is_checked()
    page.keyboard.press("ArrowDown")
    presses += tab_to(page, {"tag": "BUTTON", "name": ""})
    page.keyboard.press("Enter")
    page.wait_for_url("**/requests/SF-*/")
    print(f"\n{language}: {presses} presses of Tab")  # noqa: T201  (pytest -s shows it)
    rights = RightsRequest.objects.get().rights.all()
    assert {right.right for right in rights} == {Right.OPT_OUT, Right.OBJECTION}
