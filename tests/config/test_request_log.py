"""Each request is logged with its person, and nothing of the request is changed by looking."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpResponse
from django.test import Client

from accounts.core.actors import SYSTEM
from accounts.models.token import TokenScope
from accounts.services.tokens import create_token
from config.web.middleware import RequestLogMiddleware

pytestmark = pytest.mark.django_db


@pytest.fixture
def person_in(caplog):
    """`person_in(response)`: who stands in the line about the request just made."""
    caplog.set_level(logging.INFO)

    def last(_response) -> object:
        lines = [record.msg for record in caplog.records if isinstance(record.msg, dict)]
        return [line for line in lines if line.get("event") == "request_finished"][-1]["user_id"]

    return last


def test_a_browser_by_its_session_and_nobody_by_none(signed_in, resident, person_in):
    assert person_in(signed_in(resident).get("/me/")) == str(resident.pk)
    assert person_in(Client().get("/venues/")) is None


def test_a_program_by_whoever_made_its_token(ngo, analyst, person_in):
    _row, secret = create_token(
        organisation=ngo,
        name="nightly",
        scope=TokenScope.EXPORT,
        valid_for=timedelta(days=1),
        owner=analyst,
        by=SYSTEM,
    )
    answer = Client().get("/api/v1/exports", headers={"Authorization": f"Bearer {secret}"})
    assert person_in(answer) == str(analyst.pk)


def test_looking_leaves_no_trace(signed_in, resident, rf, settings):
    """Else every page would count as read with the session, and vary by cookie."""
    looked_at = []

    def page(request):
        looked_at.append(request.session.accessed)
        return HttpResponse("for everybody")

    key = signed_in(resident).session.session_key
    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = key
    within = AuthenticationMiddleware(RequestLogMiddleware(page))
    assert "Vary" not in SessionMiddleware(within)(request)
    assert looked_at == [False]
