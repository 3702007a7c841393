"""Somebody who has the victim's session, and none of their mail, phone or keys."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

LONG_AGO = 25 * 60


def aged(client: Any, seconds: float = LONG_AGO) -> Any:
    """``client``, as if whoever is signed in there had shown so long ago that it is them."""
    aged_records(client.session.session_key, seconds)
    return client


def aged_records(session_key: str, seconds: float = LONG_AGO) -> None:
    session = SessionStore(session_key)
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"at": record["at"] - seconds} for record in records
    ]
    session.save()


def is_asked(answer: Any) -> bool:
    """True when the answer says how to show that it is still you, and nothing else was done."""
    if answer.status_code == 302:
        return answer.headers["Location"].startswith(("/me/proof", "/accounts/2fa/reauth"))
    if answer.status_code != 401:
        return False
    body = answer.json()
    if "meta" in body:  # allauth's answer to an app
        return bool(body["meta"]["is_authenticated"] and body["data"]["flows"])
    return str(body["type"]).endswith("/reauthentication_needed")
