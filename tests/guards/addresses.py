"""What the parameters of each address are filled with, for either side. The longest beginning counts."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.http import urlencode

from consents.models import Notice
from requests_app.models import ExportSnapshot
from tests.guards.sides import Side
from tests.guards.world import put_in

ADMIN_REQUEST = "admin/requests_app/rightsrequest/<object_id>/"


def parameters(side: Side) -> dict[str, dict[str, Any]]:
    """Beginning of a path → what its parameters are."""
    case = {"reference": side.case.reference}
    fresh = {"reference": side.fresh.reference}
    answered = {"reference": side.answered.reference}
    doubted = {"reference": side.doubted.reference}
    draft = {"reference": side.draft.reference}
    late = {"reference": side.late.reference}
    opened = {**fresh, "pk": side.opened.pk}
    receipt = {**case, "pk": side.case.receipts.latest("issued_at").pk}
    letter = {**late, "pk": side.letter.pk, "language": "en"}
    notice = {"pk": Notice.objects.earliest("published_at").pk}
    return {
        "": {"rest": "nowhere", "url": "nowhere", "kind": "not_possible_now", "_rest": "reset/"},
        "about/": {"page": "help"},
        "requests/": case,
        "requests/id/": {"pk": side.case.pk},
        "requests/<reference>/accept": answered,
        "requests/<reference>/dispute": answered,
        "requests/<reference>/identity/dispute": doubted,
        "requests/<reference>/send": draft,
        "requests/<reference>/files/": {**case, "pk": side.file.pk},
        "requests/<reference>/receipts/": receipt,
        "requests/<reference>/admonish": late,
        "requests/<reference>/letters": letter,
        "requests/campaigns/": {"slug": side.campaign.slug},
        "requests/incidents/": {"pk": side.breach.pk},
        "consents/": {"purpose": "face_comparison"},
        "notices/": notice,
        "children/": {"pk": side.child.pk},
        "me/children/": {"pk": side.child.pk},
        "me/push/": {"pk": side.push.pk},
        "me/undo/": {"token": side.undo},
        "manifest.": {"language": "en"},
        "offline/": {"language": "en"},
        "my-face/": {"pk": side.holding.pk},
        "venues/": {"slug": side.venue.slug},
        "verifications/": {"pk": side.verification.pk},
        "verify/": {"disclosure": side.disclosure.pk},
        "accounts/2fa/": {"pk": 1},
        "api/v1/campaigns/": {"slug": side.campaign.slug},
        "api/v1/children/": {"pk": side.child.pk},
        "api/v1/consents/": {"purpose": "face_comparison", "pk": side.consent.pk},
        "api/v1/holdings/": {"pk": side.holding.pk},
        "api/v1/incidents/": {"pk": side.breach.pk},
        "api/v1/jurisdictions/": {"code": "CN"},
        "api/v1/notices/": notice,
        "api/v1/problems/": {"kind": "request.not_possible_now"},
        "api/v1/push-subscriptions/": {"pk": side.push.pk},
        "api/v1/receipts/": receipt,
        "api/v1/requests/": {**case, "pk": side.disclosure.pk},
        "api/v1/requests/<reference>/accept": answered,
        "api/v1/requests/<reference>/acknowledge": fresh,
        "api/v1/requests/<reference>/admonish": late,
        "api/v1/requests/<reference>/answer": fresh,
        "api/v1/requests/<reference>/ask": fresh,
        "api/v1/requests/<reference>/dispute": answered,
        # The law of China knows no extension.
        "api/v1/requests/<reference>/extend": {"reference": side.abroad.reference},
        "api/v1/requests/<reference>/file": draft,
        "api/v1/requests/<reference>/files/": {**case, "pk": side.file.pk},
        "api/v1/requests/<reference>/identity/dispute": doubted,
        "api/v1/requests/<reference>/letters": letter,
        "api/v1/requests/<reference>/disclosures": late,
        "api/v1/requests/<reference>/disclosures/": {**case, "pk": side.disclosure.pk},
        "api/v1/requests/<reference>/disclosures/<pk>/finish": opened,
        "api/v1/requests/<reference>/disclosures/<pk>/photographs": opened,
        "api/v1/requests/<reference>/disclosures/<pk>/vectors": opened,
        "api/v1/statistics/venues/": {"slug": side.venue.slug},
        "api/v1/venues/": {"slug": side.venue.slug},
        "api/v1/verifications/": {"pk": side.verification.pk},
    }


def queries(side: Side) -> dict[str, dict[str, str]]:
    """What is said after the question mark, where a page says nothing without it."""
    venue = {"venue": side.venue.slug}
    return {
        "my-face/add": venue,
        "requests/new": venue,
        "requests/campaigns/start": venue,
        "requests/incidents/report": venue,
        "api/v1/verifications/on-device": {"request": side.case.reference},
        "share": {"url": "https://saveface.example/venues/gate/"},
    }


def admin_objects(side: Side) -> dict[str, Model | None]:
    """The rows of the desk that belong to a side; of every other table, the first row there is."""
    return {
        "accounts.apitoken": side.token,
        "accounts.membership": side.organisation.memberships.first(),
        "accounts.organisation": side.organisation,
        "accounts.user": side.resident,
        "biometrics.disclosure": side.disclosure,
        "biometrics.sightingphoto": side.photo,
        "biometrics.verification": side.verification,
        "consents.consent": side.consent,
        "consents.handover": side.handover,
        "consents.venue": side.venue,
        "consents.venuereport": side.report,
        "requests_app.event": side.case.events.first(),
        "requests_app.exportsnapshot": ExportSnapshot.objects.first(),
        "requests_app.incident": side.breach,
        "requests_app.receipt": side.case.receipts.first(),
        "requests_app.rightsrequest": side.case,
    }


def admin_parameters(path: str, side: Side) -> dict[str, Any]:
    """``admin/<app>/<model>/<object_id>/…`` and the case or incident that its step needs."""
    special = {
        f"{ADMIN_REQUEST}acknowledge/": side.fresh,
        f"{ADMIN_REQUEST}ask/": side.fresh,
        f"{ADMIN_REQUEST}extend/": side.abroad,
        f"{ADMIN_REQUEST}answer/": side.fresh,
        "admin/consents/handover/<object_id>/undo/": side.handed,
        "admin/requests_app/incident/<object_id>/confirm/": side.reported,
        "admin/requests_app/incident/<object_id>/dismiss/": side.reported,
    }
    _admin, app, model, *_rest = [*path.split("/"), "", ""]
    try:
        first = apps.get_model(app, model)._base_manager.order_by("pk").first()
    except LookupError:
        return {"app_label": "requests_app"}
    row = special.get(path) or admin_objects(side).get(f"{app}.{model}") or first
    return {"object_id": row.pk if row else "1", "attachment": side.file.pk}


def address(path: str, names: tuple[str, ...], side: Side, part_of: Side | None = None) -> str:
    """The address of ``path`` for the things of ``side``.

    With ``part_of`` the last parameter is that of the other side: their part under this side's whole.
    """
    values = _values(path, side)
    if part_of is not None:
        values |= {names[-1]: _values(path, part_of).get(names[-1])}
    asked = queries(side).get(path)
    return put_in(path, names, values) + (f"?{urlencode(asked)}" if asked else "")


def _values(path: str, side: Side) -> dict[str, Any]:
    values: dict[str, Any] = {}
    known = parameters(side)
    for start in sorted(known, key=len):
        if path.startswith(start):
            values |= known[start]
    if path.startswith("admin/"):
        values |= admin_parameters(path, side)
    return values
