"""`Idempotency-Key` on unsafe calls: the same call under the same key is done once.

Of the body only a keyed fingerprint is kept, of an upload too: it can neither be read back nor tried
out by somebody who has the database alone. The change and the kept answer are one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, transaction
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.kit import stored_responses
from accounts.kit.api.problems import ApiProblem
from accounts.kit.stored_responses import Claimed
from accounts.models import StoredResponse, User

HEADER = "Idempotency-Key"
KEPT_HEADERS = ("Location",)
# After these nothing was done: the call may be mended and made again under its key.
NOTHING_DONE = frozenset({400, 401, 404, 413, 415, 429, 503})
Handler = Callable[..., HttpResponseBase]


def once(view: APIView, handler: Handler) -> Handler:
    """``handler``, done once for each key; unchanged for calls without one."""
    request = view.request
    user, key = request.user, _key_of(request)
    if key is None or not isinstance(user, User):
        return handler

    def run(*args: Any, **kwargs: Any) -> HttpResponseBase:
        claim = stored_responses.claim(user=user, key=key, fingerprint=fingerprint(request))
        if claim.found is not Claimed.NEW:
            return _earlier(claim)
        try:
            return _run_and_keep(view, claim.stored, lambda: handler(*args, **kwargs))
        except stored_responses.ClaimLostError:
            raise ApiProblem("key_lost") from None
        except BaseException:
            stored_responses.release(stored=claim.stored)
            raise

    return run


def _key_of(request: Request) -> str | None:
    key = request.headers.get(HEADER)
    if key is None or request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    key = key.strip().strip('"')
    if not (1 <= len(key) <= 80 and key.isascii() and key.isprintable()):
        raise ApiProblem("key_malformed")
    return key


def _earlier(claim: stored_responses.Claim) -> Response:
    """The answer to the first call under this key, or why there is none."""
    if claim.found is Claimed.OTHER_CALL:
        raise ApiProblem("key_reused")
    if claim.found is Claimed.RUNNING:
        raise ApiProblem("key_in_use")
    kept: dict[str, Any] = claim.stored.body or {}
    if kept.get("shown_once"):
        raise ApiProblem("shown_once")
    headers = {**kept["headers"], "Idempotency-Replayed": "true"}
    content_type = kept.get("content_type")
    return Response(
        kept["data"], status=claim.stored.status, headers=headers, content_type=content_type
    )


def _run_and_keep(
    view: APIView, stored: StoredResponse, call: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """Do the call and keep its answer, both or neither.

    A refusal by a service is an answer too: repeated, it is the same refusal. What the database
    refuses is none: the transaction is spoilt, and the call may be made again.

    Raises:
        ClaimLostError: a repetition has taken over; this call is rolled back.
    """
    with transaction.atomic():
        try:
            response = call()
        except DatabaseError:
            raise
        except Exception as exc:  # noqa: BLE001  (raised again unless it is a problem)
            response = view.handle_exception(exc)
        if not isinstance(response, Response) or response.status_code in NOTHING_DONE:
            stored_responses.give_back(stored=stored)
        else:
            stored_responses.keep(
                stored=stored, status=response.status_code, body=_kept(view, response)
            )
    return response


def _kept(view: APIView, response: Response) -> dict[str, Any]:
    if getattr(view, "shown_once", False) and response.status_code < 400:
        return {"shown_once": True}
    data = json.loads(json.dumps(response.data, cls=DjangoJSONEncoder))
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    return {"data": data, "headers": headers, "content_type": response.content_type}


def fingerprint(request: Request) -> str:
    """A keyed SHA-256 over method, path and body, in hexadecimal."""
    parts = [request.method or "", request.get_full_path(), *_body_parts(request.data)]
    return salted_hmac(
        "accounts.idempotency", json.dumps(parts), secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()


def _body_parts(data: Any) -> Iterator[str]:
    """The body as text that does not depend on the boundary or the order of its parts."""
    if not isinstance(data, QueryDict):
        yield json.dumps(data, sort_keys=True, cls=DjangoJSONEncoder)
        return
    for name, values in sorted(data.lists()):
        for value in values:
            yield f"{name}={_digest_of(value) if isinstance(value, UploadedFile) else value}"


def _digest_of(file: UploadedFile[Any]) -> str:
    digest = salted_hmac("accounts.idempotency.file", file.read(), algorithm="sha256").hexdigest()
    file.seek(0)
    return digest
