"""The main job through the services, with real dlib embeddings of drawn people.

Drawn people cannot move before a camera: their photographs are taken before a witness.
"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from accounts.core.actors import SYSTEM
from biometrics.drawn import faces, motion
from biometrics.models import (
    Basis,
    Capture,
    Disclosure,
    DisclosureState,
    Verification,
    VerificationState,
)
from biometrics.problems import RefusalKind, Refused
from biometrics.services.disclosures import add_photograph, finish_disclosure
from biometrics.services.liveness import issue_challenge
from biometrics.services.verifications import start_verification
from biometrics.types import Pixels
from biometrics.vault import blobs
from consents.models import Purpose
from consents.selectors import has_consent
from consents.services import publish_notice, withdraw_consent
from requests_app import receipts, states
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.models import IdentityMeans, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.receipts import chain
from requests_app.services import answers, filing, identity, lifecycle, operator_steps, replies
from tests.attempting import selection_of

RESIDENT, STRANGER, NEIGHBOUR = faces.DEMO_PEOPLE[:3]


def photograph(person: int, variant: int = 0) -> bytes:
    out = io.BytesIO()
    faces.draw(person, variant).save(out, "JPEG", quality=90)
    return out.getvalue()


def jpeg(frame: Pixels) -> bytes:
    out = io.BytesIO()
    Image.fromarray(frame).save(out, "JPEG", quality=85)
    return out.getvalue()


@pytest.fixture
def consent(resident, consent_of):
    return consent_of(resident)


@pytest.fixture
def request_(resident, venue) -> RightsRequest:
    claim = filing.Claim(
        venue=venue, rights=[Right.DELETION, Right.ACCESS], claimant_name="Lin", language="en"
    )
    return filing.file_request(claim=claim, by=resident)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Run what is to happen after the commit, as a worker would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def disclose(request, operator, committed, people) -> Disclosure:
    selection = selection_of(people)
    disclosure = identity.begin_disclosure(case=request, selection=selection, by=operator)
    for number, person in enumerate(people):
        add_photograph(
            disclosure=disclosure, reference=f"record-{number}", data=photograph(person, 1)
        )
    with committed():
        finish_disclosure(disclosure=disclosure, by=operator)
    disclosure.refresh_from_db()
    request.refresh_from_db()
    return disclosure


def verify(disclosure, resident, committed, *frames) -> Verification:
    with committed():
        verification = start_verification(
            disclosure=disclosure, frames=frames, by=resident, capture=Capture.ATTENDED
        )
    verification.refresh_from_db()
    return verification


def test_filing_starts_the_clock_and_issues_a_receipt(request_):
    assert request_.workflow == states.Workflow.FILED
    assert request_.clock == states.Clock.RUNNING
    assert [right.right for right in request_.rights.all()] == ["access", "deletion"]
    assert request_.due_on is not None
    assert not request_.is_overdue
    receipt = request_.receipts.get()
    checked = receipts.check(receipt.jws, receipts.published_keys()["keys"])
    assert checked.is_genuine
    assert checked.payload["reference"] == request_.reference
    assert "Lin" not in str(checked.payload)


def test_the_resident_learns_which_records_are_theirs_and_no_face_remains(
    request_, resident, operator, consent, committed
):
    operator_steps.acknowledge(case=request_, by=operator)
    disclosure = disclose(request_, operator, committed, [STRANGER, RESIDENT, NEIGHBOUR, RESIDENT])
    assert request_.workflow == states.Workflow.AWAITING_RESIDENT
    assert disclosure.state == DisclosureState.READY

    verification = verify(
        disclosure, resident, committed, photograph(RESIDENT, 2), photograph(RESIDENT, 3)
    )
    assert (verification.state, verification.outcome) == ("decided", "verified")

    request_.refresh_from_db()
    assert request_.identity == states.Identity.VERIFIED
    assert request_.identity_means == IdentityMeans.FACE
    assert request_.matched_references == ["record-1", "record-3"]
    disclosure.refresh_from_db()
    assert disclosure.state == DisclosureState.DESTROYED
    assert disclosure.wrapped_key is None
    far = timezone.now() + timedelta(days=1)
    assert not [*blobs.older_than("probes", far), *blobs.older_than("disclosures", far)]
    assert chain.first_break(lifecycle.links_of(request_)) is None
    assert request_.receipts.count() == request_.events.count()


@pytest.mark.heavy
@pytest.mark.usefixtures("consent")
def test_access_by_the_live_camera_with_the_real_engine(request_, resident, operator, committed):
    moving = motion.MOVING_PEOPLE[0]
    disclosure = disclose(request_, operator, committed, [STRANGER, moving])
    challenge = issue_challenge(disclosure=disclosure, by=resident)
    frames = [jpeg(frame) for frame in motion.frames(moving, challenge.sequence)]
    with committed():
        verification = start_verification(
            disclosure=disclosure, frames=frames, by=resident, challenge=challenge.pk
        )
    verification.refresh_from_db()
    assert (verification.capture, verification.outcome) == ("live", "verified")
    request_.refresh_from_db()
    assert request_.matched_references == ["record-1"]


def test_a_stranger_is_not_matched(request_, resident, operator, consent, committed):
    disclosure = disclose(request_, operator, committed, [STRANGER, NEIGHBOUR])
    verification = verify(disclosure, resident, committed, photograph(RESIDENT, 2))
    assert verification.outcome == "not_matched"
    request_.refresh_from_db()
    assert request_.identity == states.Identity.FAILED
    assert request_.matched_references == []


def test_no_face_is_touched_without_consent(request_, resident, operator, committed):
    disclosure = disclose(request_, operator, committed, [RESIDENT])
    with pytest.raises(Refused) as refused:
        start_verification(
            disclosure=disclosure,
            frames=[photograph(RESIDENT)],
            by=resident,
            capture=Capture.ATTENDED,
        )
    assert refused.value.kind is RefusalKind.CONSENT_MISSING
    assert not Verification.objects.exists()


@pytest.mark.usefixtures("consent")
def test_withdrawing_consent_destroys_what_waits(
    request_, resident, operator, committed, django_capture_on_commit_callbacks
):
    disclosure = disclose(request_, operator, committed, [RESIDENT])
    with django_capture_on_commit_callbacks():  # the worker has not come yet
        verification = start_verification(
            disclosure=disclosure,
            frames=[photograph(RESIDENT, 2)],
            by=resident,
            capture=Capture.ATTENDED,
        )
    with committed():
        withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    verification.refresh_from_db()
    disclosure.refresh_from_db()
    assert verification.state == VerificationState.STOPPED
    assert disclosure.state == DisclosureState.DESTROYED
    far = timezone.now() + timedelta(days=1)
    assert not [*blobs.older_than("probes", far), *blobs.older_than("disclosures", far)]


def test_a_code_by_way_of_the_venue_proves_identity_without_a_face(request_, resident, operator):
    code = identity.issue_code(case=request_, by=operator)
    with pytest.raises(RequestProblem) as wrong:
        identity.redeem_code(case=request_, code="00000000", by=resident)
    assert wrong.value.kind is ProblemKind.CODE_WRONG
    identity.redeem_code(case=request_, code=code, by=resident)
    request_.refresh_from_db()
    assert request_.identity == states.Identity.VERIFIED
    assert request_.workflow == states.Workflow.AWAITING_OPERATOR


def test_a_code_is_spent_after_five_tries(request_, resident, operator):
    code = identity.issue_code(case=request_, by=operator)
    for _attempt in range(identity.CODE_TRIES):
        with pytest.raises(RequestProblem):
            identity.redeem_code(case=request_, code="00000000", by=resident)
    with pytest.raises(RequestProblem) as spent:
        identity.redeem_code(case=request_, code=code, by=resident)
    assert spent.value.kind is ProblemKind.CODE_SPENT


def test_nothing_is_granted_before_identity_is_proven(request_, operator):
    verdicts = [
        replies.Verdict(right, Decision.FULFILLED) for right in (Right.ACCESS, Right.DELETION)
    ]
    with pytest.raises(RequestProblem) as problem:
        answers.answer(case=request_, reply=replies.Reply(verdicts=verdicts), by=operator)
    assert problem.value.kind is ProblemKind.IDENTITY_FIRST
    request_.refresh_from_db()
    assert request_.workflow == states.Workflow.FILED


def test_a_new_version_of_the_notice_asks_for_consent_anew(resident, consent):
    assert has_consent(resident, Purpose.FACE_COMPARISON)
    publish_notice(
        purpose=Purpose.FACE_COMPARISON, text_zh_hans="新的告知", text_en="changed", by=SYSTEM
    )
    assert not has_consent(resident, Purpose.FACE_COMPARISON)


def test_the_face_of_a_child_is_not_compared(venue, guardian, child, operator):
    claim = filing.Claim(venue=venue, rights=[Right.DELETION], dependant=child)
    request = filing.file_request(claim=claim, by=guardian)
    with pytest.raises(RequestProblem) as problem:
        identity.begin_disclosure(
            case=request, selection=identity.Selection(basis=Basis.BY_NAME), by=operator
        )
    assert problem.value.kind is ProblemKind.NO_FACES_OF_CHILDREN


def test_a_draft_is_nobodys_business_but_the_residents(venue, resident):
    draft = filing.open_draft(claim=filing.Claim(venue=venue, rights=[Right.ACCESS]), by=resident)
    filing.withdraw(case=draft, by=resident)
    assert [one.audience for one in draft.notifications.all()] == ["resident"]
