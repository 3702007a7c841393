"""The evidence bundle: what an authority needs to check a case without asking this platform.

A zip of the letter (text and PDF), the events with their hash chain, every receipt and the keys, and
a note on how to check them. It is streamed; nothing of a face is in it, because none is kept.
"""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from requests_app.law.deadlines.calculator import start_date
from requests_app.law.letters.pdf import as_pdf
from requests_app.law.letters.stored import letter_from_text
from requests_app.models import Letter, RightsRequest
from requests_app.receipts import chain, published_keys
from requests_app.services.lifecycle import links_of


def pdf_of(letter: Letter, language: str) -> bytes:
    """The letter as a PDF, with the very words that were stored."""
    written_on = start_date(letter.written_at, letter.request.venue.time_zone)
    text = letter.text(language)
    return as_pdf(letter_from_text(text, language=language, written_on=written_on))


def events_of(case: RightsRequest) -> list[dict[str, Any]]:
    """The events as they are hashed, so that anybody can walk the chain."""
    return [chain.members(link) | {"digest": digest} for link, digest in links_of(case)]


def bundle(letter: Letter, language: str) -> bytes:
    """The zip of one letter and its evidence: some tens of kilobytes."""
    case = letter.request
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for code in ("zh-hans", "en"):
            archive.writestr(f"letter.{code}.txt", letter.text(code))
            archive.writestr(f"letter.{code}.pdf", pdf_of(letter, code))
        archive.writestr("events.json", _json(events_of(case)))
        archive.writestr("keys.json", _json(published_keys()))
        for receipt in case.receipts.select_related("event").order_by("event__number"):
            archive.writestr(
                f"receipts/{receipt.event.number:03}-{receipt.event.kind}.jws", receipt.jws
            )
        archive.writestr("README.txt", how_to_check(language))
    return out.getvalue()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def how_to_check(language: str) -> str:
    """How to check the bundle offline."""
    with translation.override(language):
        return _(
            "Each file in receipts/ is a signed statement (JWS, Ed25519) about one event of this "
            "case. Check it with any JOSE tool against keys.json, or offline with "
            "“manage.py check_receipt FILE --keys keys.json” of the published source code. "
            "events.json holds the events: “digest” is the SHA-256 of the canonical JSON (RFC 8785) of "
            "the other members, and “previous” is the digest of the event before, so that nothing "
            "can be left out or changed unseen."
        )
