"""A disclosure by name or number is of one person: 20 records, and no crowd."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from biometrics.models import Disclosure
from biometrics.services import crowds
from tests.api.conftest import mosaic_engine, program
from tests.attempting import an_hour, picture
from tests.bursts import uploads

__all__ = ["mosaic_engine", "program"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mosaic_engine")]

ME = 1


@pytest.fixture
def disclose(program, rights_request, committed):
    """`disclose(people, body)`: by name unless another basis is given; read by the worker."""

    def make(people, body=None):
        base = f"/api/v1/requests/{rights_request.reference}/disclosures"
        url = program.post(base, body or {"basis": "by_name"})["Location"]
        files = uploads([picture(person, variant) for variant, person in enumerate(people)])
        with committed():
            sent = program.post(f"{url}/photographs", {"photographs": files}, format="multipart")
            program.post(f"{url}/finish")
        return sent, program.get(url).json()

    return make


@pytest.mark.parametrize("basis", ["by_name", "by_ticket"])
def test_a_crowd_under_one_name_is_destroyed_and_nobody_is_compared_with_it(
    api, signed_in, moderator, operator, resident, rights_request, disclose, basis
):
    _sent, seen = disclose(range(1, 13), {"basis": basis})
    assert (seen["state"], seen["destroyed_because"]) == ("destroyed", "several_people")
    assert Disclosure.objects.get().wrapped_key is None
    desk = reverse("admin:requests_app_rightsrequest_disclose", args=(rights_request.pk,))
    assert "plainly of several people" in signed_in(operator).get(desk).text
    # To the claimant nothing has happened: that there were records would tell.
    theirs = api(resident).get(f"/api/v1/requests/{rights_request.reference}").json()
    assert [event["kind"] for event in theirs["events"]] == ["file"]
    assert theirs["identity"] == "none"


def test_it_is_counted_and_the_moderators_are_alarmed(signed_in, moderator, operator, disclose):
    disclose([1, 2])
    disclose([3, 4, 5])
    alarms = AuditEvent.objects.filter(kind=crowds.ALARM).order_by("id")
    assert [alarm.data["within_30_days"] for alarm in alarms] == [1, 2]
    assert "Several people disclosed under one name" in (
        signed_in(moderator).get(reverse("admin:index")).text
    )
    assert "Several people disclosed under one name" not in (
        signed_in(operator).get(reverse("admin:index")).text
    )


def test_many_records_of_one_person_are_one_person(disclose):
    _sent, seen = disclose([ME] * 20)
    assert (seen["state"], seen["count"]) == ("ready", 20)
    assert not AuditEvent.objects.filter(kind=crowds.ALARM).exists()


def test_one_stray_record_in_twenty_does_not_make_a_crowd(disclose):
    _sent, seen = disclose([*[ME] * 19, 2])
    assert seen["state"] == "ready"


def test_more_than_twenty_under_one_name_are_refused(disclose):
    sent, _seen = disclose([ME] * 21)
    assert sent.json()["type"].endswith("/face.too_many_named")


def test_strangers_are_disclosed_by_the_window_of_the_visit(disclose):
    _sent, seen = disclose(range(1, 13), an_hour())
    assert (seen["state"], seen["count"]) == ("ready", 12)
