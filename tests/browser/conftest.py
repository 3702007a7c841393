"""A real Chromium on a phone's screen, and axe-core. Missing ones skip their tests and say why."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.browser.disclosing import disclose, quick_engine  # noqa: F401  (fixtures)
from tests.browser.prompted import write_film
from tests.personas import sign_in

ROOT = Path(__file__).parents[2]
AXE = "axe-core@4.14.1"
AXE_SHA512 = (
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Everything here drives a browser, and talks to a database in another thread."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """Debian's Chromium: nothing is downloaded for a test."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no Chromium: apt install chromium")
    # Playwright keeps an event loop in this thread; the ORM is used outside of it all the same.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return {"executable_path": found, "args": FLAGS}


@pytest.fixture(params=["en", "zh-hans"])
def language(request) -> str:
    return request.param


def opener(new_context, address: str, problems: list[str]):
    """What the fixtures below hand out: `open_(user=None, *, language="en", …)` gives a page."""

    def open_(
        user=None, *, language="en", scheme="light", javascript=True, size=None, mfa=None, **more
    ):
        context = new_context(
            **{"reduced_motion": "reduce"} | more,
            viewport=size or PHONE,
            color_scheme=scheme,
            java_script_enabled=javascript,
            base_url=address,
        )
        cookies = {django_settings.LANGUAGE_COOKIE_NAME: language}
        if user is not None:
            session = sign_in(Client(), user, mfa=mfa).session.session_key
            cookies[django_settings.SESSION_COOKIE_NAME] = session
        context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
        )
        page = context.new_page()
        page.on("console", lambda line: line.type == "error" and problems.append(line.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    return open_


@pytest.fixture
def open_browser(new_context, live_server):
    """`open_browser(user, language=…)`: a page on a phone, signed in; it fails on console errors.

    There is no camera, as on many a computer.
    """
    problems: list[str] = []
    yield opener(new_context, live_server.url, problems)
    assert problems == [], "the browser complained"


@pytest.fixture(scope="session")
def camera_browser(browser_type, browser_type_launch_args, tmp_path_factory):
    """A Chromium whose camera shows a drawn person who looks straight and moves a little."""
    film = tmp_path_factory.mktemp("film") / "person.y4m"
    write_film(film)
    flags = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    browser = browser_type.launch(**browser_type_launch_args | {"args": [*FLAGS, *flags]})
    yield browser
    browser.close()


@pytest.fixture
def open_camera(camera_browser, live_server):
    """As `open_browser`, with a camera that the page may use unless ``permissions=[]`` is asked for.

    `open_camera.problems` lists what the browser complained about; a test that breaks the network
    on purpose empties it.
    """
    problems: list[str] = []
    contexts = []

    def new_context(**settings):
        contexts.append(camera_browser.new_context(**{"permissions": ["camera"]} | settings))
        return contexts[-1]

    open_ = opener(new_context, live_server.url, problems)
    open_.problems = problems
    yield open_
    for context in contexts:
        context.close()
    assert problems == [], "the browser complained"


def _unpacked(folder: Path) -> str:
    (package,) = folder.glob("axe-core-*.tgz")
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != AXE_SHA512:
        pytest.fail(f"{AXE} is not the package that was looked at; its digest is {digest}")
    with tarfile.open(package) as archive:
        member = archive.extractfile("package/axe.min.js")
        return member.read().decode() if member else ""


@pytest.fixture(scope="session")
def axe_source(tmp_path_factory) -> str:
    """From node_modules, else from npm by its pinned version and digest."""
    local = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if local.exists():
        return local.read_text()
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no axe-core: install npm, or run npm install axe-core")
    folder = tmp_path_factory.mktemp("axe")
    fetched = subprocess.run(
        [npm, "pack", AXE, "--silent"], cwd=folder, capture_output=True, check=False, timeout=120
    )
    if fetched.returncode:
        pytest.skip(f"axe-core could not be fetched by npm: {fetched.stderr.decode()[:200]}")
    return _unpacked(folder)


@pytest.fixture
def faults(axe_source):
    """`faults(page)`: what axe finds against WCAG 2.2 AA and good practice, one line each.

    ``within`` names our own parts of a page whose frame is another's.
    """

    def find(page, within: str | None = None) -> list[str]:
        page.evaluate(axe_source)
        found = page.evaluate(
            "([place, tags]) => axe.run(place || document, {runOnly: {type: 'tag', values: tags}})",
            [within, AXE_TAGS],
        )
        return [
            f"{violation['id']}: {node['html'][:160]} — {node['failureSummary'][:300]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return find
