"""Disclosing and proving by face over the API."""

from contextlib import nullcontext

import pytest

from accounts.models import StoredResponse
from biometrics.models import Disclosure, ProbeFrame, Verification
from biometrics.services.limits import ATTEMPTS_A_DAY
from consents.models import Purpose
from consents.services import withdraw_consent
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from tests.attempting import an_hour
from tests.bursts import burst, uploads
from tests.factories import filed_request

pytestmark = pytest.mark.django_db

RESIDENT, STRANGER = 1, 2


@pytest.fixture
def disclosed(program, rights_request, photo, worked):
    """The venue has disclosed two records, of which one is the resident's."""
    base = f"/api/v1/requests/{rights_request.reference}/disclosures"
    url = program.post(base, an_hour())["Location"]
    photographs = [photo(RESIDENT, 1, "a.png"), photo(STRANGER, 1, "b.png")]
    with worked():
        program.post(f"{url}/photographs", {"photographs": photographs}, format="multipart")
        program.post(f"{url}/finish")
    return url


def send(client, case, person, worked=nullcontext, **headers):
    """The movements are asked for, ``person`` makes them, and the burst is sent."""
    asked = ask(client, case)
    if asked.status_code != 201:
        return asked
    frames = burst(person, asked.json()["gestures"])
    return show(client, case, asked.json()["id"], frames, worked, **headers)


def photographs(client, case, *frames):
    """Photographs, without movements that they would answer."""
    body = {"request": case.reference, "frames": list(frames)}
    return client.post("/api/v1/verifications", body, format="multipart")


def kind_of(answer):
    return answer.json()["type"].rpartition("/")[2]


def test_the_resident_proves_which_record_is_theirs(
    api, program, resident, rights_request, disclosed, consent_of, photo, worked
):
    consent_of(resident)
    client = api(resident)
    started = send(client, rights_request, RESIDENT, worked=worked)
    assert started.status_code == 202
    assert started.json()["state"] == "queued"

    ended = client.get(started["Location"]).json()
    case = program.get(f"/api/v1/requests/{rights_request.reference}").json()

    assert (ended["state"], ended["outcome"]) == ("decided", "verified")
    assert ended["sentence"].startswith("Verified.")
    assert case["identity"] == "verified"
    assert case["matched_references"] == ["a.png"]
    assert (
        client.get(f"/api/v1/requests/{rights_request.reference}").json()["matched_references"]
        == []
    )
    assert not ProbeFrame.objects.exists()
    assert program.get(disclosed).json()["state"] == "destroyed"


def test_nothing_in_an_answer_is_a_score(
    api, resident, rights_request, disclosed, consent_of, photo, worked
):
    consent_of(resident)
    client = api(resident)
    started = send(client, rights_request, 9, worked=worked)
    ended = client.get(started["Location"]).json()

    assert set(ended) == {
        "id", "state", "capture", "outcome", "problem", "sentence", "ahead", "attempts_left",
        "created_at", "ended_at",
    }  # fmt: skip
    assert ended["outcome"] == "not_matched"
    assert ended["attempts_left"] == ATTEMPTS_A_DAY - 1


def test_without_consent_no_photograph_is_looked_at(
    api, resident, rights_request, disclosed, photo
):
    answer = send(api(resident), rights_request, RESIDENT)

    assert answer.status_code == 403
    assert kind_of(answer) == "face.consent_missing"
    assert not Verification.objects.exists()


def test_consent_withdrawn_destroys_what_was_disclosed(
    api, resident, rights_request, disclosed, consent_of, photo
):
    consent_of(resident)
    withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")

    assert Disclosure.objects.get().wrapped_key is None
    assert kind_of(send(api(resident), rights_request, RESIDENT)) == "face.consent_missing"


def test_attempts_end(api, resident, rights_request, disclosed, consent_of, photo, worked):
    consent_of(resident)
    client = api(resident)
    for number in range(ATTEMPTS_A_DAY):
        assert send(client, rights_request, 50 + number, worked=worked).status_code == 202
    last = send(client, rights_request, RESIDENT)

    assert last.status_code == 429
    assert kind_of(last) == "face.too_many_attempts"


def test_a_strangers_selfie_is_not_for_this_request(
    api, stranger, rights_request, disclosed, consent_of, photo
):
    consent_of(stranger)
    assert send(api(stranger), rights_request, STRANGER).status_code == 404


def test_an_attempt_is_seen_by_nobody_else(
    api, resident, operator, stranger, rights_request, disclosed, consent_of, photo, worked
):
    consent_of(resident)
    url = send(api(resident), rights_request, 9, worked=worked)["Location"]

    for person in (operator, stranger):
        assert api(person).get(url).status_code == 404
        assert api(person).get("/api/v1/verifications").json()["results"] == []
    assert len(api(resident).get("/api/v1/verifications").json()["results"]) == 1


def test_before_a_disclosure_there_is_nothing_to_compare(
    api, resident, rights_request, consent_of, photo
):
    consent_of(resident)
    assert kind_of(send(api(resident), rights_request, RESIDENT)) == "face.not_ready"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"", "picture.empty"), (b"%PDF-1.7 not a picture", "picture.unknown_format")],
)
def test_an_unusable_file_says_what_to_do(
    api, resident, rights_request, disclosed, consent_of, content, kind
):
    consent_of(resident)
    client = api(resident)
    asked = ask(client, rights_request).json()
    frames = burst(RESIDENT, asked["gestures"])[:-1]
    answer = show(client, rights_request, asked["id"], [*frames, content], nullcontext)

    assert answer.status_code == 422
    assert kind_of(answer) == kind
    assert not ProbeFrame.objects.exists()


def test_too_large_a_file_is_called_so(api, resident, rights_request, disclosed, consent_of):
    consent_of(resident)
    client = api(resident)
    asked = ask(client, rights_request).json()
    large = b"\xff\xd8" + b"0" * (8 * 1024 * 1024 + 1)
    frames = [*burst(RESIDENT, asked["gestures"])[:-1], large]
    answer = show(client, rights_request, asked["id"], frames, nullcontext)
    assert kind_of(answer) == "picture.file_too_large"


# --- live -------------------------------------------------------------------------------------


@pytest.fixture
def access(program, resident, venue, consent_of, photo, worked):
    """An access request for which two records are disclosed; the resident has consented."""
    consent_of(resident)
    case = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS,))
    base = f"/api/v1/requests/{case.reference}/disclosures"
    url = program.post(base, an_hour())["Location"]
    photographs = [photo(RESIDENT, 1, "a.png"), photo(STRANGER, 1, "b.png")]
    with worked():
        program.post(f"{url}/photographs", {"photographs": photographs}, format="multipart")
        program.post(f"{url}/finish")
    return case


def ask(client, case, **headers):
    return client.post(
        "/api/v1/liveness-challenges", {"request": case.reference}, headers=headers or None
    )


def show(client, case, challenge, frames, worked, **headers):
    body = {"request": case.reference, "challenge": challenge, "frames": uploads(frames)}
    with worked():
        return client.post(
            "/api/v1/verifications", body, format="multipart", headers=headers or None
        )


def test_a_live_burst_answers_what_was_asked(api, resident, access, worked):
    client = api(resident)
    asked = ask(client, access)
    assert asked.status_code == 201
    assert set(asked.json()) == {"id", "gestures", "seconds", "frames_at_most", "expires_at"}
    frames = burst(RESIDENT, asked.json()["gestures"])
    started = show(client, access, asked.json()["id"], frames, worked)
    assert started.status_code == 202
    ended = client.get(started["Location"]).json()
    assert (ended["capture"], ended["outcome"]) == ("live", "verified")
    again = show(client, access, asked.json()["id"], frames, worked)
    assert kind_of(again) in ("face.not_ready", "face.challenge_used")


def test_a_photograph_does_not_open_somebody_s_data(api, resident, access, photo):
    answer = photographs(api(resident), access, photo(RESIDENT, 2))
    assert (answer.status_code, kind_of(answer)) == (403, "face.liveness_needed")
    assert "Use the camera here" in answer.json()["detail"]
    assert not Verification.objects.exists()


def test_what_was_not_seen_is_said_and_costs_nothing(api, resident, access, worked):
    client = api(resident)
    asked = ask(client, access).json()
    started = show(client, access, asked["id"], burst(RESIDENT, [])[:1] * 9, worked)
    ended = client.get(started["Location"]).json()
    assert (ended["state"], ended["outcome"]) == ("unusable", None)
    assert ended["sentence"].endswith("try again.")
    assert ended["attempts_left"] == ATTEMPTS_A_DAY


def test_movements_are_shown_once_and_a_repeated_burst_is_one_attempt(
    api, resident, access, worked
):
    client = api(resident)
    asked = ask(client, access, **{"idempotency-key": "movements"}).json()
    lost = ask(client, access, **{"idempotency-key": "movements"})
    assert kind_of(lost) == "shown_once"
    assert not StoredResponse.objects.filter(body__icontains="gestures").exists()

    frames = burst(STRANGER + 6, asked["gestures"])
    first = show(client, access, asked["id"], frames, worked, **{"idempotency-key": "burst"})
    again = show(client, access, asked["id"], frames, worked, **{"idempotency-key": "burst"})
    assert first.json()["id"] == again.json()["id"]
    assert Verification.objects.count() == 1


def test_movements_are_asked_of_nobody_else_and_not_without_consent(
    api, resident, stranger, operator, access, consent_of
):
    assert ask(api(stranger), access).status_code == 403
    consent_of(stranger)
    assert ask(api(stranger), access).status_code == 404
    assert ask(api(), access).status_code == 401
    assert ask(api(operator), access).status_code in (403, 404)
    withdraw_consent(resident=resident, purpose=Purpose.FACE_COMPARISON, language="en")
    assert kind_of(ask(api(resident), access)) == "face.consent_missing"


def test_asking_for_movements_has_an_end(api, resident, access):
    client = api(resident)
    for _draw in range(6):
        assert ask(client, access).status_code == 201
    last = ask(client, access)
    assert (last.status_code, kind_of(last)) == (429, "face.too_many_challenges")
    assert int(last["Retry-After"]) > 3600


# --- disclosing -------------------------------------------------------------------------------


def test_bad_records_are_named_and_good_ones_kept(program, rights_request, photo):
    from django.core.files.uploadedfile import SimpleUploadedFile

    base = f"/api/v1/requests/{rights_request.reference}/disclosures"
    url = program.post(base, {"basis": "by_name"})["Location"]
    large = SimpleUploadedFile("c.jpg", b"\xff\xd8" + b"0" * (8 * 1024 * 1024 + 1))
    files = [photo(RESIDENT), SimpleUploadedFile("b.jpg", b"no picture"), large]
    answer = program.post(f"{url}/photographs", {"photographs": files}, format="multipart")

    assert [row["state"] for row in answer.json()] == ["pending", "refused", "refused"]
    assert [row["reference"] for row in answer.json()] == ["photo.png", "b.jpg", "c.jpg"]
    assert [row["problem"] for row in answer.json()] == ["", "unknown_format", "file_too_large"]
    assert all(row["sentence"] for row in answer.json()[1:])


def test_vectors_of_an_installed_engine_are_taken_and_others_refused(
    api, program, rights_request, mosaic_engine
):
    (engine,) = api().get("/api/v1/engines").json()
    base = f"/api/v1/requests/{rights_request.reference}/disclosures"
    url = program.post(base, {"basis": "by_ticket"})["Location"]
    good = [0.25] * engine["dimension"]
    body = {
        "engine": engine["id"],
        "vectors": [{"reference": "1", "values": good}, {"reference": "2", "values": [0.1]}],
    }
    taken = program.post(f"{url}/vectors", body)
    unknown = program.post(f"{url}/vectors", body | {"engine": "arcface@9"})

    assert [row["state"] for row in taken.json()] == ["encoded", "refused"]
    assert taken.json()[1]["sentence"]
    assert kind_of(unknown) == "face.unknown_engine"
    assert "arcface@9" in unknown.json()["detail"]


def test_strangers_faces_need_the_window_of_the_visit(program, rights_request, photo):
    base = f"/api/v1/requests/{rights_request.reference}/disclosures"
    without = program.post(base, {"basis": "time_window"})
    long = program.post(
        base,
        {
            "basis": "time_window",
            "window_from": "2026-05-01T00:00:00Z",
            "window_to": "2026-05-03T00:00:00Z",
        },
    )

    assert kind_of(without) == "face.window_missing"
    assert kind_of(long) == "face.window_too_long"
    assert not Disclosure.objects.exists()


def test_another_operator_cannot_reach_a_disclosure(
    api, other_operator, program, rights_request, disclosed, other_venue, stranger
):
    theirs = filed_request(resident=stranger, venue=other_venue)
    client = api(other_operator)
    through_own = disclosed.replace(rights_request.reference, theirs.reference)

    assert client.get(disclosed).status_code == 404
    assert client.get(through_own).status_code == 404
    assert client.post(f"{disclosed}/finish").status_code == 404
    assert RightsRequest.objects.get(pk=rights_request.pk).identity == "pending"
