"""Every address of the API is counted, knows its caller and asks who may, the same way as the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver
from rest_framework.permissions import AllowAny
from rest_framework.settings import api_settings

from accounts.kit.api.permissions import PersonOrToken, ReadableByAll, TokenOnly
from accounts.kit.api.views import ApiMixin

OURS = {PersonOrToken, ReadableByAll, TokenOnly}
# Open to everybody: what is the same for all of them.
OPEN = {
    "api/v1/<anything:rest>": "there is nothing there",
    "api/v1/campaigns/<slug:slug>": "what a campaign says, to whom it invites",
    "api/v1/incidents/<uuid:pk>": "what was confirmed",
    "api/v1/venues/<slug:slug>": "what is listed of a place",
    "api/v1/engines": "which engines are installed",
    "api/v1/jurisdictions": "which laws are known",
    "api/v1/jurisdictions/<str:code>/grounds": "the law, in words",
    "api/v1/notices/<uuid:pk>": "the words that people consent to",
    "api/v1/problems": "what can go wrong",
    "api/v1/problems/<str:kind>": "what can go wrong",
    "api/v1/push-key": "a public key",
    "api/v1/receipts/check": "whether a receipt is genuine, which anybody may ask",
    "api/v1/schemas/evidence": "what an answer may hold",
    "api/v1/statistics": "public figures",
    "api/v1/statistics/venues/<slug:slug>": "public figures",
    "api/v1/venues/<slug:slug>/rights": "the law, in words",
}
# Django's and the packages' own, which answer without a session, or with one of their own.
WITHOUT_A_TOKEN_OF_THE_FORM = ("api/", "_allauth/")


def doors(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern).lstrip("^")
        if isinstance(pattern, URLPattern):
            yield path, pattern.callback
        else:
            yield from doors(pattern.url_patterns, path)


def api() -> dict[str, Any]:
    return {path: view for path, view in doors() if path.startswith("api/v1/")}


def test_every_address_is_a_view_of_the_api():
    """A plain page here would be counted by nobody: pages' limits leave the API to itself."""
    assert len(api()) > 60
    others = {path for path, view in api().items() if not hasattr(view, "cls")}
    others |= {
        path
        for path, view in api().items()
        if hasattr(view, "cls") and not issubclass(view.cls, ApiMixin)
    }
    assert others == set()


@pytest.mark.parametrize(
    ("attribute", "setting"),
    [
        ("throttle_classes", "DEFAULT_THROTTLE_CLASSES"),
        ("authentication_classes", "DEFAULT_AUTHENTICATION_CLASSES"),
    ],
)
def test_none_is_counted_or_known_otherwise(attribute, setting):
    expected = list(getattr(api_settings, setting))
    others = {
        path: getattr(view.cls, attribute)
        for path, view in api().items()
        if hasattr(view, "cls") and list(getattr(view.cls, attribute)) != expected
    }
    assert others == {}


def test_each_asks_who_may_by_a_rule_of_ours():
    found = set()
    for path, view in api().items():
        asked = set(getattr(getattr(view, "cls", None), "permission_classes", ()))
        if asked == {AllowAny}:
            found.add(path)
        else:
            assert asked, f"{path} asks nobody"
            assert asked <= OURS, f"{path} asks {asked - OURS}"
    assert found - OPEN.keys() == set(), "open to everybody: is that meant?"
    assert OPEN.keys() - found == set()


def test_no_page_takes_a_form_from_another_site():
    """`csrf_exempt` is for what carries its own proof, or none: REST framework asks for itself."""
    exempt = {
        path
        for path, view in doors()
        if getattr(view, "csrf_exempt", False) and not path.startswith(WITHOUT_A_TOKEN_OF_THE_FORM)
    }
    assert exempt == {"share"}, "it leads to a form; nothing is read or changed"
