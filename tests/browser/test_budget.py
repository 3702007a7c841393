"""What a first visit loads: at most 150 kB a page, from this server alone, and no word of complaint.

The server of the tests sends styles and scripts as they are; every other compresses them, and weighs half.
The optional face model is no part of any of these pages.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from requests_app.law.rights import Right
from tests.factories import HoldingFactory

AT_MOST_BYTES = 150_000


@pytest.fixture
def pages(resident, venue, other_venue, rights_request, quick_engine, disclose) -> dict[str, str]:
    """The main pages, with something on them."""
    HoldingFactory(resident=resident, venue=other_venue)
    return {
        "venues": reverse("consents:venue_list"),
        "venue": venue.get_absolute_url(),
        "new request": f"{reverse('requests:new')}?venue={venue.slug}",
        "case": rights_request.get_absolute_url(),
        "my list": reverse("consents:holding_list"),
        "statistics": reverse("statistics"),
        "me": reverse("accounts:overview"),
        "camera": disclose(Right.ACCESS),
    }


class Weighing:
    """Counts what comes over the wire, with no cache, and which hosts are asked."""

    def __init__(self, page):
        self.page, self.hosts, self.weight = page, set(), 0.0
        self.asked: list[str] = []
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.send("Network.setBypassServiceWorker", {"bypass": True})
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._arrived)

    def _asked(self, event) -> None:
        asked = urlsplit(event["request"]["url"])
        if asked.scheme in ("http", "https", "ws", "wss"):
            self.hosts.add(asked.netloc)
            self.asked.append(asked.path)

    def _arrived(self, event) -> None:
        self.weight += event["encodedDataLength"]

    def of(self, address: str) -> float:
        self.weight = 0.0
        answer = self.page.goto(address, wait_until="networkidle")
        assert answer.status == 200
        return self.weight


def weigh(scales: Weighing, pages: dict[str, str], own_host: str) -> dict[str, int]:
    """The pages that are too heavy."""
    found = {name: round(scales.of(address)) for name, address in pages.items()}
    print(f"\n{found}")  # noqa: T201  (pytest -s shows it)
    assert scales.hosts == {own_host}
    assert min(found.values()) > 10_000, "the scales are broken"
    return {name: weight for name, weight in found.items() if weight > AT_MOST_BYTES}


def test_pages_of_a_resident(open_browser, resident, pages, live_server, language):
    page = open_browser(resident, language=language)
    scales = Weighing(page)
    assert weigh(scales, pages, urlsplit(live_server.url).netloc) == {}
    assert "/static/js/live.js" in scales.asked, "this was not the camera page"
    assert not any("face-model" in path for path in scales.asked)


def test_pages_for_everybody(open_browser, venue, live_server, language):
    page = open_browser(language=language)
    welcome = {
        "welcome": reverse("home"),
        "venue": venue.get_absolute_url(),
        "sign in": reverse("account_login"),
    }
    assert weigh(Weighing(page), welcome, urlsplit(live_server.url).netloc) == {}
