"""Vectors that a device computed: under which conditions they serve, and what they never do."""

from __future__ import annotations

import io
import json
import logging
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEvent
from biometrics.calibration import load
from biometrics.engines import UnusableVector, mosaic
from biometrics.models import (
    Basis,
    Capture,
    Disclosure,
    ProbeFrame,
    Verification,
    VerificationState,
)
from biometrics.problems import RefusalKind, Refused
from biometrics.services import crowds, disclosures, on_device
from biometrics.services.disclosures import Window, add_photograph, add_vectors, finish_disclosure
from biometrics.services.limits import ATTEMPTS_A_DAY
from biometrics.services.on_device import Statement, issue_token, plain, start_on_device
from biometrics.services.verifications import start_verification
from biometrics.vault import blobs
from consents.models import Purpose
from consents.services import withdraw_consent
from requests_app.law.rights import Right
from requests_app.models import Event
from requests_app.services import identity
from requests_app.states import Identity
from tests.factories import filed_request
from tests.guards.walking import as_text, every_value
from tests.on_device import packed

pytestmark = pytest.mark.django_db

RESIDENT, STRANGER = 1, 2
TICKET = "MN-40213"
DLIB = "dlib-resnet@1"


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """`with committed():` the workers do at the end what was queued inside."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def picture(person, variant):
    out = io.BytesIO()
    mosaic.draw(person, variant).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def disclose(mosaic_engine, operator, committed):
    """`disclose(case, {reference: person})`: read and sealed; by ticket unless said otherwise."""

    def make(case, people, basis=Basis.BY_TICKET, window=None) -> Disclosure:
        selection = identity.Selection(basis=basis, window=window)
        found = identity.begin_disclosure(case=case, selection=selection, by=operator)
        for reference, person in people:
            add_photograph(disclosure=found, reference=reference, data=picture(person, 1))
        with committed():
            finish_disclosure(disclosure=found, by=operator)
        found.refresh_from_db()
        return found

    return make


@pytest.fixture
def disclosure(disclose, rights_request, resident, consent_of) -> Disclosure:
    """The resident's record under their member number; consent is given."""
    consent_of(resident)
    return disclose(rights_request, [(TICKET, RESIDENT)])


@pytest.fixture
def computed(template_of):
    """`computed(person, variant, …)`: the vectors that the person's own device makes."""

    def vectors(person, *variants):
        return [template_of(person, variant).values.tolist() for variant in variants or (2,)]

    return vectors


@pytest.fixture
def send(resident, committed):
    """`send(disclosure, vectors)`: one attempt of the resident's, decided by the worker."""

    def sent(disclosure, vectors, *, ticket=TICKET, by=resident, **changed) -> Verification:
        token = changed.pop("token", None) or issue_token(disclosure=disclosure, by=by)
        said = {"engine": disclosure.engine, **changed}
        sent = vectors if isinstance(vectors, bytes) else packed(vectors, len(vectors[0]))
        statement = Statement(token=token, vectors=sent, ticket=ticket, **said)
        with committed():
            attempt = start_on_device(disclosure=disclosure, statement=statement, by=by)
        attempt.refresh_from_db()
        return attempt

    return sent


def is_refused(kind, act, *args, **kwargs):
    with pytest.raises(Refused) as refused:
        act(*args, **kwargs)
    assert refused.value.kind is kind
    assert not Verification.objects.filter(state__in=["queued", "comparing"]).exists()


# --- what serves ------------------------------------------------------------------------------


def test_face_and_number_together_prove_the_record(disclosure, computed, send, rights_request):
    attempt = send(disclosure, computed(RESIDENT, 2, 3, 4))
    rights_request.refresh_from_db()
    assert attempt.outcome == "verified"
    assert (attempt.capture, attempt.policy_id) == (Capture.ON_DEVICE, "mosaic/on_device")
    assert rights_request.identity == Identity.VERIFIED
    assert rights_request.matched_references == [TICKET]


def test_the_venue_is_told_of_the_lower_assurance(disclosure, computed, send, rights_request):
    send(disclosure, computed(RESIDENT))
    event = Event.objects.get(request=rights_request, kind="verify_identity")
    assert event.data["capture"] == Capture.ON_DEVICE


@pytest.mark.parametrize("written", ["mn-40213", "ＭＮ４０２１３", " MN 402 13 ", "MN_40213."])
def test_the_number_may_be_written_as_people_write_it(disclosure, computed, send, written):
    assert send(disclosure, computed(RESIDENT), ticket=written).outcome == "verified"


@given(st.text(st.characters(max_codepoint=0x2FF)))
def test_writing_a_number_plainly_once_more_changes_nothing(text):
    assert plain(plain(text)) == plain(text)
    assert plain(text).isalnum() or not plain(text)


def test_several_records_under_the_number_are_all_named(
    disclose, rights_request, resident, consent_of, computed, send
):
    consent_of(resident)
    found = disclose(rights_request, [(TICKET, RESIDENT), (TICKET, RESIDENT)])
    assert send(found, computed(RESIDENT)).outcome == "verified"
    rights_request.refresh_from_db()
    assert rights_request.matched_references == [TICKET, TICKET]


# --- what does not, without saying why --------------------------------------------------------


@pytest.mark.parametrize(
    ("person", "ticket"),
    [(RESIDENT, "MN-40214"), (STRANGER, TICKET), (STRANGER, "MN-40214")],
    ids=["wrong number", "wrong face", "both wrong"],
)
def test_whatever_fails_ends_in_the_same_way(
    disclosure, computed, send, rights_request, person, ticket
):
    attempt = send(disclosure, computed(person), ticket=ticket)
    event = Event.objects.get(request=rights_request, kind="identity_inconclusive")
    rights_request.refresh_from_db()
    assert (attempt.state, attempt.outcome, attempt.problem) == ("decided", "inconclusive", "")
    assert set(event.data) == {"verification", "policy", "capture", "state"}
    assert rights_request.matched_references == []


def test_a_match_in_another_record_spoils_the_whole(
    disclose, rights_request, resident, consent_of, computed, send
):
    """Somebody's vector that matches records under two numbers is nobody's who holds one of them."""
    consent_of(resident)
    found = disclose(rights_request, [(TICKET, RESIDENT), ("MN-99999", RESIDENT)])
    assert send(found, computed(RESIDENT)).outcome == "inconclusive"


def test_attempts_are_counted_together_with_the_others(disclosure, computed, send, resident):
    for _unused in range(ATTEMPTS_A_DAY - 1):
        send(disclosure, computed(STRANGER))
    start_verification(
        disclosure=disclosure, frames=[picture(STRANGER, 2)], by=resident, capture=Capture.ATTENDED
    )
    Verification.objects.filter(state="queued").update(state="decided", outcome="not_matched")
    is_refused(RefusalKind.TOO_MANY_ATTEMPTS, issue_token, disclosure=disclosure, by=resident)


# --- where nothing is taken -------------------------------------------------------------------


@pytest.mark.parametrize("right", [Right.ACCESS, Right.EXPLANATION, Right.CORRECTION])
def test_nothing_that_reveals_or_changes_opens(
    disclose, resident, venue, consent_of, right, computed, send
):
    consent_of(resident)
    case = filed_request(resident=resident, venue=venue, rights=(Right.DELETION, right))
    found = disclose(case, [(TICKET, RESIDENT)])
    is_refused(RefusalKind.ON_DEVICE_REVEALS, send, found, computed(RESIDENT))


@pytest.mark.parametrize("basis", [Basis.BY_NAME, Basis.TIME_WINDOW])
def test_a_name_or_a_time_is_no_second_proof(
    disclose, rights_request, resident, consent_of, computed, send, basis
):
    consent_of(resident)
    visit = timezone.now() - timedelta(days=1)
    window = Window(visit, visit + timedelta(hours=1))
    found = disclose(rights_request, [(TICKET, RESIDENT)], basis, window)
    is_refused(RefusalKind.ON_DEVICE_NO_TICKET, send, found, computed(RESIDENT))


def test_a_gate_that_closed_meanwhile_lets_nothing_through(
    disclosure, computed, send, monkeypatch, settings
):
    """The worker looks again: what was taken before is at best inconclusive."""
    token = issue_token(disclosure=disclosure, by=disclosure.subject)
    begin = on_device.set_going

    def and_then_closed(*args, **kwargs):
        begin(*args, **kwargs)
        Disclosure.objects.update(basis=Basis.BY_NAME)

    monkeypatch.setattr(on_device, "set_going", and_then_closed)
    assert send(disclosure, computed(RESIDENT), token=token).outcome == "inconclusive"


def test_where_it_is_switched_off_nothing_is_taken(disclosure, computed, send, settings):
    settings.FACE_ON_DEVICE = False
    is_refused(RefusalKind.ON_DEVICE_OFF, send, disclosure, computed(RESIDENT))


def test_without_consent_nothing_is_taken(disclosure, computed, send, resident):
    token = issue_token(disclosure=disclosure, by=resident)
    withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    vectors = computed(RESIDENT)
    is_refused(RefusalKind.CONSENT_MISSING, send, disclosure, vectors, token=token)


def test_consent_withdrawn_while_it_waits_destroys_what_was_sent(
    disclosure, computed, resident, django_capture_on_commit_callbacks
):
    token = issue_token(disclosure=disclosure, by=resident)
    statement = Statement(token, disclosure.engine, packed(computed(RESIDENT)), TICKET)
    with django_capture_on_commit_callbacks():  # no worker has come yet
        attempt = start_on_device(disclosure=disclosure, statement=statement, by=resident)
    assert ProbeFrame.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.problem) == (VerificationState.STOPPED, "consent")
    assert not ProbeFrame.objects.exists()
    assert list(blobs.older_than("probes", timezone.now() + timedelta(days=1))) == []


def test_another_persons_disclosure_takes_nothing(disclosure, computed, send, stranger, consent_of):
    consent_of(stranger)
    vectors = computed(STRANGER)
    is_refused(RefusalKind.NOT_YOURS, send, disclosure, vectors, by=stranger)


def test_the_model_must_be_that_of_the_records(disclosure, computed, send):
    vectors = computed(RESIDENT)
    for engine in (DLIB, "mosaic", "mosaic@2", ""):
        is_refused(RefusalKind.ON_DEVICE_ENGINE, send, disclosure, vectors, engine=engine)


@pytest.mark.parametrize("ticket", ["", "12", "1-2-3", "🎫🎫🎫🎫", "A" * 121])
def test_a_number_that_can_be_guessed_proves_nothing(disclosure, computed, send, ticket):
    vectors = computed(RESIDENT)
    is_refused(RefusalKind.ON_DEVICE_TICKET, send, disclosure, vectors, ticket=ticket)


def test_no_vector_at_all_is_refused(disclosure, send):
    is_refused(RefusalKind.ON_DEVICE_COUNT, send, disclosure, packed([]))


# --- the token --------------------------------------------------------------------------------


def test_a_token_serves_once(disclosure, computed, send, resident):
    token = issue_token(disclosure=disclosure, by=resident)
    attempt = send(disclosure, computed(STRANGER), token=token)
    assert attempt.outcome == "inconclusive"
    vectors = computed(RESIDENT)
    is_refused(RefusalKind.ON_DEVICE_TOKEN, send, disclosure, vectors, token=token)


def test_a_token_does_not_serve_for_ever(disclosure, computed, send, resident, monkeypatch):
    token = issue_token(disclosure=disclosure, by=resident)
    vectors = computed(RESIDENT)
    monkeypatch.setattr(on_device, "TOKEN_VALID", timedelta(seconds=-1))
    is_refused(RefusalKind.ON_DEVICE_TOKEN, send, disclosure, vectors, token=token)


@given(token=st.text(max_size=80))
def test_no_other_text_is_a_token(token):
    with pytest.raises(Refused):
        on_device._attempt_of(token, Disclosure(), None)


def test_a_token_is_of_one_disclosure_and_one_person(
    disclosure, disclose, resident, venue, computed, send, other_venue
):
    token = issue_token(disclosure=disclosure, by=resident)
    other = filed_request(resident=resident, venue=venue)
    second = disclose(other, [(TICKET, RESIDENT)])
    vectors = computed(RESIDENT)
    is_refused(RefusalKind.ON_DEVICE_TOKEN, send, second, vectors, token=token)


# --- vectors that no face gives ---------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        [1e-9] * 32,
        [10.0] * 32,
        [1e308] * 32,
        [float("nan")] * 32,
        [0.2] * 31 + [float("inf")],
    ],
    ids=str,
)
def test_what_no_face_gives_is_refused_and_nothing_is_stored(disclosure, send, values, computed):
    with pytest.raises(UnusableVector) as refused:
        send(disclosure, [*computed(RESIDENT), values])
    assert str(refused.value.sentence)
    assert not Verification.objects.exists()
    assert list(blobs.older_than("probes", timezone.now() + timedelta(days=1))) == []


@pytest.mark.parametrize("change", [lambda sent: sent[:-4], lambda sent: sent * 2, lambda _: b""])
def test_another_length_is_refused_and_nothing_is_stored(disclosure, send, computed, change):
    with pytest.raises(UnusableVector) as refused:
        send(disclosure, change(packed(computed(RESIDENT))))
    assert "Send 3 times 32 numbers, 384 bytes" in str(refused.value.sentence)
    assert not Verification.objects.exists()


def test_a_row_that_is_left_out_between_others_is_refused(disclosure, send, computed):
    (vector,) = computed(RESIDENT)
    with pytest.raises(UnusableVector):
        send(disclosure, packed([vector, [0.0] * 32, vector]))


# --- master vectors ---------------------------------------------------------------------------


def people_of(calibration, count: int, seed: int) -> np.ndarray:
    """Templates of ``count`` people who are nobody: drawn anew from the mixture, un-whitened."""
    random = np.random.RandomState(seed)
    mixture = calibration.mixture
    weights = mixture["weights"].astype(np.float64)
    chosen = random.choice(len(weights), size=count, p=weights / weights.sum())
    spread = np.sqrt(mixture["variances"])[chosen]
    whitened = mixture["means"][chosen] + spread * random.standard_normal(spread.shape)
    return whitened @ np.linalg.inv(calibration._whitening.astype(np.float64))


def natural(vector: np.ndarray) -> np.ndarray:
    """Brought to a length that a face's vector has, so that the check of lengths lets it pass."""
    length = np.linalg.norm(vector)
    return vector * (np.clip(length, 1.2, 1.65) / length)


def masters() -> list[np.ndarray]:
    """What an attacker makes of the published cohort: its middle, and the middles of its thickest parts."""
    calibration = load("dlib-resnet-1")
    back = np.linalg.inv(calibration._whitening.astype(np.float64))
    weights, means = calibration.mixture["weights"], calibration.mixture["means"]
    heaviest = means[np.argsort(weights)[::-1][:5]]
    middles = [weights @ means / weights.sum(), *heaviest]
    return [natural(middle @ back) for middle in middles]


@pytest.mark.parametrize("number", range(6))
def test_a_master_vector_opens_no_record_even_with_the_right_number(
    rights_request, resident, operator, consent_of, committed, send, settings, monkeypatch, number
):
    settings.FACE_ENGINES = {"dlib-resnet": {"class": "biometrics.engines.dlib_resnet.DlibResnet"}}
    consent_of(resident)
    selection = identity.Selection(basis=Basis.BY_TICKET, engine=DLIB)
    found = identity.begin_disclosure(case=rights_request, selection=selection, by=operator)
    people = [natural(each) for each in people_of(load("dlib-resnet-1"), 400, seed=7)]
    rows = [(TICKET, person.tolist()) for person in people]
    monkeypatch.setattr(
        disclosures, "NAMED_AT_MOST", 1000
    )  # more people than a number may stand for
    monkeypatch.setattr(crowds, "_is_crowd", lambda _disclosure: False)
    add_vectors(disclosure=found, engine=DLIB, rows=rows)
    with committed():
        finish_disclosure(disclosure=found, by=operator)
    found.refresh_from_db()
    assert found.count > 300
    try:
        attempt = send(found, [masters()[number].tolist()])
    except UnusableVector:
        return  # it lies nearer to everybody than any face does
    assert attempt.outcome == "inconclusive"


# --- nothing of it is anywhere ----------------------------------------------------------------


@pytest.fixture
def needles(computed):
    """The vector in the writings in which it could show up, and the number that was stated."""
    vector = np.array(computed(RESIDENT)[0])
    found = [vector[:4].astype("<f4").tobytes(), vector[:4].astype("<f8").tobytes()]
    found += [f"{abs(number):.6f}".encode() for number in vector[:6]]
    return [*found, b"mn40213"]


def test_nothing_of_the_vector_or_the_number_is_stored_queued_or_logged(
    disclosure, computed, resident, needles, caplog, django_capture_on_commit_callbacks, mailoutbox
):
    caplog.set_level(logging.DEBUG)
    token = issue_token(disclosure=disclosure, by=resident)
    statement = Statement(token, disclosure.engine, packed(computed(RESIDENT)), TICKET)
    with django_capture_on_commit_callbacks(execute=True) as queued:
        start_on_device(disclosure=disclosure, statement=statement, by=resident)
        waiting = [as_text(value).encode("latin-1", "replace") for _place, value in every_value()]
        tomorrow = timezone.now() + timedelta(days=1)
        waiting += [blobs.get(path) for path in blobs.older_than("probes", tomorrow)]
    assert queued
    assert Verification.objects.get().outcome == "verified"
    afterwards = [as_text(value).encode("latin-1", "replace") for _place, value in every_value()]
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    audited = json.dumps(list(AuditEvent.objects.values_list("kind", "data")), default=str)
    mailed = "\n".join(message.body for message in mailoutbox)
    written = [*waiting, *afterwards, logged.encode(), audited.encode(), mailed.encode()]
    assert not [needle for needle in needles for data in written if needle in data]
    assert list(blobs.older_than("probes", tomorrow)) == []
    assert str(computed(RESIDENT)[0][0]) not in repr(statement)
    assert TICKET not in repr(statement)
