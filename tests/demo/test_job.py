"""The main job on photographs: what is named, what is refused, and that nothing stays."""

import pytest
from django.core.management import call_command

from biometrics.models import ProbeFrame
from requests_app.demo.job import Photograph, UnusableInput, run
from requests_app.models import RightsRequest

pytestmark = [pytest.mark.heavy, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def job(pictures, demo_profile, transactional_db):
    call_command("publish_notices", verbosity=0)

    def do(selfies, *records):
        lines = []
        result = run(
            selfies=[Photograph(name, pictures[name]) for name in selfies],
            records=[Photograph(name, pictures[name]) for name in records],
            say=lines.append,
        )
        return result, lines

    return do


def test_the_resident_gets_their_own_records_and_no_others(job):
    result, lines = job(["selfie"], "stranger", "record")
    shown = result.as_json()
    assert (shown["outcome"], shown["matched"]) == ("verified", ["record"])
    assert (shown["request_status"], shown["request_outcome"]) == ("closed", "fulfilled")
    events = [receipt["event"] for receipt in shown["receipts"]]
    assert events[:4] == ["file", "acknowledge", "disclose", "verify_identity"]
    assert {"answer", "face_destroyed", "accept"} <= set(events)
    assert all(receipt["genuine"] for receipt in shown["receipts"])
    assert any("record" in line for line in lines)


def test_a_stranger_is_named_nothing(job):
    shown = job(["selfie"], "stranger")[0].as_json()
    assert shown["outcome"] == "not_matched"
    assert shown["matched"] == []
    assert (shown["request_status"], shown["request_outcome"]) == ("answered", "no_match")


def test_one_bad_record_spoils_no_other(job):
    shown = job(["selfie"], "no face", "record", "two faces", "cut off", "nothing")[0].as_json()
    assert shown["matched"] == ["record"]
    problems = {each["file"]: each["problem"] for each in shown["refused"]}
    assert problems == {
        "no face": "no_face",
        "two faces": "several_faces",
        "cut off": "damaged",
        "nothing": "empty",
    }
    assert all(each["sentence"] for each in shown["refused"])


@pytest.mark.parametrize(
    ("selfie", "problem"),
    [
        ("no face", "no_face"),
        ("two faces", "several_faces"),
        ("cut off", "damaged"),
        ("no picture", "unknown_format"),
        ("nothing", "empty"),
    ],
)
def test_an_unusable_selfie_says_why_and_leaves_nothing(job, selfie, problem):
    with pytest.raises(UnusableInput) as raised:
        job([selfie], "record")
    assert raised.value.problem == problem
    assert raised.value.line.startswith(f"{selfie}: ")
    assert not ProbeFrame.objects.exists()
    assert not RightsRequest.objects.still_open().exists()


def test_selfies_of_two_people_are_refused(job):
    with pytest.raises(UnusableInput) as raised:
        job(["selfie", "stranger"], "record")
    assert raised.value.problem == "different_people"


def test_no_usable_record_names_the_first_reason(job):
    with pytest.raises(UnusableInput) as raised:
        job(["selfie"], "no face", "nothing")
    assert raised.value.problem == "nothing_usable"
    assert "no face" in raised.value.line
