"""Attempts as rows, for limits and places in the queue; and a disclosure that is ready for one."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from biometrics.calibration import load
from biometrics.engines import mosaic
from biometrics.models import Basis, Disclosure, Verification
from biometrics.services.disclosures import Window, add_vectors, finish_disclosure
from requests_app.services import identity
from tests.factories import UserFactory, VenueFactory


def picture(person: int, variant: int = 0) -> bytes:
    """A photograph of an invented person, as a PNG."""
    out = io.BytesIO()
    mosaic.draw(person, variant).save(out, "PNG")
    return out.getvalue()


def template(person: int, variant: int = 0) -> list[float]:
    """The same person's template, as a venue may disclose it."""
    import numpy as np

    engine = mosaic.Mosaic()
    pixels = np.asarray(mosaic.draw(person, variant).convert("RGB"))
    return engine.encode_reference(pixels).values.tolist()


def an_hour() -> dict[str, str]:
    """The body with which a venue discloses everyone captured in the hour before now."""
    now = timezone.now()
    start = now - timedelta(hours=1)
    return {
        "basis": Basis.TIME_WINDOW.value,
        "window_from": start.isoformat(),
        "window_to": now.isoformat(),
    }


def selection_of(people) -> identity.Selection:
    """By name for one person; several are disclosed by an hour in which all of them passed."""
    if len(people) < 2:
        return identity.Selection(basis=Basis.BY_NAME)
    hour = Window(timezone.now() - timedelta(hours=1), timezone.now())
    return identity.Selection(basis=Basis.TIME_WINDOW, window=hour)


def disclosed(request, operator, committed, people=(1,)) -> Disclosure:
    """Templates of invented ``people``, disclosed for ``request`` and sealed."""
    disclosure = identity.begin_disclosure(
        case=request, selection=selection_of(people), by=operator
    )
    rows = [(f"record-{person}", template(person, 1)) for person in people]
    add_vectors(disclosure=disclosure, engine="mosaic", rows=rows)
    with committed():
        finish_disclosure(disclosure=disclosure, by=operator)
    disclosure.refresh_from_db()
    return disclosure


def another_disclosure(venue=None, **fields) -> Disclosure:
    """A row of somebody's disclosure, with nothing in it."""
    return Disclosure.objects.create(
        request_id=uuid4(),
        venue=venue or VenueFactory(),
        subject=fields.pop("subject", None) or UserFactory(),
        basis=fields.pop("basis", Basis.BY_NAME),
        policy_kind="deletion",
        engine="mosaic@1",
        space=load("mosaic-1").space,
        state="ready",
        expires_at=timezone.now() + timedelta(days=30),
        **fields,
    )


def attempt(disclosure: Disclosure, *, ago: timedelta = timedelta(0), **fields) -> Verification:
    """A row of one attempt made ``ago``: decided as “not matched” unless something else is said."""
    state = fields.setdefault("state", "decided")
    if state == "decided":
        fields.setdefault("outcome", "not_matched")
    fields.setdefault("subject", disclosure.subject)
    created = timezone.now() - ago
    if state not in ("queued", "comparing"):
        fields.setdefault("ended_at", created + timedelta(seconds=2))
        fields.setdefault("tries", 1)
    return Verification.objects.create(
        request_id=disclosure.request_id, disclosure=disclosure, created_at=created, **fields
    )
