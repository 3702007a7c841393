"""kill -9 of the face worker at the worst moments: nothing is lost, done twice, or left open on disk."""

import pytest

from tests.recovery.conftest import eventually

pytestmark = pytest.mark.heavy

VERIFICATION = "SELECT state FROM biometrics_verification"
DISCLOSURE = "SELECT state FROM biometrics_disclosure"


@pytest.fixture
def disclosed(installation, faces):
    """Three records are sealed; the worker and the web server run."""
    installation.start("comparisons", "faces", "tasks", "web")
    installation.disclose(faces["r1"], faces["s1"], faces["r2"])
    installation.wait_for(DISCLOSURE, "ready")
    return installation


def send_selfie(installation, faces):
    installation.attempt(faces["selfie"])


def check_verified_once(installation, faces):
    installation.wait_for(VERIFICATION, "decided")
    state = installation.state()
    assert state["identity"] == "verified"
    assert state["matched"] == ["r1.jpg", "r2.jpg"]
    assert state["verifications"] == [["decided", "verified"]]
    assert state["events"] == ["file", "disclose", "verify_identity", "face_destroyed"]
    assert state["receipts"] == len(state["events"])
    assert state["disclosures"] == ["destroyed"]
    installation.wait_for("SELECT count(*) FROM biometrics_probeframe", 0)
    assert installation.search(*faces.values()) == ()
    assert installation.sealed_files() == []


@pytest.mark.parametrize("point", ["encoded", "compared"])
def test_worker_killed_in_a_verification(disclosed, faces, point):
    disclosed.hold(point)
    send_selfie(disclosed, faces)
    disclosed.reached(point)
    disclosed.kill("comparisons", "tasks")
    assert disclosed.value(VERIFICATION) == "comparing"
    assert disclosed.search(*faces.values()) == ()

    disclosed.release(point)
    disclosed.start("comparisons", "tasks")

    check_verified_once(disclosed, faces)


def test_only_the_working_child_killed_in_a_verification(disclosed, faces):
    disclosed.hold("encoded")
    send_selfie(disclosed, faces)
    disclosed.reached("encoded")
    disclosed.kill_child("comparisons")
    disclosed.release("encoded")

    check_verified_once(disclosed, faces)


def test_everything_killed_right_after_the_selfie_was_taken(disclosed, faces):
    disclosed.kill("comparisons", "faces", "tasks")
    send_selfie(disclosed, faces)
    disclosed.kill("web")
    # The message for the worker is lost with the machine's disk cache, say.
    for message in (disclosed.var / "broker").iterdir():
        message.unlink()
    assert disclosed.value(VERIFICATION) == "queued"
    assert disclosed.search(*faces.values()) == ()

    disclosed.start("comparisons", "faces", "tasks")

    check_verified_once(disclosed, faces)


@pytest.mark.parametrize("point", ["encoded", "block_sealed"])
def test_worker_killed_while_a_disclosure_is_read(installation, faces, point):
    installation.hold(point)
    installation.start("faces", "tasks")
    installation.disclose(faces["r1"], faces["s1"], faces["r2"])
    installation.reached(point)
    installation.kill("faces", "tasks")
    assert installation.value(DISCLOSURE) == "reading"
    assert installation.search(*faces.values()) == ()

    installation.release(point)
    installation.start("faces", "tasks")
    installation.wait_for(DISCLOSURE, "ready")

    state = installation.state()
    assert state["count"] == [3]
    assert state["events"] == ["file", "disclose"]
    assert state["receipts"] == 2
    assert installation.value("SELECT sum(count) FROM biometrics_galleryblock") == 3
    # What was begun and not finished is read again one by one: it may be what killed the worker.
    assert installation.value("SELECT count(*) FROM biometrics_galleryblock") == 3
    assert installation.search(*faces.values()) == ()

    def only_the_blocks_are_left():
        return len(installation.sealed_files()) == 3

    eventually(only_the_blocks_are_left, what="the sweep removes what the killed worker left")

    installation.start("comparisons", "web")
    send_selfie(installation, faces)
    check_verified_once(installation, faces)
