"""What makes the site an app that can be installed: manifest, service worker, offline page, share target.

The service worker is joined here from the modules static/js/outbox.js and static/js/sw*.js, and told which
files to have ready. Its version is a digest of all of them, so that a changed file reaches every phone.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from accounts.kit.web import account_tag

# What every page needs, and those of a case; not the camera, the desk or the page of the comparison.
SHELL = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components.css",
    "css/cases.css",
    "js/whose.js",
    "js/page.js",
    "js/app.js",
    "js/outbox.js",
    "js/drafts.js",
    "js/queue.js",
    "js/pwa.js",
    "js/cases.js",
    "icons/sprite.svg",
    "icons/mark.svg",
    "icons/favicon-32.png",
)
# The modules of the worker: whatever one imports stands before it.
WORKER = ("js/outbox.js", "js/sw-share.js", "js/sw-push.js", "js/sw.js")
_IMPORT = re.compile(r"^import\b.*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|function|async function) (\w+))", re.MULTILINE)
HOUR = 3600
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@require_safe
def manifest(request: HttpRequest, language: str) -> JsonResponse:
    """The manifest in one language; browsers fetch it without cookies, so its address says which."""
    with translation.override(_known(language)):
        response = JsonResponse(_manifest(language), content_type="application/manifest+json")
    response["Cache-Control"] = f"public, max-age={HOUR}"
    response["Content-Language"] = language
    return response


def _manifest(language: str) -> dict[str, object]:
    return {
        "id": "/",
        "name": _("Saveface"),
        "short_name": _("Saveface"),
        "description": _("Find out who holds your face, and get it back."),
        "lang": "zh-Hans" if language == "zh-hans" else language,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f6f3",
        "theme_color": "#0b5d4f",
        "categories": ["government", "social", "utilities"],
        "icons": list(_icons()),
        "shortcuts": [
            {"name": _("File a request"), "url": reverse("requests:new")},
            {"name": _("My cases"), "url": reverse("requests:list")},
        ],
        "share_target": {
            "action": reverse("pwa:share"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": "photo", "accept": ["image/*"]}]},
        },
    }


def _icons() -> Iterator[dict[str, str]]:
    for name, side, purpose in (
        ("icon-192", 192, "any"),
        ("icon-512", 512, "any"),
        ("maskable-512", 512, "maskable"),
    ):
        yield {
            "src": static(f"icons/{name}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, asked for again whenever a page is opened: unchanged it is not sent twice."""
    version = _version()
    tag = f'"{version}"'
    response = get_conditional_response(request, etag=tag) or HttpResponse(
        _script(version), content_type="text/javascript; charset=utf-8"
    )
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    response["Service-Worker-Allowed"] = "/"
    return response


def _script(version: str) -> str:
    told = {
        "version": version,
        "shell": [static(name) for name in SHELL],
        "offline": {language: _offline_url(language) for language in LANGUAGES},
        "language": settings.LANGUAGE_CODE,
        "share": reverse("pwa:share"),
        "report": reverse("consents:venue_report"),
        "push": reverse("api:push-subscriptions"),
        "icon": static("icons/icon-192.png"),
    }
    parts = [_joined(_source(name).decode()) for name in WORKER]
    return "\n".join(['"use strict";', f"const PWA = {json.dumps(told)};", *parts])


def _joined(module: str) -> str:
    """A module as a part of one classic script: its exports are names for the parts that follow.

    Not every browser knows modules in a service worker. ``export default``, ``export { … }`` and renaming
    by ``as`` are not known here: a test says so.
    """
    names = ", ".join(_EXPORT.findall(module))
    body = _EXPORT.sub("", _IMPORT.sub("", module))
    return f"const {{ {names} }} = (() => {{\n{body}return {{ {names} }};\n}})();"


def _version() -> str:
    digest = hashlib.sha256()
    for name in (*SHELL, *WORKER):
        digest.update(_source(name))
    for language in LANGUAGES:
        with translation.override(language):
            digest.update(render_to_string("pwa/offline.html").encode())
    return digest.hexdigest()[:16]


def _source(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"static/{name} is part of the service worker, and is not there")
    return Path(found).read_bytes()


def _offline_url(language: str) -> str:
    return reverse("pwa:offline", args=(language,))


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise Http404
    return language


@require_safe
def offline(request: HttpRequest, language: str) -> HttpResponse:
    """What is shown without a network; the service worker keeps it in both languages."""
    with translation.override(_known(language)):
        response = render(request, "pwa/offline.html")
    response["Content-Language"] = language
    return response


@require_safe
@never_cache
def state(request: HttpRequest) -> JsonResponse:
    """Who is signed in, and a fresh token: asked before anything that had waited is sent."""
    return JsonResponse({"account": account_tag(request), "token": get_token(request)})


@csrf_exempt  # the phone sends it, not a page of ours; it changes nothing and reads nothing
def share(request: HttpRequest) -> HttpResponse:
    """A picture shared from the phone that the service worker did not catch: it is not looked at.

    The worker (static/js/sw.js) keeps the picture until the form has taken it. Where there is none yet,
    the form opens and the picture is chosen there.
    """
    messages.info(request, _("Please choose the picture once more, in the form."))
    return redirect("consents:venue_report")


patterns = [
    path("manifest.<str:language>.webmanifest", manifest, name="manifest"),
    path("sw.js", worker, name="worker"),
    path("offline/<str:language>", offline, name="offline"),
    path("app/state", state, name="state"),
    path("share", share, name="share"),
]
