"""A resident's app in forty lines: sign in with a code, find a place, file, look again.

    make client                       # the typed client, into build/saveface_client
    PYTHONPATH=build python docs/examples/file_a_request.py http://127.0.0.1:8000 you@example.org

Made with the client that `make client` generates from docs/openapi.yaml.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from uuid import uuid4

import httpx
from saveface_client import AuthenticatedClient, Client
from saveface_client.api.requests import requests_create, requests_retrieve
from saveface_client.api.venues import venues_list
from saveface_client.models import RequestInRequest, RequestOut, Right

AUTH = "/_allauth/app/v1/auth"


def sign_in(server: str, email: str, ask: Callable[[], str]) -> AuthenticatedClient:
    """A session by the code that was sent to ``email``."""
    with httpx.Client(base_url=server) as http:
        begun = http.post(f"{AUTH}/code/request", json={"email": email})
        token = begun.json()["meta"]["session_token"]
        sent = {"code": ask()}
        done = http.post(f"{AUTH}/code/confirm", json=sent, headers={"X-Session-Token": token})
        if not done.json()["meta"]["is_authenticated"]:
            raise PermissionError(done.json())
        token = done.json()["meta"].get("session_token", token)
    return AuthenticatedClient(server, token, prefix="", auth_header_name="X-Session-Token")


def file_with(client: AuthenticatedClient, place: str) -> RequestOut:
    """Ask ``place`` for another way in, and have what it holds deleted."""
    rights = [Right.OPT_OUT, Right.DELETION]
    body = RequestInRequest(venue=place, rights=rights)
    # The same key again, after a network that failed, files nothing twice.
    filed = requests_create.sync(client=client, body=body, idempotency_key=str(uuid4()))
    if not isinstance(filed, RequestOut):
        raise TypeError(f"not filed: {filed}")
    return filed


def main(server: str, email: str, ask: Callable[[], str] = input) -> RequestOut:
    with Client(server) as anybody:
        places = venues_list.sync(client=anybody)
    if not places or not places.results:
        raise LookupError("the directory is empty")
    place = places.results[0]
    print(f"{place.name}, {place.city}")
    print(f"The code that {email} received:")
    with sign_in(server, email, ask) as client:
        filed = file_with(client, place.slug)
        print(f"{filed.reference} is due on {filed.due_on}")
        seen = requests_retrieve.sync(filed.reference, client=client)
        print(f"It is now: {seen.workflow}")
    return filed


if __name__ == "__main__":
    main(*sys.argv[1:3])
