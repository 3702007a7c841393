"""The steps of the main job, for guards that need a case with a face in it."""

from __future__ import annotations

import io

import pytest

from biometrics.drawn import faces
from biometrics.models import Disclosure, Verification
from biometrics.services.disclosures import add_photograph, finish_disclosure
from biometrics.services.verifications import start_verification
from biometrics.types import Capture
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.services import identity, replies
from tests.attempting import selection_of
from tests.scenarios.saying import accounted, erased, today


def not_held() -> replies.Reply:
    """Searched today, which is not the day on which this file was read."""
    return replies.Reply(
        verdicts=[replies.Verdict(right=Right.DELETION, decision=Decision.NOT_HELD)],
        evidence={
            "venue": {"legal_name": "Gate Company", "person_in_charge": "A. Person"},
            "search": {
                "stores": "gate controller",
                "on": today(),
                "retention": "one day",
            },
        },
    )


# An answer that goes with whatever was disclosed and proven.
REFUSED = replies.Reply(
    verdicts=[
        replies.Verdict(
            right=Right.DELETION,
            decision=Decision.REFUSED,
            refusal_code="CN-ABUSE",
            reason="The same was asked and done last week.",
        )
    ]
)


def deleted(*references: str) -> replies.Reply:
    """Everything gone, the records that were proven to be the resident's one by one."""
    return replies.Reply(
        verdicts=[replies.Verdict(right=Right.DELETION, decision=Decision.FULFILLED)],
        evidence={**erased(), **accounted(*references)},
    )


RESIDENT, STRANGER, NEIGHBOUR = faces.DEMO_PEOPLE[:3]


def photograph(person: int, variant: int = 0) -> bytes:
    """A JPEG of a drawn person."""
    out = io.BytesIO()
    faces.draw(person, variant).save(out, "JPEG", quality=90)
    return out.getvalue()


def begin(request, operator, people=(RESIDENT,)) -> Disclosure:
    return identity.begin_disclosure(case=request, selection=selection_of(people), by=operator)


def disclose(request, operator, committed, people) -> Disclosure:
    """Photographs of ``people`` (drawn ones by number, or files), disclosed and read."""
    disclosure = begin(request, operator, people)
    for number, person in enumerate(people):
        data = person if isinstance(person, bytes) else photograph(person, 1)
        add_photograph(disclosure=disclosure, reference=f"record-{number}", data=data)
    with committed():
        finish_disclosure(disclosure=disclosure, by=operator)
    disclosure.refresh_from_db()
    request.refresh_from_db()
    return disclosure


def verify(disclosure, resident, committed, *frames: bytes) -> Verification:
    with committed():
        verification = start_verification(
            disclosure=disclosure, frames=frames, by=resident, capture=Capture.ATTENDED
        )
    verification.refresh_from_db()
    return verification


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` runs what is to happen after the commit, as a worker would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
