"""The scripts are modules: a page names all that they import, and production imports by content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from accounts.kit.forms.widgets import PhotoOfAThing, Photos
from config.web.pwa import SHELL, WORKER
from config.web.static_files import StaticFiles

STATIC = settings.BASE_DIR / "static"
TEMPLATES = settings.BASE_DIR / "templates"
# import … from "./name.js"; import "./name.js"; export … from "./name.js"
STATEMENT = re.compile(r'^(?:import|export)\b[^;()]*?"\./([\w-]+)\.js";', re.MULTILINE)
BEGUN = re.compile(r'<script type="module" src="{% static "js/([\w-]+)\.js" %}">')
NAMED = re.compile(r'(?:src|rel="modulepreload" href)="{% static "js/([\w-]+)\.js" %}"')


def imported(name: str) -> set[str]:
    """All modules that a browser has to have before this one runs."""
    direct = set(STATEMENT.findall((STATIC / "js" / f"{name}.js").read_text()))
    return direct.union(*(imported(each) for each in direct))


def pages() -> dict[str, str]:
    """Every template that begins a script, with the frame around it."""
    frame = (TEMPLATES / "base.html").read_text()
    texts = {path: path.read_text() for path in TEMPLATES.rglob("*.html")}
    return {
        path.relative_to(TEMPLATES).as_posix(): text + frame
        for path, text in texts.items()
        if BEGUN.search(text)
    }


@pytest.mark.parametrize("page", sorted(pages()))
def test_a_page_names_all_that_its_scripts_import(page):
    """Else a slow phone asks for one after the other."""
    text = pages()[page]
    needed = set[str]().union(*(imported(name) for name in BEGUN.findall(text)))
    assert needed <= set(NAMED.findall(text))


@pytest.mark.parametrize("widget", [Photos, PhotoOfAThing])
def test_a_widget_names_all_that_its_scripts_import(widget):
    named = {Path(str(script.path)).stem for script in widget().media._js}
    assert set[str]().union(*(imported(name) for name in named)) <= named


def test_who_blurs_is_there_before_a_photograph_is():
    """`shrink` asks for it only then, and does not wait for a bad network."""
    assert {"shrink", "blur"} <= {Path(s.path).stem for s in PhotoOfAThing().media._js}


def test_the_pages_have_something_to_name():
    assert imported("live") == {"camera", "hints"}
    assert imported("queue") == {"drafts", "outbox", "page"}
    assert {"base.html", "biometrics/verify.html", "biometrics/on_device.html"} <= set(pages())


def test_who_protects_a_page_needs_no_other_script():
    """It leaves a page that belongs to somebody else by now, also where modules are not known."""
    assert imported("whose") == set()
    assert (
        '<script src="{% static "js/whose.js" %}" defer>' in (TEMPLATES / "base.html").read_text()
    )


# --- the service worker -----------------------------------------------------------------------------


def test_the_worker_is_one_classic_script(client):
    """Not every browser knows modules in a service worker."""
    script = client.get("/sw.js").text
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    assert "import(" not in script


def test_every_part_of_the_worker_stands_before_what_imports_it():
    before: set[str] = set()
    for part in WORKER:
        name = Path(part).stem
        assert imported(name) <= before, part
        before.add(name)
    assert imported("sw") == before - {"sw"}


def test_what_a_kept_module_imports_is_kept():
    kept = {Path(name).stem for name in SHELL if name.startswith("js/")}
    assert set[str]().union(*(imported(name) for name in kept)) <= kept


# --- production --------------------------------------------------------------------------------------


@pytest.fixture
def collected(tmp_path, settings) -> Path:
    """Our scripts as `collectstatic` leaves them."""
    settings.DEBUG = False
    source = FileSystemStorage(STATIC)
    names = [path.relative_to(STATIC).as_posix() for path in STATIC.glob("js/*.js")]
    storage = StaticFiles(location=tmp_path)
    for name in names:
        with source.open(name) as file:
            storage.save(name, file)
    done = list(storage.post_process({name: (storage, name) for name in names}))
    assert [fault for *_names, fault in done if isinstance(fault, Exception)] == []
    return tmp_path / "js"


def test_in_production_a_module_imports_by_content(collected):
    """An import of the plain name would be answered from a cache of yesterday."""
    named = re.compile(r'["(]\./([\w.-]+\.js)"')
    found = {
        path.name: named.findall(path.read_text())
        for path in collected.glob("*.js")
        if re.search(r"\.[0-9a-f]{12}\.js$", path.name)
    }
    assert sum(len(each) for each in found.values()) > 15
    for script, imports in found.items():
        for name in imports:
            assert re.search(r"\.[0-9a-f]{12}\.js$", name), f"{script} imports {name}"
            assert (collected / name).exists()
