"""Text travels compressed; what is not text, or is a part, is left as it is."""

import gzip

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.urls import reverse

from config.web.compression import CompressionMiddleware

BROWSER = {"accept-encoding": "gzip, deflate, br"}
WORDS = b"a word and another one " * 100


def sent(response, **headers):
    request = RequestFactory().get("/", headers=headers or BROWSER)
    return CompressionMiddleware(lambda _request: response)(request)


@pytest.mark.django_db
def test_a_page_and_its_styles_are_compressed_for_a_browser(client):
    plain = client.get(reverse("home"))
    packed = client.get(reverse("home"), headers=BROWSER)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert gzip.decompress(packed.content).startswith(b"<!DOCTYPE html>")
    styles = client.get("/static/css/base.css", headers=BROWSER)
    assert styles["Content-Encoding"] == "gzip"
    assert gzip.decompress(styles.getvalue()) == client.get("/static/css/base.css").getvalue()


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(WORDS, content_type="image/jpeg"),
        HttpResponse(WORDS, content_type="application/pdf"),
        HttpResponse(WORDS, content_type="text/html", status=206),
        StreamingHttpResponse([WORDS], content_type="application/zip"),
    ],
)
def test_what_is_no_whole_text_is_left_as_it_is(response):
    assert "Content-Encoding" not in sent(response)


def test_who_cannot_unpack_gets_it_plain():
    response = sent(HttpResponse(WORDS), **{"accept-encoding": "identity"})
    assert response.content == WORDS


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/venues", "/sw.js"])
def test_what_is_compressed_is_still_answered_with_not_modified(client, venue, address):
    first = client.get(address, headers=BROWSER)
    again = client.get(address, headers={**BROWSER, "if-none-match": first["ETag"]})
    assert (first["Content-Encoding"], again.status_code) == ("gzip", 304)
