"""Calls that Django could not make a request of are refused, not answered with an error of ours."""

from __future__ import annotations

import encodings.aliases
import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from config.web.content_type import ReadableType

pytestmark = pytest.mark.django_db
# Every codec of Python, those that turn bytes into bytes too.
CODECS = sorted({*encodings.aliases.aliases.values(), "undefined", "idna", "no_such_codec"})
PARTS = b'--m\r\nContent-Disposition: form-data; name="text"\r\n\r\nabc\r\n--m--\r\n'


def status_of(content_type):
    """What the web server is answered to a call with this header."""
    told = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/healthz",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    answer = ReadableType(WSGIHandler())(environ, lambda status, _headers: told.append(status[:3]))
    assert b"".join(answer)
    return told[0]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; a*=no_such_codec''x",
        "text/plain; a*=idna''%80",
        "text/plain; a*=a%00b''x",
        "text/plain; charset*=utf-8''a%00b",
        "multipart/form-data; boundary*=undefined''m",
    ],
)
def test_a_content_type_that_cannot_be_read_is_the_senders_fault(content_type):
    assert status_of(content_type) == "400"


@pytest.mark.parametrize("codec", CODECS)
def test_no_codec_is_an_error_of_ours(codec):
    for given in (f"text/plain; a*={codec}''%C3%A9", f"text/plain; charset={codec}"):
        assert status_of(given) in ("200", "400")


def test_what_is_usual_comes_through():
    for given in (
        "",
        "application/json",
        "text/html; charset=UTF-8",
        "text/plain; charset=x-unknown",
        "multipart/form-data; boundary=----x",
        "text/plain; name*=UTF-8''%E7%A5%A8",
    ):
        assert status_of(given) == "200"


@pytest.mark.parametrize("codec", CODECS)
def test_no_form_and_no_address_is_read_by_another_codec(codec):
    client = Client(raise_request_exception=False)
    kind = f"multipart/form-data; boundary=m; charset={codec}"
    sent = client.generic("POST", "/receipts/check", PARTS, content_type=kind)
    assert sent.status_code == (200 if codec in ("ascii", "utf_8") else 400)
    asked = client.generic("GET", "/venues/?q=%C3%A9", content_type=f"text/plain; charset={codec}")
    assert asked.status_code == 200
    assert "é" in asked.text
