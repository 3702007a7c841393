"""What comes before Django: a call whose headers it could not take apart."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.utils.http import parse_header_parameters

TEXT = b"The Content-Type of this call cannot be read."


class ReadableType:
    """``application``, for calls whose Content-Type can be read; 400 for others.

    Django reads it while it makes its request, before any middleware: what fails there is nobody's answer,
    but a 500 of the web server.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self.application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _is_readable(environ.get("CONTENT_TYPE", "")):
            return self.application(environ, start_response)
        headers = [("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff")]
        start_response("400 Bad Request", [*headers, ("Content-Length", str(len(TEXT)))])
        return [TEXT]


def _is_readable(content_type: str) -> bool:
    try:
        _kind, parameters = parse_header_parameters(content_type)
        codecs.lookup(parameters.get("charset", "utf-8"))
    except LookupError:
        # An unknown charset is no fault to Django; by RFC 2231 it is.
        return "*" not in content_type
    except ValueError:
        return False
    return True
