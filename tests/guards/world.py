"""One of everything, so that every address with a parameter leads somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.models import ApiToken, PushSubscription
from accounts.models.token import TokenScope, digest_of
from biometrics.models import Verification
from consents.models import Consent, Holding, HowCaptured, Notice
from consents.models.venue import VenueFacts
from consents.services import record_holding, report_venue
from consents.services.holdings import HoldingFacts
from requests_app.law.rights import Right
from requests_app.models import Campaign, Incident, RightsRequest
from requests_app.services.campaigns import Appeal, start_campaign
from requests_app.services.incidents import Facts, announce_breach
from tests.factories import filed_request
from tests.guards.job import RESIDENT, disclose


@pytest.fixture
def pictures() -> list[int | bytes]:
    """What the venue discloses."""
    return [RESIDENT]


@pytest.fixture
def world(
    people, child, venue, other_venue, notices, consent_of, committed, pictures
) -> dict[str, Any]:
    """The resident's case in the middle of the main job, and whatever else has an address."""
    resident, operator = people["resident"], people["operator"]
    consent_of(resident)
    facts = HoldingFacts(how=HowCaptured.MADE_TO)
    record_holding(resident=resident, venue=venue, facts=facts)
    place = VenueFacts(name="Corner Shop", kind="retail_payment", jurisdiction="CN", city="Wuxi")
    report_venue(facts=place, purpose="pays", text="seen", by=resident)
    case = filed_request(resident=resident, venue=venue)
    disclosure = disclose(case, operator, committed, pictures)
    ended = Verification.objects.create(
        request_id=case.pk,
        disclosure=disclosure,
        subject=resident,
        state="unusable",
        problem="no_face",
        ended_at=timezone.now(),
    )
    start_campaign(
        appeal=Appeal(
            venue=venue, title="Our gate", text="A card, please.", rights=[Right.DELETION]
        ),
        by=resident,
    )
    announce_breach(venue=venue, facts=Facts(what="A leak", aware_at=timezone.now()), by=operator)
    PushSubscription.objects.create(user=resident, endpoint="https://push.example/1")
    token = ApiToken.objects.create(
        organisation=operator.organisations.get(),
        created_by=operator,
        name="door system",
        scope=TokenScope.RESPOND,
        prefix="abcdefgh",
        digest=digest_of("secret"),
        expires_at=timezone.now() + timedelta(days=1),
    )
    return {"case": case, "disclosure": disclosure, "verification": ended, "token": token}


def parameters(world: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Beginning of a path → what its parameters are. The longest beginning counts."""
    case: RightsRequest = world["case"]
    receipt = case.receipts.latest("issued_at").pk
    reference = {"reference": case.reference}
    return {
        "": {"rest": "nowhere", "url": "nowhere", "kind": "not_possible_now"},
        "requests/": reference,
        "requests/id/": {"pk": case.pk},
        "requests/<reference>/receipts/": {**reference, "pk": receipt},
        "requests/<reference>/letters/": {**reference, "pk": case.pk, "language": "en"},
        "requests/campaigns/": {"slug": Campaign.objects.get().slug},
        "requests/incidents/": {"pk": Incident.objects.get().pk},
        "consents/": {"purpose": "face_comparison"},
        "notices/": {"pk": Notice.objects.earliest("published_at").pk},
        "children/": {"pk": apps.get_model("accounts.Dependant").objects.get().pk},
        "me/children/": {"pk": apps.get_model("accounts.Dependant").objects.get().pk},
        "me/push/": {"pk": PushSubscription.objects.get().pk},
        "manifest.": {"language": "en"},
        "offline/": {"language": "en"},
        "my-face/": {"pk": Holding.objects.get().pk},
        "venues/": {"slug": case.venue.slug},
        "verifications/": {"pk": world["verification"].pk},
        "verify/": {"disclosure": world["disclosure"].pk},
        "accounts/2fa/": {"pk": 1},
        "accounts/password/": {"uidb36": "x", "key": "y"},
        "api/v1/children/": {"pk": apps.get_model("accounts.Dependant").objects.get().pk},
        "api/v1/consents/": {
            "purpose": "face_comparison",
            "pk": Consent.objects.earliest("at").pk,
        },
        "api/v1/holdings/": {"pk": Holding.objects.get().pk},
        "api/v1/notices/": {"pk": Notice.objects.earliest("published_at").pk},
        "api/v1/push-subscriptions/": {"pk": PushSubscription.objects.get().pk},
        "api/v1/receipts/": {"pk": receipt},
        "api/v1/requests/": {**reference, "pk": world["disclosure"].pk},
        "api/v1/venues/": {"slug": case.venue.slug},
        "api/v1/verifications/": {"pk": world["verification"].pk},
        "admin/r/": {
            "content_type_id": ContentType.objects.get_for_model(Consent).pk,
            "object_id": 1,
        },
    }


def admin_parameters(path: str) -> dict[str, Any]:
    """``admin/<app>/<model>/<object_id>/…``: the first object of that table."""
    _admin, app, model, *_rest = [*path.split("/"), "", ""]
    try:
        rows = apps.get_model(app, model)._base_manager
        chosen = rows.filter(slug="gate") if model == "venue" else rows.order_by("pk")
        found = chosen.first()
    except LookupError:
        return {"app_label": "requests_app"}
    return {"object_id": found.pk if found else "1"}


def filled(path: str, names: tuple[str, ...], known: Mapping[str, dict[str, Any]]) -> str:
    """``path`` with its parameters filled in."""
    values: dict[str, Any] = {}
    for start in sorted(known, key=len):
        if path.startswith(start):
            values |= known[start]
    if path.startswith("admin/"):
        values |= admin_parameters(path)
    return put_in(path, names, values)


def put_in(path: str, names: tuple[str, ...], values: Mapping[str, Any]) -> str:
    """``path`` with ``values`` in the place of its parameters; “1” where none is known."""
    for name in names:
        for form in (f"<{name}>", *_groups(path, name)):
            path = path.replace(form, str(values.get(name, "1")))
    return f"/{path}"


def _groups(path: str, name: str) -> list[str]:
    """The regular expressions in ``path`` that capture ``name``, with balanced brackets."""
    start = path.find(f"(?P<{name}>")
    if start < 0:
        return []
    depth, end = 0, start
    for end in range(start, len(path)):
        depth += {"(": 1, ")": -1}.get(path[end], 0)
        if depth == 0:
            break
    return [path[start : end + 1]]
