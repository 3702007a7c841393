"""A valid body for each act of the access matrix: whoever may act succeeds, and nobody else does.

``{email}`` stands for the address of whoever calls. An act without an entry is asked with nothing.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from PIL import Image

from biometrics import engines
from consents.models import Notice
from tests.guards.job import NEIGHBOUR, photograph
from tests.guards.sides import Side
from tests.web.push_service import Browser

WORDS = "It stands beside the gate."
GROUND = {"refusal_code": "CN-ABUSE", "reason": "The same was asked and done last week."}
NO_ROWS = {
    f"{name}-{part}_FORMS": "0"
    for name in ("inventory", "recipients-told", "kept", "systems", "impact_statements")
    for part in ("TOTAL", "INITIAL")
}


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent; ``kind`` is json or form (multipart, for files too)."""

    data: Mapping[str, Any] = field(default_factory=dict)
    kind: str = "json"
    headers: Mapping[str, str] = field(default_factory=dict)

    def sent(self, email: str) -> tuple[bytes | str, str]:
        """The bytes and their media type."""
        data = {
            name: value.replace("{email}", email) if isinstance(value, str) else _again(value)
            for name, value in self.data.items()
        }
        if self.kind == "json":
            return json.dumps(data), "application/json"
        return encode_multipart(BOUNDARY, data), MULTIPART_CONTENT

    def headers_for(self, email: str) -> dict[str, str]:
        return {name: value.replace("{email}", email) for name, value in self.headers.items()}


def _again(value: Any) -> Any:
    """A file is read anew for each caller."""
    for file in value if isinstance(value, list) else [value]:
        if isinstance(file, io.IOBase | SimpleUploadedFile):
            file.seek(0)
    return value


def form(**data: Any) -> Body:
    return Body(data, "form")


@cache
def _sign() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), (200, 205, 210)).save(out, "JPEG")
    return out.getvalue()


def _picture(name: str = "sign.jpg", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or _sign(), content_type="image/jpeg")


def _past() -> str:
    return (timezone.now() - timedelta(hours=2)).isoformat()


def bodies(side: Side) -> dict[tuple[str, str], Body]:
    """(method, path) → what is sent about the things of ``side``."""
    return {**_api(side), **_pages(side), **_desk(side), **_accounts(), **_headless()}


def _api(side: Side) -> dict[tuple[str, str], Body]:
    case = "requests/<reference>"
    disclosure = f"{case}/disclosures/<pk>"
    venue, reason = {"venue": side.venue.slug}, Body({"reason": WORDS})
    notice = str(Notice.objects.get(purpose="face_comparison").pk)
    person = {"display_name": "Lin"}
    return {
        ("POST", f"api/v1/{path}"): body
        for path, body in {
            "campaigns": Body({**venue, "title": "Gate", "text": WORDS, "rights": ["opt_out"]}),
            "children": Body({**person, "birth_band": "under_14"}),
            "consents": Body({"purpose": "face_comparison", "notice": notice}),
            "holdings": Body({**venue, "how": "made_to"}),
            "incidents": Body({**venue, "kind": "leak", "what": WORDS, "seen_at": _past()}),
            "liveness-challenges": Body({"request": side.case.reference}),
            "push-subscriptions": Body(
                {"endpoint": "https://fcm.googleapis.com/fcm/send/x", "keys": Browser().keys()}
            ),
            "receipts/check": Body({"receipt": side.case.receipts.first().jws}),
            "requests": Body({**venue, "rights": ["deletion"]}),
            "requests/many": Body({"holdings": [str(side.askable.pk)], "rights": ["deletion"]}),
            "venues": Body(
                {"name": "Shop", "kind": "retail_payment", "jurisdiction": "CN", "city": "Wuxi"}
                | {"purpose": "pays"}
            ),
            "venues/<slug>/sightings": form(text=WORDS, photo=_picture()),
            "verifications": form(
                request=side.case.reference, frames=[_picture("me.jpg", photograph(NEIGHBOUR))]
            ),
            f"{case}/answer": Body(
                {
                    "verdicts": [{"right": "deletion", "decision": "refused", **GROUND}],
                    "evidence": {},
                }
            ),
            f"{case}/ask": Body({"body": WORDS}),
            f"{case}/messages": Body({"body": WORDS}),
            f"{case}/dispute": reason,
            f"{case}/identity/dispute": reason,
            f"{case}/identity/code": Body({"code": side.code}),
            f"{case}/identity/confirm": Body({"means": "in_person", "seen": "passport"}),
            f"{case}/extend": Body(
                {
                    "reason": WORDS,
                    "amount": 1,
                }
            ),
            f"{case}/letters": Body({"stage": "complaint"}),
            f"{case}/disclosures": Body({"basis": "by_name"}),
            f"{disclosure}/vectors": Body(
                {
                    "engine": str(engines.get().id),
                    "vectors": [{"reference": "A-1", "values": [0.1] * engines.get().dimension}],
                }
            ),
            f"{disclosure}/photographs": form(
                photographs=[_picture("1.jpg", photograph(NEIGHBOUR))]
            ),
        }.items()
    } | {
        ("PATCH", "api/v1/me"): Body(person),
        ("DELETE", "api/v1/me"): Body(headers={"Saveface-Confirm": "{email}"}),
    }


def _pages(side: Side) -> dict[tuple[str, str], Body]:
    case = "requests/<reference>"
    notice = str(Notice.objects.get(purpose="face_comparison").pk)
    selfie = form(photos=[_picture("me.jpg", photograph(NEIGHBOUR))])
    return {
        ("POST", path): body
        for path, body in {
            "consents/<purpose>/give": form(notice=notice),
            "i18n/setlang/": form(language="en"),
            "me/": form(display_name="Lin", locale="en", birth_band="adult"),
            "me/proof": form(action="send"),
            "me/delete": form(email="{email}", sure="on"),
            "my-face/add": form(how="made_to"),
            "receipts/check": form(text=side.case.receipts.first().jws),
            f"{case}/dispute": form(reason=WORDS),
            f"{case}/identity": form(code=side.code),
            f"{case}/identity/dispute": form(reason=WORDS),
            f"{case}/letters": form(stage="complaint"),
            f"{case}/message": form(body=WORDS),
            "requests/campaigns/start": form(title="Gate", text=WORDS, rights=["opt_out"]),
            "requests/incidents/report": form(kind="leak", what=WORDS, seen_at=_past()),
            "requests/new": form(wish="delete"),
            "requests/new/many": form(wish="delete", places=[str(side.askable.pk)]),
            "venues/<slug>/sighting": form(text=WORDS, photo=_picture()),
            "venues/report": form(
                name="Shop",
                kind="retail_payment",
                city="Wuxi",
                jurisdiction="CN",
                purpose="pays",
                text=WORDS,
            ),
            "verify/<disclosure>/": selfie,
        }.items()
    }


def _desk(side: Side) -> dict[tuple[str, str], Body]:
    case = "admin/requests_app/rightsrequest/<object_id>"
    return {
        ("POST", path): body
        for path, body in {
            f"{case}/ask/": form(**{"ask-body": WORDS}),
            f"{case}/message/": form(**{"message-body": WORDS}),
            f"{case}/extend/": form(**{"extend-reason": WORDS, "extend-amount": "1"}),
            f"{case}/confirm/": form(
                **{"confirm-means": "in_person", "confirm-seen": "passport", "confirm-sure": "on"}
            ),
            f"{case}/answer/": form(
                **NO_ROWS,
                **{"deletion-decision": "refused", "send": "1"},
                **{f"deletion-{name}": value for name, value in GROUND.items()},
            ),
            "admin/requests_app/incident/add/": form(
                venue=str(side.venue.pk),
                what=WORDS,
                aware_at_0=f"{timezone.localdate():%Y-%m-%d}",
                aware_at_1="00:00:00",
            ),
            "admin/requests_app/incident/<object_id>/confirm/": form(venue=str(side.venue.pk)),
            "admin/consents/venue/<object_id>/change/": form(
                **NO_ROWS,
                name=side.venue.name,
                kind=side.venue.kind,
                city=side.venue.city,
                jurisdiction=side.venue.jurisdiction,
                time_zone=side.venue.time_zone,
                contact_email="privacy@operator.test",
            ),
            "admin/consents/venue/<object_id>/claim/": form(operator=str(side.organisation.pk)),
            "admin/consents/handover/<object_id>/object/": form(objection=WORDS),
            "admin/accounts/apitoken/add/": form(
                organisation=str(side.organisation.pk), name="gate", scope="respond", days="30"
            ),
        }.items()
    }


def _accounts() -> dict[tuple[str, str], Body]:
    return {
        ("POST", "accounts/login/"): form(login="{email}"),
        ("POST", "accounts/login/code/"): form(email="{email}"),
        ("POST", "accounts/email/"): form(email="new@example.test", action_add=""),
    }


def _headless() -> dict[tuple[str, str], Body]:
    return {
        ("POST", f"_allauth/{client}/v1/{path}"): body
        for client in ("app", "browser")
        for path, body in {
            "auth/code/request": Body({"email": "somebody@example.test"}),
            "account/email": Body({"email": "new@example.test"}),
        }.items()
    }
