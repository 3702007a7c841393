"""What libraries parse by themselves, measured before they see it."""

from __future__ import annotations

import codecs
import logging
from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _
from django.views import defaults

from accounts.core.parsing import json_text
from accounts.core.parsing.budget import BUDGETS, Measure, OverBudget, Source, Unparsable
from accounts.core.parsing.passkeys import check_passkey
from accounts.core.parsing.tokens import check_token
from accounts.kit.api.problems import KINDS, MEDIA_TYPE, Problem, body

logger = logging.getLogger(__name__)

NO_UTF8 = _("A form is sent in UTF-8. Leave the charset out, or name that one.")
UTF8 = ("utf-8", "ascii")

# django-allauth's own addresses: JSON for apps, forms with a passkey's JSON in a field for pages.
APPS, PAGES = "/_allauth/", "/accounts/"
PROGRAMS = ("/api/", APPS)
# The field in which allauth looks for what a passkey says.
PASSKEY = "credential"


class BudgetMiddleware:
    """Measures tokens in headers and what is sent to allauth; the API's parsers measure their own.

    A recursion that gets by all of this is the sender's doing as well: 400, and a line in the log.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _form_is_utf8(request):
            return refused(request, Unparsable(NO_UTF8))
        if not _token_is_readable(request):
            return _problem(request, Problem("sign_in", headers={"WWW-Authenticate": "Bearer"}))
        if _names_nul(request):
            return refused(request, Unparsable(json_text.NO_TEXT))
        if request.method not in ("GET", "HEAD", "OPTIONS", "TRACE"):
            try:
                _check_body(request)
            except Unparsable as unparsable:
                return refused(request, unparsable)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, RecursionError):
            return None
        logger.error("a request nested deeper than its budget knows", exc_info=exception)
        limit = BUDGETS[Source.JSON].depth
        return refused(request, OverBudget(Measure.DEPTH, limit))


def _form_is_utf8(request: HttpRequest) -> bool:
    """Django decodes a call by whatever codec its sender names, and some are none for text.

    Parts of a form in another one are refused; of whatever else, only the address would be read by it.
    """
    named = request.content_params.get("charset") if request.content_params else None
    if named is None or _is_utf8(named):
        return True
    request.encoding = "utf-8"
    return not (request.content_type or "").startswith("multipart/")


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in UTF8
    except LookupError:
        return False


def _token_is_readable(request: HttpRequest) -> bool:
    """False for a JWT that no library should be given."""
    if not request.path_info.startswith(PROGRAMS):
        return True
    try:
        # Wherever it stands: libraries part the header at any space, not at one alone.
        for part in request.headers.get("Authorization", "").split():
            if part.count(".") == 2:
                check_token(part)
    except Unparsable:
        return False
    return True


def _names_nul(request: HttpRequest) -> bool:
    """True where an address holds the one character that no text of the database may hold."""
    query = request.META.get("QUERY_STRING", "")
    return "\0" in request.path_info or "\0" in query or "%00" in query


def _check_body(request: HttpRequest) -> None:
    if request.path_info.startswith(APPS):
        _check_length(request)
        if request.body:
            said = json_text.load(request.body, Source.SIGN_IN)
            _check_strings(_texts(said))
            _check_passkey(said.get(PASSKEY) if isinstance(said, dict) else None)
    elif request.path_info.startswith(PAGES):
        _check_length(request)
        _check_strings(text for values in request.POST.lists() for text in values[1])
        _check_passkey(request.POST.get(PASSKEY))


def _check_passkey(said: object) -> None:
    """Nothing is said where a form was sent without one: the form tells."""
    if isinstance(said, str) and said:
        said = json_text.load(said.encode("utf-8", "replace"), Source.SIGN_IN)
    if said not in (None, ""):
        check_passkey(said)


def _check_length(request: HttpRequest) -> None:
    """Before a byte is read. A body without a length is no body to Django."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = BUDGETS[Source.SIGN_IN].bytes
    if not length.isdecimal() or int(length[:20]) > limit:
        raise OverBudget(Measure.BYTES, limit)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (text for text in value.values() if isinstance(text, str))


def _check_strings(texts: Iterator[str]) -> None:
    """A passkey's JSON within a string, and a refresh token, are parsed by allauth, too."""
    for text in texts:
        if text.lstrip().startswith(("[", "{")):
            json_text.load(text.encode("utf-8", "replace"), Source.SIGN_IN)
        elif text.count(".") == 2 and text.startswith("ey"):
            check_token(text)


def refused(request: HttpRequest, unparsable: Unparsable) -> HttpResponse:
    """A problem for programs (RFC 9457), a page for people."""
    large = isinstance(unparsable, OverBudget) and unparsable.measure is Measure.BYTES
    if request.path_info.startswith(PROGRAMS):
        kind = "too_large" if large else "malformed"
        return _problem(request, Problem(kind, str(unparsable.sentence)))
    page = defaults.bad_request(request, unparsable)
    page.status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if large else HTTPStatus.BAD_REQUEST
    return page


def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return JsonResponse(
        body(problem, instance=request.path),
        status=KINDS[problem.kind].status,
        headers=problem.headers,
        content_type=MEDIA_TYPE,
    )
