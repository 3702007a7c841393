"""Errors of the API as RFC 9457 problem details: one handler, one table of kinds.

Every app declares its kinds and how its exceptions become one of them (`<app>/api/problems.py`);
views and services raise exceptions and never build an error answer themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from posixpath import commonpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import Error as DatabaseError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.permissions import SAFE_METHODS
from rest_framework.response import Response

from accounts.core.parsing.budget import FAULTS_SHOWN
from accounts.core.pointers import pointer
from accounts.core.unavailable import RETRY_SECONDS, is_unavailable
from accounts.core.unreachable import Unreachable
from accounts.kit.allowances import AllowanceSpent

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

logger = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"
TYPE_PATH = "/api/v1/problems/"
# REST framework's and Django's words for an object as a whole.
AS_A_WHOLE = ("non_field_errors", "__all__")

TITLES: Mapping[int, _StrPromise] = {
    400: _("Check what you sent"),
    401: _("Sign in first"),
    403: _("Not allowed"),
    404: _("Nothing here"),
    405: _("Not possible at this address"),
    406: _("No such format"),
    409: _("Not possible now"),
    413: _("Too large"),
    415: _("Unknown kind of content"),
    422: _("This cannot be accepted"),
    429: _("Too many requests"),
    500: _("Our mistake"),
    503: _("Not available now"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: the HTTP status, what to do about it, and which values of a body it is about."""

    status: int
    sentence: _StrPromise | str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one value, and where it stands (`accounts.core.pointers.pointer`)."""

    pointer: str
    detail: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One occurrence. ``detail`` replaces the sentence of the kind where more is known."""

    kind: str
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


KINDS: dict[str, Kind] = {
    "invalid": Kind(400, _("Some values are missing or wrong; each is named under “errors”.")),
    "malformed": Kind(400, _("The body cannot be read. Send well-formed JSON or multipart data.")),
    "sign_in": Kind(401, _("Sign in, or send a token that is valid and not revoked.")),
    "forbidden": Kind(403, _("Your account or token may not do this.")),
    "not_found": Kind(404, _("There is nothing here, or it is not yours to see.")),
    "method_not_allowed": Kind(405, _("This address does not know that method.")),
    "not_acceptable": Kind(406, _("Ask for a format that this address offers.")),
    "too_large": Kind(413, _("Send less at once, in several parts if need be.")),
    "unsupported_media_type": Kind(415, _("Send JSON, or multipart data where files are taken.")),
    "too_many_requests": Kind(429, _("Wait as long as the header “Retry-After” says.")),
    "error": Kind(
        500, _("Something went wrong on our side. Nothing was changed; try again later.")
    ),
    "unavailable": Kind(
        503,
        _(
            "A part of this service is busy or out of reach. Wait as long as the header “Retry-After” "
            "says and send the same again; under an Idempotency-Key it is done once."
        ),
    ),
    "key_in_use": Kind(409, _("The first call under this Idempotency-Key is still being done.")),
    "key_lost": Kind(
        409,
        _(
            "This call took so long that its Idempotency-Key was given to a repetition of it. Nothing of "
            "this one was done. Send it again under the same key to see what became of the other."
        ),
    ),
    "key_reused": Kind(
        422, _("This Idempotency-Key was used for another call. Choose a new key for a new call.")
    ),
    "key_malformed": Kind(400, _("An Idempotency-Key has 1 to 80 visible ASCII characters.")),
    "shown_once": Kind(
        409, _("This was done under the same Idempotency-Key, and its answer is shown only once.")
    ),
}


class ApiProblem(Exception):
    """A problem that the API itself finds, by its kind; ``about`` are the values that are wrong."""

    def __init__(self, kind: str, *about: str) -> None:
        super().__init__(kind)
        self.kind, self.about = kind, about


Translator = Callable[[Any], Problem | None]
_translators: dict[type[Exception], Translator] = {}


def declare(kinds: Mapping[str, Kind]) -> None:
    """Add kinds to the table."""
    KINDS.update(kinds)


def register(exception: type[Exception], translator: Translator) -> None:
    """Say how ``exception`` and what derives from it becomes a problem."""
    _translators[exception] = translator


def refused(kind: str, sentence: str, about: str = "") -> Problem:
    """A problem with the words of whatever refused; ``about`` is the value that is wrong, if it is one."""
    return Problem(kind, sentence, (FieldError(pointer(about), sentence),) if about else ())


def problem_of(exc: Exception) -> Problem | None:
    """The problem that ``exc`` stands for; None for what is a mistake of ours."""
    for cls in type(exc).__mro__:
        if cls in _translators:
            return _translators[cls](exc)
    return None


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """The handler of REST framework; None lets Django answer 500 and log what happened."""
    problem = problem_of(exc)
    if problem is None:
        return None
    headers = dict(problem.headers)
    if auth := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth
    request = context["request"]
    placed = problem if problem.errors else _placed(problem, context.get("view"))
    return Response(
        body(placed, instance=request.path, in_query=request.method in SAFE_METHODS),
        status=KINDS[problem.kind].status,
        headers=headers,
        content_type=MEDIA_TYPE,
    )


def _placed(problem: Problem, view: Any) -> Problem:
    """With the values that its kind is about, as far as the view has read such values from the body."""
    kind = KINDS[problem.kind]
    read: frozenset[str] = getattr(view, "members_read", frozenset())
    detail = problem.detail or str(kind.sentence)
    errors = (FieldError(pointer(name), detail) for name in kind.members if name in read)
    return replace(problem, errors=tuple(errors))


def body(problem: Problem, *, instance: str, in_query: bool = False) -> dict[str, Any]:
    """The members of RFC 9457, in the language that is active now.

    ``in_query``: the call has no body, so what is wrong stands in its address.
    """
    kind = KINDS[problem.kind]
    return {
        "type": f"{settings.PUBLIC_URL}{TYPE_PATH}{problem.kind}",
        "title": str(TITLES[kind.status]),
        "status": kind.status,
        "detail": problem.detail or str(kind.sentence),
        "instance": instance,
        "errors": [_shown(error, in_query) for error in problem.errors],
    }


def _shown(error: FieldError, in_query: bool) -> dict[str, str]:
    parameter = unquote(error.pointer.removeprefix("#").strip("/").partition("/")[0])
    if in_query and parameter:
        return {"parameter": parameter, "detail": error.detail}
    return {"pointer": error.pointer, "detail": error.detail}


# --- what REST framework and Django raise -----------------------------------------------------


def _field_errors(detail: Any, *steps: str | int) -> Iterator[FieldError]:
    """Flatten the nested detail of a ValidationError into places."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _field_errors(inner, *steps, *([] if name in AS_A_WHOLE else [str(name)]))
    elif isinstance(detail, list | tuple):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from _field_errors(inner, *steps, *([index] if nested else []))
    else:
        yield FieldError(pointer(*steps), str(detail))


def _first_errors(detail: Any) -> tuple[FieldError, ...]:
    """The first of them; of a thousand bad rows the answer must not be larger than the call."""
    found = _field_errors(detail)
    shown = tuple(islice(found, FAULTS_SHOWN))
    others = [error.pointer for error in found]
    if not others:
        return shown
    text = ngettext("… and %(n)d more.", "… and %(n)d more.", len(others)) % {"n": len(others)}
    return (*shown, FieldError(commonpath(others), text))


def _invalid(exc: exceptions.ValidationError) -> Problem:
    return Problem("invalid", errors=_first_errors(exc.detail))


def _invalid_model(exc: DjangoValidationError) -> Problem:
    detail = exc.message_dict if hasattr(exc, "error_dict") else exc.messages
    return Problem("invalid", errors=_first_errors(detail))


def _throttled(exc: Any) -> Problem:
    wait = max(1, int(exc.wait or 1))
    return Problem("too_many_requests", headers={"Retry-After": str(wait)})


def _spent(exc: AllowanceSpent) -> Problem:
    return Problem("too_many_requests", str(exc), headers={"Retry-After": str(exc.wait)})


def _unavailable(exc: Exception) -> Problem | None:
    if not is_unavailable(exc):
        return None
    logger.warning("unavailable", error=type(exc).__name__, exc_info=exc)
    return Problem("unavailable", headers={"Retry-After": str(RETRY_SECONDS)})


def _found(exc: ApiProblem) -> Problem:
    sentence = str(KINDS[exc.kind].sentence)
    return Problem(exc.kind, errors=tuple(FieldError(pointer(at), sentence) for at in exc.about))


def _plain(kind: str) -> Translator:
    return lambda exc: Problem(kind)


register(ApiProblem, _found)
register(exceptions.ValidationError, _invalid)
register(DjangoValidationError, _invalid_model)
register(exceptions.Throttled, _throttled)
register(AllowanceSpent, _spent)
register(DatabaseError, _unavailable)
register(RedisError, _unavailable)
register(Unreachable, _unavailable)
for _exception, _kind in {
    exceptions.ParseError: "malformed",
    exceptions.NotAuthenticated: "sign_in",
    exceptions.AuthenticationFailed: "sign_in",
    exceptions.PermissionDenied: "forbidden",
    PermissionDenied: "forbidden",
    exceptions.NotFound: "not_found",
    Http404: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    RequestDataTooBig: "too_large",
    SuspiciousOperation: "malformed",
}.items():
    register(_exception, _plain(_kind))
