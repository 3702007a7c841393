"""kill -9 of the web server in the middle of an act: the act is done whole, once, or not at all."""

import json
import threading

import pytest
from django.utils import timezone

from biometrics.drawn.motion import MOVING_PEOPLE, frames
from biometrics.liveness.gestures import Gesture
from consents.models import Venue
from requests_app.demo import evidence
from tests.recovery.conftest import eventually
from tests.recovery.test_memory import jpeg, post

pytestmark = pytest.mark.heavy

REQUESTS = "SELECT count(*) FROM requests_app_rightsrequest"
FILING = "/requests/new?venue=gate"
WISH = {"wish": "see_delete", "claimant_name": "Lin"}


def in_background(act, *arguments):
    """Start a call that will be cut off; `join` it after the kill."""
    results = []

    def run():
        try:
            results.append(act(*arguments))
        except OSError:  # cut off
            results.append(None)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread, results


def count(installation, table):
    return installation.value(f"SELECT count(*) FROM {table}")


def test_web_killed_in_a_filing(installation):
    installation.start("web")
    installation.hold("event_written")
    thread, results = in_background(installation.post, FILING, WISH)
    installation.reached("event_written")
    installation.kill("web")
    thread.join(20)

    assert results == [None]
    for table in ("rightsrequest", "event", "receipt", "clockentry", "notification"):
        assert count(installation, f"requests_app_{table}") == 0

    installation.release("event_written")
    installation.start("web")
    assert installation.post(FILING, WISH) == 302
    assert count(installation, "requests_app_rightsrequest") == 1
    assert count(installation, "requests_app_receipt") == 1


def test_a_filing_that_was_confirmed_is_never_lost(installation):
    installation.start("web")
    assert installation.post(FILING, WISH) == 302
    installation.kill("web")
    for message in (installation.var / "broker").iterdir():
        message.unlink()

    installation.start("web", "tasks")

    assert count(installation, "requests_app_rightsrequest") == 1
    assert count(installation, "requests_app_receipt") == 1
    # Both sides hear of it, although the message to the worker was lost: the sweep finds what is due.
    installation.wait_for(
        "SELECT count(*) FROM requests_app_notification WHERE sent_at IS NOT NULL", 2
    )
    assert "resident@example.test" in _mail(installation)


def _mail(installation):
    return "".join(path.read_text() for path in (installation.var / "outbox").glob("*.log"))


def show_face(installation, folder):
    """The moving person does what is asked for; the status of sending the burst."""
    path = f"/verify/{installation.disclosure}/"
    asked = json.loads(post(installation, f"{path}challenge", {}).text)
    gestures = [Gesture(name) for name in asked["gestures"]]
    files = []
    for number, frame in enumerate(frames(MOVING_PEOPLE[0], gestures)):
        file = folder / f"{number:02}.jpg"
        file.write_bytes(jpeg(frame))
        files.append(("frames", file))
    return post(installation, f"{path}live", {"challenge": asked["id"]}, files).status


def test_web_killed_while_it_takes_a_burst(installation, faces, tmp_path):
    installation.start("comparisons", "faces", "tasks", "web")
    record = tmp_path / "r1.jpg"
    record.write_bytes(jpeg(next(iter(frames(MOVING_PEOPLE[0], (), seed=9)))))
    installation.disclose(record)
    installation.wait_for("SELECT state FROM biometrics_disclosure", "ready")
    sealed_before = len(installation.sealed_files())
    installation.hold("selfie_sealed")
    thread, results = in_background(show_face, installation, tmp_path)
    installation.reached("selfie_sealed")
    assert len(installation.sealed_files()) > sealed_before
    installation.kill("web")
    thread.join(20)

    assert results in ([None], [])
    assert count(installation, "biometrics_verification") == 0
    assert installation.search(*faces.values()) == ()

    def orphan_is_gone():
        return len(installation.sealed_files()) == sealed_before

    eventually(orphan_is_gone, what="the sweep removes the sealed selfie that no row names")

    installation.release("selfie_sealed")
    installation.start("web")
    assert show_face(installation, tmp_path) == 201
    installation.wait_for("SELECT state FROM biometrics_verification", "decided")
    assert installation.state()["matched"] == ["r1.jpg"]


@pytest.fixture
def proven(installation, tmp_path):
    """A request whose resident has proven a record by face; everything runs."""
    installation.start("comparisons", "faces", "tasks", "web")
    record = tmp_path / "r1.jpg"
    record.write_bytes(jpeg(next(iter(frames(MOVING_PEOPLE[0], (), seed=9)))))
    installation.disclose(record)
    installation.wait_for("SELECT state FROM biometrics_disclosure", "ready")
    assert show_face(installation, tmp_path) == 201
    installation.wait_for("SELECT state FROM biometrics_verification", "decided")
    return installation


def answer():
    venue = {"venue": {"legal_name": "Gate Company", "person_in_charge": "Operator"}}
    shown = venue | {"done_on": timezone.localdate().isoformat()}
    return {
        "text": "Done.",
        "verdicts": [{"right": "deletion", "decision": "fulfilled"}],
        "evidence": shown
        | evidence.erasure(Venue(kind="residential_compound"))
        | evidence.accounted(["r1.jpg"], "deleted_on"),
    }


def test_web_killed_in_an_answer(proven, faces):
    proven.hold("event_written")
    path = f"/requests/{proven.reference}/answer"
    thread, results = in_background(proven.call, path, answer(), "first")
    proven.reached("event_written")
    proven.kill("web")
    thread.join(20)

    assert results == [None]
    before = proven.state()
    assert (before["workflow"], before["answers"]) == ("awaiting_operator", 0)
    assert before["receipts"] == len(before["events"])

    proven.release("event_written")
    proven.start("web")
    assert proven.call(path, answer(), "second") == 200
    assert proven.call(path, answer(), "second") == 200  # the operator's program asks again

    after = proven.state()
    assert (after["workflow"], after["outcome"], after["answers"]) == ("answered", "fulfilled", 1)
    assert after["events"].count("answer") == 1
    assert after["receipts"] == len(after["events"])
    assert proven.search(*faces.values()) == ()
    assert proven.sealed_files() == []
